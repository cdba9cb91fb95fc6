//! Who may touch what: owner and scope checks on accepted claims.

use crate::claims::{Claims, Subject};
use crate::denial::{Denial, DenialCode, quoted};
use crate::language::Spelled;
use serde_json::Value;

/// The owner of a record, with its type: text never equals an integer.
///
/// ```
/// use bearward::OwnerId;
/// assert_ne!(OwnerId::from("42"), OwnerId::from(42_u64));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OwnerId<'a> {
    /// A string id.
    Text(&'a str),
    /// An integer id; `None` inside stands for one that no subject can have (negative).
    Integer(Option<u64>),
}

impl<'a> From<&'a str> for OwnerId<'a> {
    fn from(id: &'a str) -> Self {
        Self::Text(id)
    }
}

impl<'a> From<&'a String> for OwnerId<'a> {
    fn from(id: &'a String) -> Self {
        Self::Text(id)
    }
}

impl From<u64> for OwnerId<'_> {
    fn from(id: u64) -> Self {
        Self::Integer(Some(id))
    }
}

impl From<u32> for OwnerId<'_> {
    fn from(id: u32) -> Self {
        Self::Integer(Some(id.into()))
    }
}

impl From<i32> for OwnerId<'_> {
    fn from(id: i32) -> Self {
        Self::Integer(u64::try_from(id).ok())
    }
}

impl From<i64> for OwnerId<'_> {
    fn from(id: i64) -> Self {
        Self::Integer(u64::try_from(id).ok())
    }
}

impl<'a> From<&'a Subject> for OwnerId<'a> {
    fn from(subject: &'a Subject) -> Self {
        match subject.as_int() {
            Some(integer) => Self::Integer(Some(integer)),
            None => Self::Text(subject.as_str()),
        }
    }
}

impl Claims {
    /// Demands that `owner` is the token's subject: same type, same bytes.
    ///
    /// For a path parameter that arrives as text use [`require_path_owner`](Self::require_path_owner).
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert!(claims.require_owner("alice").is_ok());
    /// assert_eq!(claims.require_owner("bob").unwrap_err().status(), 403);
    /// # }
    /// ```
    ///
    /// # Errors
    /// `owner_mismatch` (403).
    pub fn require_owner<'o>(&self, owner: impl Into<OwnerId<'o>>) -> Result<(), Denial> {
        let owner = owner.into();
        if self.owns(owner) { Ok(()) } else { Err(self.mismatch(owner)) }
    }

    /// Demands that a path segment, percent-decoded exactly once, names the token's subject. An integer subject
    /// matches its canonical decimal form alone: `042`, `+42` and `42.0` are other people.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().subject_int("user_id").build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"user_id": 42}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert!(claims.require_path_owner("42").is_ok());
    /// assert!(claims.require_path_owner("042").is_err());
    /// # }
    /// ```
    ///
    /// # Errors
    /// `owner_mismatch` (403).
    pub fn require_path_owner(&self, segment: &str) -> Result<(), Denial> {
        let same = self.subject().is_some_and(|subject| {
            // A canonical decimal is what the subject itself is written as: comparing texts is enough.
            can_own(segment) && subject.as_str() == segment
        });
        if same { Ok(()) } else { Err(self.mismatch(OwnerId::Text(segment))) }
    }

    /// Demands that a record fetched by its id exists and belongs to the subject. `None` is a record that does
    /// not exist: both are answered alike, so that nobody can find out which ids exist.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// let owner: Option<&str> = None; // no such record
    /// assert_eq!(claims.require_record_owner(owner).unwrap_err().status(), 404);
    /// assert_eq!(claims.require_record_owner(Some("bob")).unwrap_err().status(), 404);
    /// assert!(claims.require_record_owner(Some("alice")).is_ok());
    /// # }
    /// ```
    ///
    /// # Errors
    /// `not_found` (404).
    pub fn require_record_owner<'o, O: Into<OwnerId<'o>>>(&self, owner: Option<O>) -> Result<(), Denial> {
        match owner.map(Into::into) {
            Some(owner) if self.owns(owner) => Ok(()),
            _ => Err(self.present(Denial::not_found())),
        }
    }

    /// The scopes that the token grants: `scope` (space-separated or a list), else `scp`, or where
    /// [`scopes_from`](crate::VerifierBuilder::scopes_from) says.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice", "scope": "tasks:read tasks:write"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert_eq!(claims.scopes().unwrap(), ["tasks:read", "tasks:write"]);
    /// # }
    /// ```
    ///
    /// # Errors
    /// `claim_invalid` if the claim is of another type.
    pub fn scopes(&self) -> Result<Vec<&str>, Denial> {
        let (name, value) = match self.scopes_from() {
            Some(place) => (place, self.find(place)),
            None => match self.get("scope") {
                Some(value) => ("scope", Some(value)),
                None => ("scp", self.get("scp")),
            },
        };
        let wrong_type = || {
            self.present(
                Denial::new(DenialCode::ClaimInvalid)
                    .about(name)
                    .expected(format!("{name}: a string or an array of strings"))
                    .received(format!("{name}: a value of another type")),
            )
        };
        match value {
            None => Ok(Vec::new()),
            Some(Value::String(scopes)) => Ok(scopes.split(' ').filter(|scope| !scope.is_empty()).collect()),
            Some(Value::Array(scopes)) => {
                scopes.iter().map(|scope| scope.as_str().ok_or_else(wrong_type)).collect()
            }
            Some(_) => Err(wrong_type()),
        }
    }

    /// Demands one scope.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice", "scope": "tasks:read"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert!(claims.require_scope("tasks:read").is_ok());
    /// assert_eq!(claims.require_scope("tasks:write").unwrap_err().code().as_str(), "scope_insufficient");
    /// # }
    /// ```
    ///
    /// # Errors
    /// `scope_insufficient` (403, with the scope in the challenge), or `claim_invalid` as in [`scopes`](Self::scopes).
    pub fn require_scope(&self, scope: &str) -> Result<(), Denial> {
        self.require_any_scope([scope])
    }

    /// Demands at least one of several scopes.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice", "scope": "tasks:read"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert!(claims.require_any_scope(["tasks:admin", "tasks:read"]).is_ok());
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`require_scope`](Self::require_scope).
    pub fn require_any_scope<'s>(&self, scopes: impl IntoIterator<Item = &'s str>) -> Result<(), Denial> {
        let granted = self.scopes()?;
        let wanted: Vec<&str> = scopes.into_iter().collect();
        if wanted.iter().any(|scope| granted.contains(scope)) {
            return Ok(());
        }
        let wanted = wanted.join(" ");
        // A scope that cannot stand in the challenge (RFC 6749 section 3.3) is left out of it.
        let denial = Denial::new(DenialCode::ScopeInsufficient)
            .expected(quoted(&wanted))
            .received(quoted(&granted.join(" ")));
        let fits = !wanted.is_empty() && crate::challenge::fits_quoted_string(&wanted);
        Err(self.present(if fits { denial.needing_scope(&wanted) } else { denial }))
    }

    fn owns(&self, owner: OwnerId<'_>) -> bool {
        let Some(subject) = self.subject() else {
            return false;
        };
        match owner {
            OwnerId::Text(text) => can_own(text) && OwnerId::from(subject) == OwnerId::Text(text),
            OwnerId::Integer(integer) => integer.is_some() && subject.as_int() == integer,
        }
    }

    fn mismatch(&self, owner: OwnerId<'_>) -> Denial {
        let received = match owner {
            OwnerId::Text(text) => quoted(text),
            OwnerId::Integer(integer) => {
                integer.map_or_else(|| "a negative id".to_owned(), |id| id.to_string())
            }
        };
        let denial =
            Denial::new(DenialCode::OwnerMismatch).expected(quoted(self.subject_str())).received(received);
        let text = match owner {
            OwnerId::Text(text) => text.to_owned(),
            OwnerId::Integer(integer) => integer.map(|id| id.to_string()).unwrap_or_default(),
        };
        let same_digits = !text.is_empty() && text == self.subject_str();
        let denial = if same_digits && can_own(&text) {
            denial.hint(format!(
                "same digits, other type: an integer id and a text id never match; see {}",
                Spelled::Given("subject_int")
            ))
        } else {
            denial
        };
        self.present(denial)
    }
}

/// Ids with these never match: a slash or NUL means a path was decoded wrongly somewhere, U+FFFD that bytes were lost.
fn can_own(id: &str) -> bool {
    !id.is_empty() && !id.contains(['/', '\0', '\u{fffd}'])
}

//! Who a token is about: the identity that owner checks compare.

use std::fmt;

use super::accept::{Payload, invalid, missing};
use super::expect::SubjectRule;
use crate::denial::{Denial, quoted};
use crate::json::Node;
use crate::language::Spelled;

/// The largest integer that every language holds exactly (2^53 - 1).
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The subject of a token: a non-empty string, or an integer where the verifier was built with
/// [`subject_int`](crate::VerifierBuilder::subject_int). `"42"` and `42` are two subjects.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use bearward::testing::TestIssuer;
/// # let issuer = TestIssuer::start();
/// # let verifier = issuer.verifier().build().unwrap();
/// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
/// # let claims = verifier.verify(&token).unwrap();
/// let subject: &bearward::Subject = claims.subject().unwrap();
/// assert_eq!(subject.to_string(), "alice");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    text: Box<str>,
    integer: Option<u64>,
}

impl Subject {
    /// The subject as text; an integer in canonical decimal form.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # let issuer = bearward::testing::TestIssuer::start();
    /// # let verifier = issuer.verifier().subject_int("user_id").build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"user_id": 42}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert_eq!(claims.subject().unwrap().as_str(), "42"); // of an integer, its decimal form
    /// # }
    /// ```
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The integer, 0..=2^53-1; `None` for a string, also for one made of digits.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # let issuer = bearward::testing::TestIssuer::start();
    /// # let verifier = issuer.verifier().subject_int("user_id").build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"user_id": 42}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert_eq!(claims.subject().unwrap().as_int(), Some(42));
    /// # }
    /// ```
    pub fn as_int(&self) -> Option<u64> {
        self.integer
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Reads the subject by the rule; `None` only where it is optional.
pub(super) fn read(payload: &Payload<'_>, rule: &SubjectRule) -> Result<Option<Subject>, Denial> {
    let claim = rule.claim();
    let Some(node) = payload.get(claim) else {
        return match rule {
            SubjectRule::Optional => Ok(None),
            _ => Err(absent(claim, payload)),
        };
    };
    match (rule, node) {
        // A registered claim that is null has a wrong type; any other that is null is not there.
        (_, Node::Null) if claim != "sub" => Err(absent(claim, payload)),
        (SubjectRule::Integer(_), Node::Integer(integer)) if *integer <= MAX_SAFE_INTEGER => {
            Ok(Some(Subject { text: integer.to_string().into(), integer: Some(*integer) }))
        }
        (SubjectRule::Integer(_), other) => Err(invalid(claim, "an integer from 0 to 2^53-1", &shown(other))),
        (_, Node::Text(text)) if !text.is_empty() => {
            Ok(Some(Subject { text: text.as_ref().into(), integer: None }))
        }
        (_, other) => {
            let denial = invalid(claim, "a non-empty string", &shown(other));
            Err(match other {
                Node::Integer(_) => denial.hint(integer_id(claim)),
                _ => denial,
            })
        }
    }
}

fn absent(claim: &str, payload: &Payload<'_>) -> Denial {
    let denial = missing(claim);
    if claim == "sub" && payload.aud.is_none() && payload.iss.is_none() {
        return denial.hint(
            "no sub, iss or aud: Better Auth signs e-mail links and session cookies with the same secret; \
             access tokens come from GET /api/auth/token",
        );
    }
    denial
}

/// What helps whose ids are integers.
pub(super) fn integer_id(claim: &str) -> String {
    format!("an integer id: build the verifier with {}", Spelled::With("subject_int", claim))
}

fn shown(node: &Node<'_>) -> String {
    match node {
        Node::Text(text) if text.is_empty() => "an empty string".to_owned(),
        Node::Text(text) => quoted(text),
        Node::Integer(integer) => integer.to_string(),
        Node::Number(number) => format!("{number:?}"),
        other => other.type_name().to_owned(),
    }
}

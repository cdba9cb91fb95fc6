//! What a verifier holds claims to, for hosts that describe it: documents, test kits.

use super::Verifier;
use crate::claims::{Expect, SubjectRule};

impl Verifier {
    /// The claim that is the subject: `sub` unless [`subject`](crate::VerifierBuilder::subject) or
    /// [`subject_int`](crate::VerifierBuilder::subject_int) named another. `None` where several issuers name several.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.subject_int("user_id").build()?;
    /// assert_eq!(verifier.subject_claim(), Some("user_id"));
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn subject_claim(&self) -> Option<&str> {
        self.common(|expect| Some(expect.subject.claim()))
    }

    /// True if subjects are integers, of every issuer.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.subject_int("user_id").build()?;
    /// assert!(verifier.has_integer_subject());
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn has_integer_subject(&self) -> bool {
        let mut members = self.inner().members.iter();
        members.all(|member| matches!(member.expect.subject, SubjectRule::Integer(_)))
    }

    /// The JSON pointer or claim that [`scopes_from`](crate::VerifierBuilder::scopes_from) named. `None` for the usual claims, and
    /// where several issuers name several.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.scopes_from("/realm_access/roles").build()?;
    /// assert_eq!(verifier.scopes_from(), Some("/realm_access/roles"));
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn scopes_from(&self) -> Option<&str> {
        self.common(|expect| expect.scopes_from.as_deref())
    }

    /// What the rules of all issuers say alike.
    fn common<'a>(&'a self, said: impl Fn(&'a Expect) -> Option<&'a str>) -> Option<&'a str> {
        let mut each = self.inner().members.iter().map(|member| said(&member.expect));
        let first = each.next().flatten();
        first.filter(|first| each.all(|other| other == Some(*first)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    fn verifier(issuer: &str, integer: Option<&str>) -> Verifier {
        let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
        let builder = Verifier::issuer(issuer).any_audience().secret(secret);
        match integer {
            Some(claim) => builder.subject_int(claim).scopes_from("permissions").build().unwrap(),
            None => builder.build().unwrap(),
        }
    }

    #[test]
    fn several_issuers_that_differ_have_nothing_in_common() {
        let usual = verifier("a", None);
        assert_eq!((usual.subject_claim(), usual.has_integer_subject()), (Some("sub"), false));
        assert_eq!(usual.scopes_from(), None);
        let mixed = Verifier::many([usual, verifier("b", Some("id"))]).unwrap();
        assert_eq!((mixed.subject_claim(), mixed.has_integer_subject()), (None, false));
        assert_eq!(mixed.scopes_from(), None);
        let alike = Verifier::many([verifier("a", Some("id")), verifier("b", Some("id"))]).unwrap();
        assert_eq!((alike.subject_claim(), alike.has_integer_subject()), (Some("id"), true));
        assert_eq!(alike.scopes_from(), Some("permissions"));
    }
}

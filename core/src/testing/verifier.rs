//! The verifier that trusts this issuer.

use super::issuer::TestIssuer;

use crate::{Ready, Secret, Verifier, VerifierBuilder};

impl TestIssuer {
    /// A verifier's builder with this issuer, its audience and its keys: the key set's address, or the shared secret if the
    /// current key is one. Everything else is as by default and may be changed before `build()`.
    ///
    /// With [`now`](super::TestIssuerBuilder::now) fixed, verify with `verify_at` and [`TestIssuer::now`]: the verifier
    /// reads the system clock.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::start();
    /// let verifier = issuer.verifier().leeway(0).build().unwrap();
    /// assert!(verifier.verify(&issuer.mint(serde_json::json!({"sub": "alice"}))).is_ok());
    /// ```
    pub fn verifier(&self) -> VerifierBuilder<Ready> {
        let builder = Verifier::issuer(self.issuer()).audience(self.audience());
        let key = self.site.keys().current();
        match key.secret() {
            Some(secret) => builder.secret(Secret::new(secret)).algorithms([key.algorithm]),
            None => builder.jwks_url(self.jwks_url()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Algorithm;
    use crate::testing::{Mint, SignedBy};
    use serde_json::json;

    fn code(verifier: &Verifier, token: &str) -> String {
        match verifier.verify(token) {
            Ok(_) => "accept".into(),
            Err(denial) => denial.code().as_str().into(),
        }
    }

    #[test]
    fn every_algorithm_is_accepted() {
        for algorithm in Algorithm::ALL.into_iter().filter(|one| one.is_supported()) {
            let issuer = TestIssuer::builder().algorithm(algorithm).start();
            let verifier = issuer.verifier().build().unwrap();
            let claims = verifier.verify(&issuer.mint(json!({"sub": "alice"})));
            let claims = claims.unwrap_or_else(|denial| panic!("{algorithm}: {denial:?}"));
            assert!(claims.require_owner("alice").is_ok());
            assert_eq!(issuer.requests(), u64::from(!algorithm.is_symmetric()));
        }
    }

    #[test]
    fn every_forgery_is_refused_by_its_code() {
        let issuer = TestIssuer::start();
        let verifier = issuer.verifier().build().unwrap();
        let alice = || json!({"sub": "alice"});
        for (token, expected) in [
            (issuer.mint(alice()), "accept"),
            (issuer.expired(alice()), "token_expired"),
            (issuer.not_yet_valid(alice()), "token_not_yet_valid"),
            (issuer.wrong_key(alice()), "signature_invalid"),
            (issuer.wrong_audience(alice()), "audience_mismatch"),
            (issuer.wrong_issuer(alice()), "issuer_mismatch"),
            (issuer.unknown_kid(alice()), "key_not_found"),
            (issuer.alg_none(alice()), "token_malformed"),
            (issuer.hs256_with_public_key(alice()), "algorithm_not_allowed"),
            (issuer.tampered(&issuer.mint(alice())), "signature_invalid"),
        ] {
            assert_eq!(code(&verifier, &token), expected);
        }
    }

    #[test]
    fn better_auth_finds_its_key_set() {
        let issuer = TestIssuer::start();
        let verifier = Verifier::better_auth(issuer.url()).unwrap().build().unwrap();
        assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "a"}))), "accept");
        assert_eq!(issuer.last_request().unwrap().path, "/api/auth/jwks");
    }

    #[test]
    fn a_rotated_key_is_fetched_and_a_removed_one_refused() {
        let issuer = TestIssuer::start();
        let verifier = issuer.verifier().build().unwrap();
        let old = issuer.kid();
        assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "a"}))), "accept");
        issuer.rotate();
        issuer.remove_old_keys();
        assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "a"}))), "accept");
        let with_old = Mint::new(json!({"sub": "a"})).signed_by(SignedBy::Kid(old));
        assert_eq!(code(&verifier, &issuer.mint_with(with_old)), "key_not_found");
    }

    #[test]
    fn an_outage_is_not_a_bad_token() {
        let issuer = TestIssuer::start();
        let verifier = issuer.verifier().build().unwrap();
        issuer.down();
        let token = issuer.mint(json!({"sub": "a"}));
        assert_eq!(code(&verifier, &token), "keys_unavailable");
    }
}

//! Turning keys and breaking the endpoint while a test runs.

use std::time::Duration;

use super::answer::{Answer, Behaviour, Pace};
use super::issuer::TestIssuer;

impl TestIssuer {
    /// Signs with a new key under a new `kid` from now on; the old one stays in the set.
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let old = issuer.mint(json!({"sub": "alice"}));
    /// issuer.rotate();
    /// let new = issuer.mint(json!({"sub": "alice"}));
    /// assert!(verifier.verify(&old).is_ok() && verifier.verify(&new).is_ok());
    /// ```
    pub fn rotate(&self) {
        self.site.keys().rotate();
    }

    /// Takes the keys that [`rotate`](Self::rotate) replaced out of the set.
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let old = issuer.mint(json!({"sub": "alice"}));
    /// issuer.rotate();
    /// issuer.remove_old_keys();
    /// assert_eq!(verifier.verify(&old).unwrap_err().code().as_str(), "key_not_found");
    /// ```
    pub fn remove_old_keys(&self) {
        self.site.keys().remove_old();
    }

    /// Replaces the signing key by a new one under the same `kid`, as serial kids do after a database reset.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let (kid, keys) = (issuer.kid(), issuer.jwks());
    /// issuer.reuse_kid();
    /// assert_eq!(issuer.kid(), kid);
    /// assert_ne!(issuer.jwks(), keys);
    /// ```
    pub fn reuse_kid(&self) {
        self.site.keys().reuse_kid();
    }

    /// Mints as if it were this time (Unix seconds) from now on.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// issuer.set_now(issuer.now() - 86_400); // yesterday's tokens
    /// let denial = verifier.verify(&issuer.mint(serde_json::json!({"sub": "alice"}))).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "token_expired");
    /// ```
    pub fn set_now(&self, unix_seconds: u64) {
        self.site.state().now = Some(unix_seconds);
    }

    /// Closes the listener and every connection: the port refuses connections when this returns. Minting goes on.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// issuer.down();
    /// assert_eq!(verifier.warm().unwrap_err().code().as_str(), "keys_unavailable");
    /// ```
    pub fn down(&self) {
        self.server.down();
    }

    /// Listens on the same port again, and behaves as before [`down`](Self::down).
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// issuer.down();
    /// issuer.up();
    /// assert!(issuer.verifier().build().unwrap().warm().is_ok());
    /// ```
    ///
    /// # Panics
    ///
    /// If another process took the port.
    pub fn up(&self) {
        self.server.up(&self.site);
    }

    /// Accepts and reads requests from now on but never answers them. A hanging connection ends with the client, with
    /// [`down`](Self::down), or after 60 s.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// verifier.warm().unwrap();
    /// issuer.hang();
    /// let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// assert!(verifier.verify(&token).is_ok()); // a known key asks nobody
    /// ```
    pub fn hang(&self) {
        self.behave(Behaviour::Hang);
    }

    /// Answers each request this much later from now on (at most 60 s), with the keys of the time of the request.
    ///
    /// ```
    /// # use std::time::{Duration, Instant};
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// issuer.slow(Duration::from_millis(50));
    /// let started = Instant::now();
    /// verifier.warm().unwrap();
    /// assert!(started.elapsed() >= Duration::from_millis(50));
    /// ```
    pub fn slow(&self, delay: Duration) {
        self.behave(Behaviour::Slow(delay));
    }

    /// Gives this answer to every request from now on, whatever its path.
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// issuer.answer_with(Answer::html("<h1>Sign in</h1>"));
    /// assert!(verifier.warm().is_err());
    /// ```
    pub fn answer_with(&self, answer: Answer) {
        self.behave(Behaviour::Fixed(answer, Pace::AtOnce));
    }

    /// Sends the answer a byte at a time with this pause after each, header section and body: slowloris.
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// # use std::time::Duration;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// issuer.trickle(Answer::json(issuer.jwks()), Duration::from_micros(100));
    /// assert!(verifier.warm().is_ok()); // slow, but whole
    /// ```
    pub fn trickle(&self, answer: Answer, pause: Duration) {
        self.behave(Behaviour::Fixed(answer, Pace::EachByte(pause)));
    }

    /// Sends the header section at once and the body a byte at a time.
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// # use std::time::Duration;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// issuer.trickle_body(Answer::json(issuer.jwks()), Duration::from_micros(100));
    /// assert!(verifier.warm().is_ok()); // slow, but whole
    /// ```
    pub fn trickle_body(&self, answer: Answer, pause: Duration) {
        self.behave(Behaviour::Fixed(answer, Pace::EachBodyByte(pause)));
    }

    /// Repeats the body without end and without a Content-Length, until the client goes away (at most 60 s).
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// issuer.flood(Answer::json("x".repeat(65_536)));
    /// assert!(verifier.warm().is_err()); // more than a key set may have
    /// ```
    pub fn flood(&self, answer: Answer) {
        self.behave(Behaviour::Fixed(answer, Pace::BodyForEver));
    }

    /// Serves the key set as at the start again. Requests that hang already are not answered.
    ///
    /// ```
    /// # use bearward::testing::{Answer, TestIssuer};
    /// # let issuer = TestIssuer::start();
    /// issuer.answer_with(Answer::status(500));
    /// issuer.answer_normally();
    /// assert!(issuer.verifier().build().unwrap().warm().is_ok());
    /// ```
    pub fn answer_normally(&self) {
        self.behave(Behaviour::Normal);
    }

    fn behave(&self, behaviour: Behaviour) {
        self.site.state().behaviour = behaviour;
    }
}

#[cfg(test)]
mod tests;

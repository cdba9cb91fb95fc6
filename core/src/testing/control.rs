//! Turning keys and breaking the endpoint while a test runs.

use std::time::Duration;

use super::answer::{Answer, Behaviour, Pace};
use super::issuer::TestIssuer;

impl TestIssuer {
    /// Signs with a new key under a new `kid` from now on; the old one stays in the set.
    pub fn rotate(&self) {
        self.site.keys().rotate();
    }

    /// Takes the keys that [`rotate`](Self::rotate) replaced out of the set.
    pub fn remove_old_keys(&self) {
        self.site.keys().remove_old();
    }

    /// Replaces the signing key by a new one under the same `kid`, as serial kids do after a database reset.
    pub fn reuse_kid(&self) {
        self.site.keys().reuse_kid();
    }

    /// Mints as if it were this time (Unix seconds) from now on.
    pub fn set_now(&self, unix_seconds: u64) {
        self.site.state().now = Some(unix_seconds);
    }

    /// Closes the listener and every connection: the port refuses connections when this returns. Minting goes on.
    pub fn down(&self) {
        self.server.down();
    }

    /// Listens on the same port again, and behaves as before [`down`](Self::down).
    ///
    /// # Panics
    ///
    /// If another process took the port.
    pub fn up(&self) {
        self.server.up(&self.site);
    }

    /// Accepts and reads requests from now on but never answers them. A hanging connection ends with the client, with
    /// [`down`](Self::down), or after 60 s.
    pub fn hang(&self) {
        self.behave(Behaviour::Hang);
    }

    /// Answers each request this much later from now on (at most 60 s), with the keys of the time of the request.
    pub fn slow(&self, delay: Duration) {
        self.behave(Behaviour::Slow(delay));
    }

    /// Gives this answer to every request from now on, whatever its path.
    pub fn answer_with(&self, answer: Answer) {
        self.behave(Behaviour::Fixed(answer, Pace::AtOnce));
    }

    /// Sends the answer a byte at a time with this pause after each, header section and body: slowloris.
    pub fn trickle(&self, answer: Answer, pause: Duration) {
        self.behave(Behaviour::Fixed(answer, Pace::EachByte(pause)));
    }

    /// Sends the header section at once and the body a byte at a time.
    pub fn trickle_body(&self, answer: Answer, pause: Duration) {
        self.behave(Behaviour::Fixed(answer, Pace::EachBodyByte(pause)));
    }

    /// Repeats the body without end and without a Content-Length, until the client goes away (at most 60 s).
    pub fn flood(&self, answer: Answer) {
        self.behave(Behaviour::Fixed(answer, Pace::BodyForEver));
    }

    /// Serves the key set as at the start again. Requests that hang already are not answered.
    pub fn answer_normally(&self) {
        self.behave(Behaviour::Normal);
    }

    fn behave(&self, behaviour: Behaviour) {
        self.site.state().behaviour = behaviour;
    }
}

#[cfg(test)]
mod tests;

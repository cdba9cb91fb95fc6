//! What is measured: something that verifies tokens with the keys behind a URL.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use bearward::testing::TestIssuer;

/// How a contestant is set up; `None`: as it comes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Settings {
    /// Seconds after which a set is to be fetched again.
    pub(crate) max_age: Option<u32>,
    /// Seconds between two fetches for unknown kids.
    pub(crate) cooldown: Option<u32>,
}

/// Makes a fresh contestant for each row.
pub(crate) trait Maker: Sync {
    fn name(&self) -> String;

    fn make(&self, issuer: &TestIssuer, settings: Settings) -> Result<Box<dyn Contestant>, String>;
}

/// One verifier at work.
pub(crate) trait Contestant {
    /// Starts to verify a token, beside those that are being verified.
    fn start(&mut self, token: &str) -> Result<Pending, String>;

    /// Verifies a token and waits for it.
    fn verify(&mut self, token: &str) -> Result<Verdict, String> {
        self.start(token)?.within(PATIENCE)?.ok_or_else(|| format!("no verdict in {PATIENCE:?}"))
    }
}

/// Longer than any peer's own limit.
const PATIENCE: Duration = Duration::from_secs(40);

/// What was decided, and how long it took there.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) took: Duration,
    /// Why not, if it was refused.
    pub(crate) refused: Option<String>,
}

/// A verdict to come.
pub(crate) struct Pending {
    pub(crate) started: Instant,
    pub(crate) verdict: Receiver<Verdict>,
}

impl Pending {
    /// `None` if it has not come by then.
    pub(crate) fn within(self, limit: Duration) -> Result<Option<Verdict>, String> {
        match self.verdict.recv_timeout(limit) {
            Ok(verdict) => Ok(Some(verdict)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err("it ended without a verdict".to_owned()),
        }
    }
}

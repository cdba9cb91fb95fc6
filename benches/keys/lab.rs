//! What the rows share: an issuer, a contestant of it that has its keys, tokens.

use std::thread;
use std::time::Duration;

use bearward::Algorithm;
use bearward::testing::TestIssuer;
use serde_json::json;

use crate::contestant::{Contestant, Maker, Settings};

pub(crate) struct Lab {
    pub(crate) issuer: TestIssuer,
    pub(crate) contestant: Box<dyn Contestant>,
}

impl Lab {
    /// With RS256, which all of them know. The keys have been fetched, and a good token accepted.
    pub(crate) fn new(maker: &dyn Maker, settings: Settings) -> Result<Self, String> {
        let issuer = TestIssuer::builder().algorithm(Algorithm::Rs256).start();
        let contestant = maker.make(&issuer, settings)?;
        let mut lab = Self { issuer, contestant };
        let token = lab.good();
        if let Some(why) = lab.contestant.verify(&token)?.refused {
            return Err(format!("{} refuses a good token: {why}", maker.name()));
        }
        Ok(lab)
    }

    /// A token of the key that signs now.
    pub(crate) fn good(&self) -> String {
        self.issuer.mint(json!({"sub": "alice"}))
    }

    /// A token under a `kid` that nobody has.
    pub(crate) fn unknown(&self) -> String {
        self.issuer.unknown_kid(json!({"sub": "alice"}))
    }

    /// How many of so many tokens, one after the other with a pause between, are refused.
    pub(crate) fn refused(&mut self, count: u32, token: &str) -> Result<f64, String> {
        let mut refused = 0;
        for _ in 0..count {
            refused += u32::from(self.contestant.verify(token)?.refused.is_some());
            thread::sleep(PACE);
        }
        Ok(f64::from(refused))
    }
}

/// Between two tokens.
pub(crate) const PACE: Duration = Duration::from_millis(20);

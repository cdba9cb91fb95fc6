//! bearward itself, in this process: each token on a thread of its own, as the Python peer does.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Instant;

use bearward::Verifier;
use bearward::testing::TestIssuer;

use crate::contestant::{Contestant, Maker, Pending, Settings, Verdict};

pub(crate) struct Bearward;

impl Maker for Bearward {
    fn name(&self) -> String {
        "bearward".to_owned()
    }

    fn make(&self, issuer: &TestIssuer, settings: Settings) -> Result<Box<dyn Contestant>, String> {
        let mut builder = issuer.verifier();
        if let Some(seconds) = settings.max_age {
            builder = builder.max_age(seconds);
        }
        if let Some(seconds) = settings.cooldown {
            builder = builder.cooldown(seconds);
        }
        Ok(Box::new(Ours(builder.build().map_err(|error| error.to_string())?)))
    }
}

struct Ours(Verifier);

impl Contestant for Ours {
    fn start(&mut self, token: &str) -> Result<Pending, String> {
        let (verifier, token) = (self.0.clone(), token.to_owned());
        let (sender, verdict) = channel();
        let started = Instant::now();
        thread::spawn(move || {
            let refused = verifier.verify(&token).err().map(|denial| denial.code().as_str().to_owned());
            // Nobody may be waiting any more.
            let _ = sender.send(Verdict { took: started.elapsed(), refused });
        });
        Ok(Pending { started, verdict })
    }
}

//! The five questions.

use std::thread;
use std::time::{Duration, Instant};

use crate::contestant::{Maker, Settings};
use crate::lab::{Lab, PACE};

/// A row: what is asked, what is measured (less is better), and which difference counts as none.
pub(crate) struct Row {
    pub(crate) what: &'static str,
    pub(crate) unit: &'static str,
    /// Values this close are a tie: scheduling, or the step of the measurement.
    pub(crate) tie: f64,
    /// At this value it was given up.
    pub(crate) limit: f64,
    /// One contestant after the other: the processor is what is measured.
    alone: bool,
    measure: fn(&dyn Maker) -> Result<f64, String>,
}

impl Row {
    /// One value a contestant.
    pub(crate) fn measure(&self, makers: &[Box<dyn Maker>]) -> Result<Vec<f64>, String> {
        if self.alone {
            return makers.iter().map(|maker| (self.measure)(maker.as_ref())).collect();
        }
        thread::scope(|scope| {
            let running: Vec<_> =
                makers.iter().map(|maker| scope.spawn(|| (self.measure)(maker.as_ref()))).collect();
            let joined = running.into_iter().map(|one| one.join());
            joined.map(|value| value.unwrap_or_else(|_| Err("a measurement panicked".to_owned()))).collect()
        })
    }
}

const TOKENS: u32 = 50;
const UNKNOWN: u32 = 20;
/// The set by each one's own option, where there is one; in seconds.
const MAX_AGE: u32 = 2;
/// The pause between fetches for unknown kids, likewise; shorter than any default so that nobody gains by it.
const COOLDOWN: u32 = 1;
/// Above a tenth more than that and the step of the measurement.
const PAST_MAX_AGE: Duration = Duration::from_millis(2_600);
const PAST_COOLDOWN: Duration = Duration::from_millis(1_300);
const LONGEST_WAIT: Duration = Duration::from_secs(6);
const LONGEST_REMOVAL: Duration = Duration::from_secs(8);
const POLL: Duration = Duration::from_millis(50);

pub(crate) const ALL: &[Row] = &[
    Row {
        what: "endpoint hangs, one unknown kid: longest wait of a good token",
        unit: "ms",
        tie: 25.0,
        limit: LONGEST_WAIT.as_millis() as f64,
        alone: true,
        measure: hanging,
    },
    Row {
        what: "outage past max age (2 s): good tokens refused of 50",
        unit: "",
        tie: 0.0,
        limit: f64::INFINITY,
        alone: false,
        measure: outage,
    },
    Row {
        what: "20 unknown kids while the endpoint fails (503): fetches",
        unit: "",
        tie: 0.0,
        limit: f64::INFINITY,
        alone: false,
        measure: unknown_while_down,
    },
    Row {
        what: "rotation: good tokens of the new key refused of 50",
        unit: "",
        tie: 0.0,
        limit: f64::INFINITY,
        alone: false,
        measure: rotation,
    },
    Row {
        what: "removed key, max age 2 s: until its tokens are refused",
        unit: "s",
        // bearward spreads its refreshes over a tenth either way; the rest is the step of the measurement.
        tie: 0.5,
        limit: LONGEST_REMOVAL.as_secs() as f64,
        alone: false,
        measure: removal,
    },
];

fn hanging(maker: &dyn Maker) -> Result<f64, String> {
    let mut lab = Lab::new(maker, Settings { cooldown: Some(COOLDOWN), ..Settings::default() })?;
    thread::sleep(PAST_COOLDOWN);
    lab.issuer.hang();
    let before = lab.issuer.requests();
    let (good, unknown) = (lab.good(), lab.unknown());
    let _hanging = lab.contestant.start(&unknown)?;
    let asked = Instant::now();
    while lab.issuer.requests() == before {
        if asked.elapsed() > Duration::from_secs(5) {
            return Err(format!("{} never asked for the unknown kid", maker.name()));
        }
        thread::sleep(Duration::from_millis(1));
    }
    let mut waiting = Vec::new();
    for _ in 0..TOKENS {
        waiting.push(lab.contestant.start(&good)?);
        thread::sleep(PACE);
    }
    let mut longest = Duration::ZERO;
    for pending in waiting {
        let left = LONGEST_WAIT.saturating_sub(pending.started.elapsed());
        let took = pending.within(left)?.map_or(LONGEST_WAIT, |verdict| match verdict.refused {
            None => verdict.took,
            Some(_) => LONGEST_WAIT,
        });
        longest = longest.max(took);
    }
    Ok(longest.as_secs_f64() * 1_000.0)
}

fn outage(maker: &dyn Maker) -> Result<f64, String> {
    let mut lab = Lab::new(maker, Settings { max_age: Some(MAX_AGE), ..Settings::default() })?;
    lab.issuer.down();
    thread::sleep(PAST_MAX_AGE);
    let good = lab.good();
    lab.refused(TOKENS, &good)
}

fn unknown_while_down(maker: &dyn Maker) -> Result<f64, String> {
    let mut lab = Lab::new(maker, Settings { cooldown: Some(COOLDOWN), ..Settings::default() })?;
    thread::sleep(PAST_COOLDOWN);
    lab.issuer.answer_with(bearward::testing::Answer::status(503));
    let before = lab.issuer.requests();
    for _ in 0..UNKNOWN {
        let unknown = lab.unknown();
        lab.contestant.verify(&unknown)?;
    }
    Ok((lab.issuer.requests() - before) as f64)
}

fn rotation(maker: &dyn Maker) -> Result<f64, String> {
    let mut lab = Lab::new(maker, Settings::default())?;
    lab.issuer.rotate();
    let new = lab.good();
    lab.refused(TOKENS, &new)
}

fn removal(maker: &dyn Maker) -> Result<f64, String> {
    let mut lab = Lab::new(maker, Settings { max_age: Some(MAX_AGE), ..Settings::default() })?;
    let old = lab.good();
    lab.issuer.rotate();
    lab.issuer.remove_old_keys();
    let removed = Instant::now();
    while removed.elapsed() < LONGEST_REMOVAL {
        if lab.contestant.verify(&old)?.refused.is_some() {
            return Ok(removed.elapsed().as_secs_f64());
        }
        thread::sleep(POLL);
    }
    Ok(LONGEST_REMOVAL.as_secs_f64())
}

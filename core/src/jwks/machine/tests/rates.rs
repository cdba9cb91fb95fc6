//! I3 from outside: how many fetches any window of time may see, by arithmetic alone.

use super::spec::{Verdict, Why, back_off, hold};
use super::*;

/// How a fetch ended, as far as the control has noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Open,
    Well { fruitful: bool },
    Badly,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    pub(super) at: u128,
    pub(super) why: Why,
    /// Which control: a fork begins a new one.
    pub(super) life: usize,
    pub(super) ended: Ended,
}

/// The shortest time for which a set is fresh: 60 s less a tenth.
pub(super) const FRESH_LEAST: Duration = Duration::from_secs(54);

/// Every window between two starts of one control. `jumps` is how often the wall clock went forward alone: each may age a set.
pub(super) fn check(starts: &[Start], jumps: usize, added: usize) -> Verdict {
    let fruitful = starts.iter().filter(|start| is_fruitful(start)).count();
    hold(fruitful <= added, || format!("I3: {fruitful} fruitful Misses, {added} keys added"))?;
    for (first, from) in starts.iter().enumerate() {
        let life: Vec<_> = starts[first..].iter().filter(|start| start.life == from.life).collect();
        for count in 1..=life.len() {
            window(&life[..count], jumps)?;
        }
    }
    Ok(())
}

fn window(starts: &[&Start], jumps: usize) -> Verdict {
    let [first, .., last] = starts else { return Ok(()) };
    let length = last.at.saturating_sub(first.at);
    let most = |pause: Duration| 1 + usize::try_from(length / pause.as_nanos()).unwrap_or(usize::MAX - 1);
    let count = |fits: &dyn Fn(&Start) -> bool| starts.iter().filter(|start| fits(start)).count();
    let well = |start: &Start| matches!(start.ended, Ended::Well { .. });
    let renewals = count(&|start| well(start) && matches!(start.why, Why::Cold | Why::Scheduled));
    hold(renewals <= most(FRESH_LEAST) + jumps, || format!("I3: {renewals} renewals in {length} ns"))?;
    let misses = count(&|start| well(start) && start.why == Why::Miss && !is_fruitful(start));
    hold(misses <= most(T.cooldown), || format!("I3: {misses} fruitless Misses in {length} ns"))?;
    let doubts = count(&|start| start.why == Why::Doubt);
    hold(doubts <= most(DOUBT_PAUSE), || format!("I3: {doubts} doubts in {length} ns"))?;
    let operator = count(&|start| start.why == Why::Operator);
    hold(operator <= most(OPERATOR_PAUSE), || format!("I3: {operator} refreshes in {length} ns"))?;
    if starts.iter().all(|start| start.ended == Ended::Badly && start.why != Why::Operator) {
        // An outage: between `n` fetches lie `n - 1` back-offs at least.
        let failures = u32::try_from(starts.len()).unwrap_or(u32::MAX);
        let least: u128 = (1..failures).map(|before| back_off(before).0).sum();
        hold(length >= least, || format!("I3: {failures} fetches in an outage of {length} ns"))?;
    }
    Ok(())
}

fn is_fruitful(start: &Start) -> bool {
    start.ended == Ended::Well { fruitful: true }
}

//! The table: what each phase costs the endpoint and the callers.

use crate::scenario::Scenario;
use crate::simulation::{Outcomes, VERIFIERS};

pub(crate) fn print(scenario: &Scenario, outcomes: &Outcomes) {
    println!("{VERIFIERS} verifiers, {} requests a second at each; {}\n", scenario.rate, scenario.name);
    println!(
        "{:30} {:>7} {:>8} {:>9} {:>9} {:>9} {:>9}",
        "phase", "seconds", "GETs", "GET/s", "peak/s", "waited", "refused"
    );
    let ends = scenario.phases.iter().skip(1).map(|(_, from)| *from).chain([scenario.end]);
    for ((name, from), to) in scenario.phases.iter().zip(ends) {
        let (gets, peak) = sum_and_peak(&outcomes.gets, *from, to);
        let waited = sum_and_peak(&outcomes.waited, *from, to).0;
        let refused = sum_and_peak(&outcomes.refused, *from, to).0;
        let seconds = to - from;
        println!(
            "{name:30} {seconds:>7} {gets:>8} {:>9.1} {peak:>9} {waited:>9} {refused:>9}",
            f64::from(gets) / seconds
        );
    }
    println!();
}

fn sum_and_peak(seconds: &[u32], from: f64, to: f64) -> (u32, u32) {
    let window = seconds.get(from as usize..to as usize).unwrap_or_default();
    (window.iter().sum(), window.iter().copied().max().unwrap_or_default())
}

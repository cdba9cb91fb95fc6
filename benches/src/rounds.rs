//! Short alternating rounds: what disturbs the machine for a while disturbs all contestants alike.

use std::time::{Duration, Instant};

use crate::contestants::Contestant;
use crate::results::median;

/// The times of one contestant, one for each round.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    nanoseconds: Vec<f64>,
}

impl Measured {
    /// The median time of one decision, in nanoseconds.
    pub fn median(&self) -> f64 {
        median(&self.nanoseconds)
    }
}

/// Lets every contestant run for `slice` in each of `count` rounds, each round beginning with the next one.
///
/// `None` if one of them decided wrongly.
pub fn rounds(contestants: &[Contestant], count: usize, slice: Duration) -> Option<Vec<Measured>> {
    let batches: Vec<u32> = contestants.iter().map(|one| batch(one, slice)).collect::<Option<_>>()?;
    let mut measured = vec![Measured::default(); contestants.len()];
    for round in 0..count {
        for turn in 0..contestants.len() {
            let index = (round + turn) % contestants.len();
            let (contestant, batch) = (contestants.get(index)?, *batches.get(index)?);
            let time = timed(contestant, batch)?;
            measured.get_mut(index)?.nanoseconds.push(time);
        }
    }
    Some(measured)
}

/// How many times longer `slow` takes than `fast`: the median over the rounds, each compared with itself.
pub fn ratio(slow: &Measured, fast: &Measured) -> f64 {
    let pairs = slow.nanoseconds.iter().zip(&fast.nanoseconds);
    median(&pairs.map(|(slow, fast)| slow / fast).collect::<Vec<_>>())
}

/// How many decisions fill a slice; warms up on the way.
fn batch(contestant: &Contestant, slice: Duration) -> Option<u32> {
    let (start, mut done) = (Instant::now(), 0_u32);
    while start.elapsed() < slice * 4 {
        contestant.run().then_some(())?;
        done += 1;
    }
    Some((done / 4).max(1))
}

fn timed(contestant: &Contestant, batch: u32) -> Option<f64> {
    let start = Instant::now();
    let mut right = true;
    for _ in 0..batch {
        right &= contestant.run();
    }
    let time = start.elapsed();
    right.then(|| time.as_secs_f64() * 1e9 / f64::from(batch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_decision_is_no_measurement() {
        let wrong = [Contestant::new("wrong", || false)];
        assert!(rounds(&wrong, 2, Duration::from_micros(10)).is_none());
    }

    #[test]
    fn a_ratio_compares_within_rounds() {
        let measured = |times: &[f64]| Measured { nanoseconds: times.to_vec() };
        assert_eq!(ratio(&measured(&[10.0, 200.0, 30.0]), &measured(&[5.0, 100.0, 15.0])), 2.0);
        assert_eq!(measured(&[3.0, 1.0, 2.0]).median(), 2.0);
    }
}

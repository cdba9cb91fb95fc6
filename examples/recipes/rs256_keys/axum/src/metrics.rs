//! How well the key cache does and how long decisions take, in the text format of Prometheus.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bearward::Verifier;

const KEPT: usize = 1000;

/// The last decisions.
#[derive(Default)]
pub(crate) struct Latency(Mutex<VecDeque<Duration>>);

impl Latency {
    pub(crate) fn note(&self, took: Duration) {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.len() == KEPT {
            recent.pop_front();
        }
        recent.push_back(took);
    }

    /// What this share of the decisions took at most, in seconds.
    fn quantile(&self, share: f64) -> f64 {
        let mut times: Vec<Duration> =
            self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
        times.sort_unstable();
        let index = (times.len() as f64 * share) as usize;
        times.get(index.min(times.len().saturating_sub(1))).map_or(0.0, Duration::as_secs_f64)
    }
}

pub(crate) fn text(verifier: &Verifier, latency: &Latency) -> String {
    let stats = verifier.stats();
    let asked = stats.key_hits + stats.key_misses;
    let rate = if asked == 0 { 0.0 } else { stats.key_hits as f64 / asked as f64 };
    let mut lines = vec![
        ("jwks_cache_hits_total".to_owned(), stats.key_hits as f64),
        ("jwks_cache_misses_total".to_owned(), stats.key_misses as f64),
        ("jwks_cache_hit_rate".to_owned(), rate),
        ("jwks_fetch_failures_total".to_owned(), stats.fetch_failures as f64),
        ("jwks_age_seconds".to_owned(), stats.key_age.unwrap_or_default().as_secs_f64()),
        ("jwt_accepted_total".to_owned(), stats.accepted as f64),
    ];
    for (reason, count) in &stats.fetches {
        lines.push((format!("jwks_fetches_total{{reason=\"{reason}\"}}"), *count as f64));
    }
    for (code, count) in &stats.denied {
        lines.push((format!("jwt_denied_total{{code=\"{code}\"}}"), *count as f64));
    }
    for share in [0.5, 0.99] {
        lines.push((format!("jwt_verification_seconds{{quantile=\"{share}\"}}"), latency.quantile(share)));
    }
    lines.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = writeln!(text, "{name} {value}");
        text
    })
}

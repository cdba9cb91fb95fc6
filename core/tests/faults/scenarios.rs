//! The numbers that all languages share.

use serde_json::Value;

/// A scenario of `scenarios.json`.
pub(crate) struct Scenario(Value);

impl Scenario {
    pub(crate) fn named(name: &str) -> Self {
        let all: Value = serde_json::from_str(include_str!("scenarios.json")).unwrap();
        Self(all[name].clone())
    }

    pub(crate) fn number(&self, name: &str) -> u64 {
        self.0[name].as_u64().unwrap_or_else(|| panic!("a number {name}"))
    }

    pub(crate) fn word(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_else(|| panic!("a word {name}"))
    }

    pub(crate) fn milliseconds(&self, name: &str) -> std::time::Duration {
        std::time::Duration::from_millis(self.number(name))
    }
}

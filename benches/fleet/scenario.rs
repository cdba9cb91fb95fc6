//! What happens to the fleet, second by second.

/// A course of events at the endpoint, and the parts in which it is told.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// Requests a second at each verifier.
    pub(crate) rate: f64,
    /// When the issuer begins to sign with a new key, which nobody can have before.
    pub(crate) rotation: f64,
    /// The first second without an answer, and the first with answers again.
    pub(crate) outage: (f64, f64),
    pub(crate) end: f64,
    /// Parts by their first second; each lasts until the next begins.
    pub(crate) phases: &'static [(&'static str, f64)],
}

const NEVER: f64 = f64::INFINITY;

/// A start, a rotation, an outage of ten minutes while the keys are known, and the recovery.
pub(crate) const A_LIFE: Scenario = Scenario {
    name: "keys are known when the endpoint goes down",
    rate: 0.2,
    rotation: 1_800.0,
    outage: (3_600.0, 4_200.0),
    end: 6_600.0,
    phases: &[
        ("start, all in one second", 0.0),
        ("steady", 60.0),
        ("rotation, key minted at sign", 1_800.0),
        ("steady", 1_920.0),
        ("outage, 10 min", 3_600.0),
        ("recovery, first minute", 4_200.0),
        ("after the recovery", 4_260.0),
    ],
};

/// The whole fleet starts in one second, without keys, at an endpoint that is down for ten minutes.
pub(crate) const A_BAD_START: Scenario = Scenario {
    name: "the fleet starts while the endpoint is down",
    rate: 1.0,
    rotation: NEVER,
    outage: (0.0, 600.0),
    end: 1_500.0,
    phases: &[
        ("start, no endpoint", 0.0),
        ("outage, after 2 min", 120.0),
        ("recovery, first minute", 600.0),
        ("after the recovery", 660.0),
    ],
};

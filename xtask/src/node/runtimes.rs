//! The runtimes that `bearward/edge` is for, each a real one.

use super::fresh::Fresh;
use super::with_package;
use crate::fault::Fault;
use crate::repo;
use crate::suite::{self, Outcome};

/// Every vector in each of them, and keys over HTTP.
pub(super) fn runtimes(name: &str) -> Result<Outcome, Fault> {
    with_package(|_| {
        let sources = repo::root().join("node/test");
        let fresh = Fresh::make("runtimes", &sources.join("runtimes"))?;
        for folder in ["edge", "runtimes", "support"] {
            fresh.copy(&sources.join(folder), &format!("test/{folder}"))?;
        }
        suite::program(name, &mut fresh.tests(&["runtimes"]))
    })
}

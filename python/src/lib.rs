//! The Python package's binding: it converts and calls, and decides nothing. One file for each type of the core.
//!
//! The interpreter stays attached (the GIL is held) during a decision: a decision takes microseconds, and giving the GIL away
//! costs a switch interval where another thread computes. It is let go before anything that may wait: a flight, a fetch, a
//! thread. The core's short locks are taken attached; nothing that holds one of them ever attaches.

mod better_auth;
mod callbacks;
mod claims;
mod cli;
mod convert;
mod denial;
mod ending;
mod flight;
mod log;
mod options;
mod own_fetch;
mod policy;
mod presets;
mod request;
mod scope;
mod test_session;
mod testing;
mod verifier;

use pyo3::prelude::*;
use pyo3::types::PyMapping;

/// bearward's core. Import `bearward`, not this.
#[pymodule(gil_used = false)]
mod _bearward {
    #[pymodule_export]
    use super::better_auth::SessionCookies;
    #[pymodule_export]
    use super::claims::Claims;
    #[pymodule_export]
    use super::cli::cli;
    #[pymodule_export]
    use super::denial::Denial;
    #[pymodule_export]
    use super::flight::{Flight, Landing};
    #[pymodule_export]
    use super::test_session::session_cookies;
    #[pymodule_export]
    use super::testing::TestIssuer;
    #[pymodule_export]
    use super::verifier::Verifier;
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        PyMapping::register::<Claims>(module.py())?;
        bearward::Language::Python.choose();
        crate::log::install();
        crate::ending::watch(module)?;
        Ok(())
    }
}

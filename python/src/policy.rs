//! What a verifier holds claims to, for documents and test kits.

use pyo3::prelude::*;

use crate::verifier::Verifier;

#[pymethods]
impl Verifier {
    /// The claim that is the subject; None where several issuers name several.
    #[getter]
    fn subject_claim(&self) -> Option<&str> {
        self.verifier.subject_claim()
    }

    /// What JSON Schema calls the type of a subject: "string" or "integer".
    #[getter]
    fn subject_type(&self) -> &'static str {
        if self.verifier.has_integer_subject() { "integer" } else { "string" }
    }

    /// Where scopes stand, if not in the usual claims.
    #[getter]
    fn scopes_from(&self) -> Option<&str> {
        self.verifier.scopes_from()
    }
}

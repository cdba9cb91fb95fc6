//! The claims of an accepted token: a read-only mapping, parsed when first asked for.

use bearward::Subject;
use pyo3::exceptions::{PyAttributeError, PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDateTime, PyDict, PyList, PyString, PyTuple, PyTzInfo};

use crate::convert::{Owner, text};
use crate::denial::denied;

/// What an accepted token says: a read-only mapping of its claims, with owner and scope checks.
#[pyclass(frozen, mapping, module = "bearward")]
pub(crate) struct Claims {
    claims: bearward::Claims,
    members: PyOnceLock<Py<PyDict>>,
}

impl From<bearward::Claims> for Claims {
    fn from(claims: bearward::Claims) -> Self {
        Self { claims, members: PyOnceLock::new() }
    }
}

impl Claims {
    fn parse<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        // What json.loads does behind its options, in half the time.
        static DECODE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let decode = DECODE.get_or_try_init(py, || -> PyResult<_> {
            Ok(py.import("json")?.getattr("JSONDecoder")?.call0()?.getattr("raw_decode")?.unbind())
        })?;
        let text = self.claims.as_json().trim_ascii_start();
        let (members, _end): (Bound<'py, PyDict>, usize) = decode.bind(py).call1((text,))?.extract()?;
        Ok(members)
    }

    fn members<'py>(&self, py: Python<'py>) -> PyResult<&Bound<'py, PyDict>> {
        self.members.get_or_try_init(py, || self.parse(py).map(Bound::unbind)).map(|members| members.bind(py))
    }

    fn allowed(py: Python<'_>, answer: Result<(), bearward::Denial>) -> PyResult<()> {
        answer.map_err(|denial| denied(py, denial))
    }
}

/// Who the token is about, and what it is for.
#[pymethods]
impl Claims {
    /// Who the token is about: a str, or an int under subject_int. None only under optional_subject.
    #[getter]
    fn subject<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let shown = |subject: &Subject| match subject.as_int() {
            Some(id) => Ok(id.into_pyobject(py)?.into_any()),
            None => Ok(PyString::new(py, subject.as_str()).into_any()),
        };
        self.claims.subject().map(shown).transpose()
    }

    /// Who issued the token (iss).
    #[getter]
    fn issuer(&self) -> Option<&str> {
        self.claims.issuer()
    }

    /// Whom the token is for (aud).
    #[getter]
    fn audience<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.claims.audience().collect::<Vec<_>>())
    }

    /// What the token was granted. Raises Denied if the claim has a wrong type.
    #[getter]
    fn scopes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.claims.scopes().map_err(|denial| denied(py, denial))?)
    }

    /// When the token expires (exp), in UTC. The number is claims["exp"].
    #[getter]
    fn expires_at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDateTime>> {
        moment(py, self.claims.expires_at())
    }

    /// From when on the token is valid (nbf), in UTC.
    #[getter]
    fn not_before<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.claims.not_before().map(|time| moment(py, time)).transpose()
    }

    /// When the token was issued (iat), in UTC.
    #[getter]
    fn issued_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.claims.issued_at().map(|time| moment(py, time)).transpose()
    }

    /// A new dict with all claims.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.parse(py)
    }

    /// Raises Denied (owner_mismatch) unless owner is the subject, in type and value.
    fn require_owner(&self, py: Python<'_>, owner: &Bound<'_, PyAny>) -> PyResult<()> {
        Self::allowed(py, self.claims.require_owner(Owner::read(owner)?.id()))
    }

    /// The same for a path parameter, percent-decoded once: always a str, also for an integer subject.
    fn require_path_owner(&self, py: Python<'_>, segment: &Bound<'_, PyString>) -> PyResult<()> {
        Self::allowed(py, self.claims.require_path_owner(&text(segment)))
    }

    /// The same for the owner of a record, or None if there is no such record: both are Denied (not_found).
    fn require_record_owner(&self, py: Python<'_>, owner: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let owner = owner.map(Owner::read).transpose()?;
        Self::allowed(py, self.claims.require_record_owner(owner.as_ref().map(Owner::id)))
    }

    /// Raises Denied (scope_insufficient) unless the scope was granted.
    fn require_scope(&self, py: Python<'_>, scope: &str) -> PyResult<()> {
        Self::allowed(py, self.claims.require_scope(scope))
    }

    /// Raises Denied (scope_insufficient) unless one of the scopes was granted.
    fn require_any_scope(&self, py: Python<'_>, scopes: Vec<String>) -> PyResult<()> {
        Self::allowed(py, self.claims.require_any_scope(scopes.iter().map(String::as_str)))
    }
}

/// The mapping.
#[pymethods]
impl Claims {
    fn __getitem__<'py>(&self, py: Python<'py>, claim: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let found = self.members(py)?.get_item(claim)?;
        own(found.ok_or_else(|| PyKeyError::new_err(claim.clone().unbind()))?)
    }

    #[pyo3(signature = (claim, default = None, /))]
    fn get<'py>(
        &self,
        py: Python<'py>,
        claim: &Bound<'py, PyAny>,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.members(py)?.get_item(claim)? {
            Some(found) => own(found).map(Some),
            None => Ok(default),
        }
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.members(py)?.len())
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.members(py)?.try_iter()?.into_any())
    }

    fn __contains__(&self, py: Python<'_>, claim: &Bound<'_, PyAny>) -> PyResult<bool> {
        self.members(py)?.contains(claim)
    }

    fn keys<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        view(slf, "KeysView")
    }

    fn values<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        view(slf, "ValuesView")
    }

    fn items<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        view(slf, "ItemsView")
    }

    fn __eq__(&self, py: Python<'_>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let members = self.members(py)?;
        match other.cast::<Self>() {
            Ok(other) => members.eq(other.get().members(py)?),
            Err(_) => members.eq(other),
        }
    }

    fn __getattr__(&self, name: &str) -> PyResult<Py<PyAny>> {
        let hint = if name.starts_with("__") { String::new() } else { format!(": use claims[{name:?}]") };
        Err(PyAttributeError::new_err(format!("Claims has no attribute {name:?}{hint}")))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce_ex__(&self, _protocol: i32) -> PyResult<Py<PyAny>> {
        Err(PyTypeError::new_err(
            "Claims cannot be pickled: who unpickles them could not know that the token was verified. \
             Send claims.to_dict(), or the token and verify it there.",
        ))
    }

    fn __repr__(&self) -> String {
        let subject = self.claims.subject().map(|subject| match subject.as_int() {
            Some(id) => id.to_string(),
            None => format!("{:?}", subject.as_str()),
        });
        let subject = subject.unwrap_or_else(|| "None".to_owned());
        format!("<Claims subject={subject} issuer={:?}>", self.claims.issuer().unwrap_or_default())
    }

    /// Lets pydantic take and give claims.
    #[classmethod]
    fn __get_pydantic_core_schema__<'py>(
        cls: &Bound<'py, pyo3::types::PyType>,
        _source: &Bound<'py, PyAny>,
        _handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        cls.py().import("bearward._pydantic")?.call_method1("core_schema", (cls,))
    }

    /// For pydantic: any object.
    #[classmethod]
    fn __get_pydantic_json_schema__<'py>(
        cls: &Bound<'py, pyo3::types::PyType>,
        _schema: &Bound<'py, PyAny>,
        _handler: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        cls.py().import("bearward._pydantic")?.call_method0("json_schema")
    }
}

/// A list or dict of the caller's own: what is in the claims cannot be changed through it.
fn own(value: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    static DEEPCOPY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyDict>() {
        return DEEPCOPY.import(value.py(), "copy", "deepcopy")?.call1((value,));
    }
    Ok(value)
}

fn view<'py>(claims: &Bound<'py, Claims>, kind: &str) -> PyResult<Bound<'py, PyAny>> {
    claims.py().import("collections.abc")?.getattr(kind)?.call1((claims,))
}

fn moment(py: Python<'_>, unix: f64) -> PyResult<Bound<'_, PyDateTime>> {
    let utc = PyTzInfo::utc(py)?;
    PyDateTime::from_timestamp(py, unix, Some(&utc))
}

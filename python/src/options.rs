//! The keywords of `Verifier`, put on the core's builder. None is as good as not given, for every one of them.

use bearward::{ConfigError, NeedsKeys, OneOf, Ready, Seconds, Secret, Verifier, VerifierBuilder};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

use crate::callbacks::{callable, revoked_if};
use crate::convert::{json, names};
use crate::denial::{config_error, config_fault};
use crate::own_fetch::OwnFetch;

type Builder = VerifierBuilder<Ready>;

const KEY_SOURCES: [&str; 8] =
    ["secret", "secret_env", "pem", "jwk", "jwks", "jwks_file", "jwks_url", "discovery"];

/// What was given, and not looked at yet.
pub(crate) struct Options<'py>(Bound<'py, PyDict>);

/// Calls the builder's method for each option that was given.
macro_rules! set {
    ($builder:ident, $($option:expr => $method:ident),+ $(,)?) => {
        $(if let Some(value) = $option? { $builder = $builder.$method(value); })+
    };
}

/// Calls the builder's method for each option that is True.
macro_rules! switch {
    ($builder:ident, $options:ident, $($name:ident),+) => {
        $(if $options.flag(stringify!($name))? { $builder = $builder.$name(); })+
    };
}

/// Each source of keys is a method of the same name, before and after there are keys.
macro_rules! with_keys {
    ($options:expr, $builder:expr, $source:expr) => {{
        let (options, builder, source) = ($options, $builder, $source);
        let missing = || PyTypeError::new_err("a key source");
        match source {
            "secret" => builder.secret(secret(&options.take(source)?.ok_or_else(missing)?)?),
            "secret_env" => {
                let name = options.text(source)?.ok_or_else(missing)?;
                builder.secret(Secret::from_env(&name).map_err(|error| options.refused(&error))?)
            }
            "pem" => builder.pem(options.text(source)?.ok_or_else(missing)?),
            "jwk" => builder.jwk(options.json(source)?.ok_or_else(missing)?),
            "jwks" => builder.jwks(options.json(source)?.ok_or_else(missing)?),
            "jwks_file" => builder.jwks_file(options.path(source)?.ok_or_else(missing)?),
            "jwks_url" => builder.jwks_url(options.text(source)?.ok_or_else(missing)?),
            _ => {
                options.flag(source)?;
                builder.discovery()
            }
        }
    }};
}

/// A builder from nothing: issuer, audience and keys must be chosen.
pub(crate) fn start(options: &Options<'_>) -> PyResult<Builder> {
    let builder = match (options.names("issuer")?, options.flag("any_issuer")?) {
        (Some(names), false) => Verifier::issuer(names),
        (None, true) => Verifier::any_issuer(),
        _ => return Err(options.choose("issuer")),
    };
    let builder: VerifierBuilder<NeedsKeys> =
        match (options.names("audience")?, options.flag("any_audience")?) {
            (Some(names), false) => builder.audience(names),
            (None, true) => builder.any_audience(),
            _ => return Err(options.choose("audience")),
        };
    match options.key_source()? {
        Some(source) => Ok(with_keys!(options, builder, source)),
        None => Err(options.fault(&format!("No keys were given: choose one of {}.", KEY_SOURCES.join(", ")))),
    }
}

/// A preset's parts replaced.
pub(crate) fn replace(mut builder: Builder, options: &Options<'_>) -> PyResult<Builder> {
    set!(builder, options.names("issuer") => issuer, options.names("audience") => audience);
    switch!(builder, options, any_audience);
    match options.key_source()? {
        Some(source) => Ok(with_keys!(options, builder, source)),
        None => Ok(builder),
    }
}

/// Everything that has a default.
pub(crate) fn refine(mut builder: Builder, options: &Options<'_>) -> PyResult<Builder> {
    if options.is_given("subject")? && options.is_given("subject_int")? {
        return Err(
            options.fault("The subject stands in one claim: choose subject, or subject_int for a number.")
        );
    }
    // What takes a preset's demands back comes before demands of the caller's own.
    switch!(builder, options, default_typ);
    for claim in options.names("not_required")?.unwrap_or_default() {
        builder = builder.not_required(&claim);
    }
    set!(builder,
        options.names("algorithms") => algorithm_names,
        options.seconds("leeway") => leeway,
        options.seconds("max_token_age") => max_token_age,
        options.text("typ") => typ,
        options.text("subject") => subject,
        options.text("subject_int") => subject_int,
        options.text("scopes_from") => scopes_from,
        options.read("max_token_bytes") => max_token_bytes,
        options.text("token_header") => token_header,
        options.text("cookie") => cookie,
        options.names("allowed_origins") => allowed_origins,
        options.text("resource_metadata") => resource_metadata,
        options.text("realm") => realm,
        options.seconds("max_age") => max_age,
        options.seconds("max_stale") => max_stale,
        options.seconds("cooldown") => cooldown,
        options.text("ca_pem") => ca_pem,
        options.json("jwks_snapshot") => jwks_snapshot,
        options.callable("fetch").map(|fetch| fetch.map(OwnFetch)) => fetch,
        options.callable("revoked_if").map(|revoked| revoked.map(revoked_if)) => try_revoked_if,
    );
    switch!(builder, options, optional_subject, allow_unbound_use, problem_bodies, allow_http, header_cache);
    for claim in options.names("required")?.unwrap_or_default() {
        builder = builder.require_claim(claim);
    }
    for (claim, values) in options.pairs("require")? {
        let values = one_of(&values).map_err(|error| options.named("require", error))?;
        builder = builder.require(claim, values);
    }
    for (name, value) in options.pairs("fetch_headers")? {
        builder = builder.fetch_header(name, value.extract::<String>()?);
    }
    if let Some((entries, bytes)) = options.read("token_cache")? {
        builder = builder.token_cache(entries, bytes);
    }
    Ok(builder)
}

impl<'py> Options<'py> {
    pub(crate) fn new(py: Python<'py>, given: Option<&Bound<'py, PyDict>>) -> PyResult<Self> {
        Ok(Self(given.map_or_else(|| Ok(PyDict::new(py)), |given| given.copy())?))
    }

    /// After everything was taken: what is left is unknown.
    pub(crate) fn close(&self, of: &str) -> PyResult<()> {
        match self.0.keys().iter().next() {
            None => Ok(()),
            Some(name) => Err(PyTypeError::new_err(format!("{of} has no option {name}"))),
        }
    }

    pub(crate) fn flag(&self, name: &str) -> PyResult<bool> {
        Ok(self.read(name)?.unwrap_or(false))
    }

    pub(crate) fn take(&self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let value = self.0.get_item(name)?;
        if value.is_some() {
            self.0.del_item(name)?;
        }
        Ok(value.filter(|value| !value.is_none()))
    }

    pub(crate) fn read<T>(&self, name: &str) -> PyResult<Option<T>>
    where
        T: for<'a> FromPyObject<'a, 'py>,
        for<'a> <T as FromPyObject<'a, 'py>>::Error: Into<PyErr>,
    {
        let read =
            |value: Bound<'py, PyAny>| value.extract::<T>().map_err(|error| self.named(name, error.into()));
        self.take(name)?.map(read).transpose()
    }

    pub(crate) fn text(&self, name: &str) -> PyResult<Option<String>> {
        self.read(name)
    }

    pub(crate) fn names(&self, name: &str) -> PyResult<Option<Vec<String>>> {
        self.take(name)?.map(|value| names(&value).map_err(|error| self.named(name, error))).transpose()
    }

    fn json(&self, name: &str) -> PyResult<Option<String>> {
        self.take(name)?.map(|value| json(&value).map_err(|error| self.named(name, error))).transpose()
    }

    fn path(&self, name: &str) -> PyResult<Option<std::path::PathBuf>> {
        self.read(name)
    }

    pub(crate) fn callable(&self, name: &str) -> PyResult<Option<Py<PyAny>>> {
        self.take(name)?.map(|value| callable(name, &value)).transpose()
    }

    /// Seconds, or a timedelta.
    pub(crate) fn seconds(&self, name: &str) -> PyResult<Option<Seconds>> {
        let read = |value: Bound<'py, PyAny>| match value.extract::<f64>() {
            Ok(seconds) => Ok(Seconds::from(seconds)),
            Err(error) => {
                match value.call_method0("total_seconds").and_then(|seconds| seconds.extract::<f64>()) {
                    Ok(seconds) => Ok(Seconds::from(seconds)),
                    Err(_) => Err(self.named(name, error)),
                }
            }
        };
        self.take(name)?.map(read).transpose()
    }

    fn pairs(&self, name: &str) -> PyResult<Vec<(String, Bound<'py, PyAny>)>> {
        let Some(given) = self.take(name)? else { return Ok(Vec::new()) };
        let given = given.cast_into::<PyDict>().map_err(|error| self.named(name, error.into()))?;
        given.iter().map(|(name, value)| Ok((name.extract()?, value))).collect()
    }

    fn is_given(&self, name: &str) -> PyResult<bool> {
        let value = self.0.get_item(name)?;
        Ok(value.is_some_and(|value| !value.is_none() && !value.is(PyBool::new(value.py(), false))))
    }

    /// The one key source that was given.
    fn key_source(&self) -> PyResult<Option<&'static str>> {
        let mut given = Vec::new();
        for source in KEY_SOURCES {
            if self.is_given(source)? {
                given.push(source);
            } else {
                self.take(source)?;
            }
        }
        match given.as_slice() {
            [] => Ok(None),
            [source] => Ok(Some(source)),
            several => {
                let several = several.join(" and ");
                Err(self.fault(&format!("Keys come from one place, and {several} were given: choose one.")))
            }
        }
    }

    fn choose(&self, what: &str) -> PyErr {
        self.fault(&format!("Choose the {what}: give either {what}=\"...\" or any_{what}=True."))
    }

    pub(crate) fn fault(&self, sentence: &str) -> PyErr {
        config_fault(self.0.py(), sentence)
    }

    pub(crate) fn refused(&self, error: &ConfigError) -> PyErr {
        config_error(self.0.py(), error)
    }

    /// A value of the wrong type: which one.
    fn named(&self, name: &str, error: PyErr) -> PyErr {
        PyTypeError::new_err(format!("{name}: {}", error.value(self.0.py())))
    }
}

/// One secret or several, as text or octets.
pub(crate) fn secret(value: &Bound<'_, PyAny>) -> PyResult<Secret> {
    // Never Python's own error: it carries the value, which is a secret.
    let octets = |value: &Bound<'_, PyAny>| {
        match value.cast::<PyString>() {
        Ok(text) => text.to_str().map(|text| text.as_bytes().to_vec()).map_err(|_| {
            PyTypeError::new_err(
                "secret: this str is no UTF-8 (os.environ makes such of other octets): give bytes, or secret_env",
            )
        }),
        Err(_) => value.extract::<Vec<u8>>().map_err(|_| {
            PyTypeError::new_err("secret: give a str, bytes, or a list of them while rotating")
        }),
    }
    };
    if value.is_instance_of::<pyo3::types::PyList>() || value.is_instance_of::<pyo3::types::PyTuple>() {
        let several = value.try_iter()?.map(|one| octets(&one?)).collect::<PyResult<Vec<_>>>()?;
        return Ok(Secret::rotating(several));
    }
    Ok(Secret::new(octets(value)?))
}

/// The values that `require` lists, by type.
fn one_of(values: &Bound<'_, PyAny>) -> PyResult<Vec<OneOf>> {
    let read = |value: Bound<'_, PyAny>| {
        if let Ok(switch) = value.cast::<PyBool>() {
            return Ok(OneOf::from(switch.is_true()));
        }
        match value.cast::<PyString>() {
            Ok(text) => Ok(OneOf::from(text.to_str()?)),
            Err(_) => value.extract::<u64>().map(OneOf::from),
        }
    };
    if values.is_instance_of::<PyString>() {
        return Ok(vec![read(values.clone())?]);
    }
    values.try_iter()?.map(|value| read(value?)).collect()
}

//! What a preset is given, checked: a wrong value is a sentence that says what to write.

use url::Url;

use crate::builder::Names;
use crate::config_error::ConfigError;

/// An http(s) URL taken apart; neither half ends with a slash.
pub(super) struct Base {
    pub(super) origin: String,
    /// With its slash in front, or empty.
    pub(super) path: String,
}

impl Base {
    pub(super) fn parse(what: &str, given: &str, write: &str) -> Result<Self, ConfigError> {
        let url = Url::parse(given).map_err(|_| refused(what, given, write))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(refused(what, given, "begin it with https:// (or http://) and a host"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused(what, given, "leave user name and password out"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refused(what, given, "leave out what follows ? or #"));
        }
        let path = url.path().trim_end_matches('/').to_owned();
        Ok(Self { origin: url.origin().ascii_serialization(), path })
    }

    /// The whole, without a slash at the end.
    pub(super) fn url(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }
}

/// A domain alone, in lower case: issuers write it so.
pub(super) fn domain(what: &str, given: &str, write: &str) -> Result<String, ConfigError> {
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_domain = given.contains('.') && given.split('.').all(label);
    ensure(is_domain, what, given, write)?;
    Ok(given.to_ascii_lowercase())
}

/// A list with at least one name, each of which passes.
pub(super) fn names(
    what: &str,
    given: impl Names,
    write: &str,
    passes: impl Fn(&str) -> bool,
) -> Result<Vec<String>, ConfigError> {
    let names = given.into_names();
    if names.is_empty() {
        return Err(ConfigError::new(format!("The list of {what}s is empty: {write}.")));
    }
    for name in &names {
        ensure(!name.is_empty() && passes(name), what, name, write)?;
    }
    Ok(names)
}

pub(super) fn ensure(good: bool, what: &str, given: &str, write: &str) -> Result<(), ConfigError> {
    if good { Ok(()) } else { Err(refused(what, given, write)) }
}

/// Quotes what was given, unless it may hold a password or is long enough to be a secret.
pub(super) fn refused(what: &str, given: &str, write: &str) -> ConfigError {
    const SHOWN: usize = 100;
    ConfigError::new(if given.is_empty() {
        format!("The {what} is empty: {write}.")
    } else if given.contains('@') || given.len() > SHOWN {
        format!("The {what} cannot be used: {write}.")
    } else {
        format!("The {what} {given:?} cannot be used: {write}.")
    })
}

//! The configuration: environment variables, all read and judged before anything starts.

use std::collections::HashMap;

use axum::http::HeaderValue;
use bearward::Verifier;

use crate::config_auth;
use crate::store::Database;

/// Every variable that is read; `.env.example` says what each means.
pub const NAMES: [&str; 14] = [
    "HOST",
    "PORT",
    "AUTH_BASE_URL",
    "JWKS_URL",
    "ISSUER",
    "AUDIENCE",
    "JWKS_MAX_AGE",
    "AUTH_SECRET",
    "USER_ID_CLAIM",
    "ALLOW_HTTP",
    "REQUIRE_KEYS",
    "ALLOWED_ORIGINS",
    "DATABASE_URL",
    "RUST_LOG",
];

/// A configuration without fault.
#[derive(Clone)]
pub struct Config {
    /// Where to listen; a name or an address.
    pub host: String,
    /// The port; 0 lets the system choose a free one.
    pub port: u16,
    /// Decides on tokens.
    pub verifier: Verifier,
    /// Whether a start without keys is refused.
    pub require_keys: bool,
    /// The origins whose pages may call this API.
    pub allowed_origins: Vec<HeaderValue>,
    /// Where tasks and users are kept.
    pub database: Database,
}

impl Config {
    /// Reads the environment of this process.
    ///
    /// # Errors
    /// Every fault that was found, one sentence each.
    pub fn from_env() -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let mut found = HashMap::new();
        for name in NAMES {
            match std::env::var(name) {
                Ok(value) => drop(found.insert(name, value)),
                Err(std::env::VarError::NotPresent) => {}
                Err(_) => faults.push(format!("{name} is not UTF-8.")),
            }
        }
        match (Config::from_values(found), faults.is_empty()) {
            (Ok(config), true) => Ok(config),
            (Ok(_), false) => Err(faults),
            (Err(others), _) => Err(faults.into_iter().chain(others).collect()),
        }
    }

    /// The same from given values, for tests and for programs that start this one in-process.
    ///
    /// # Errors
    /// Every fault that was found, one sentence each.
    pub fn from_values<'v, V: Into<String>>(
        values: impl IntoIterator<Item = (&'v str, V)>,
    ) -> Result<Self, Vec<String>> {
        let mut read = Reader::new(values);
        let host = read.text("HOST").unwrap_or_else(|| "127.0.0.1".into());
        let port = read.number("PORT", 65_535).map_or(8_000, |port| u16::try_from(port).unwrap_or_default());
        let verifier = config_auth::verifier(&mut read);
        let require_keys = read.flag("REQUIRE_KEYS");
        let allowed_origins = allowed_origins(&mut read);
        let database = database(&mut read);
        match (verifier, database) {
            (Some(verifier), Some(database)) if read.faults.is_empty() => {
                Ok(Config { host, port, verifier, require_keys, allowed_origins, database })
            }
            _ => Err(read.faults),
        }
    }
}

/// Reads values and gathers faults. An empty value counts as absent, as in Compose files.
pub(crate) struct Reader {
    values: HashMap<String, String>,
    pub(crate) faults: Vec<String>,
}

impl Reader {
    fn new<'v, V: Into<String>>(values: impl IntoIterator<Item = (&'v str, V)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.into()));
        Reader { values: values.filter(|(_, value)| !value.is_empty()).collect(), faults: Vec::new() }
    }

    pub(crate) fn fault(&mut self, sentence: impl Into<String>) {
        self.faults.push(sentence.into());
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.values.get(name).cloned()
    }

    pub(crate) fn number(&mut self, name: &str, max: u32) -> Option<u32> {
        let number = self.text(name)?.parse().ok().filter(|number| *number <= max);
        if number.is_none() {
            self.fault(format!("{name} must be a whole number from 0 to {max}."));
        }
        number
    }

    pub(crate) fn flag(&mut self, name: &str) -> bool {
        match self.text(name).as_deref() {
            None | Some("0" | "false") => false,
            Some("1" | "true") => true,
            Some(_) => {
                self.fault(format!("{name} must be 1 or 0."));
                false
            }
        }
    }
}

fn allowed_origins(read: &mut Reader) -> Vec<HeaderValue> {
    let list = read.text("ALLOWED_ORIGINS").unwrap_or_default();
    let mut origins = Vec::new();
    for text in list.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        let exact = url::Url::parse(text).ok().map(|url| url.origin().ascii_serialization());
        match (exact, HeaderValue::from_str(text)) {
            (Some(exact), Ok(origin)) if exact == text => origins.push(origin),
            (Some(exact), _) if exact != "null" => {
                read.fault(format!("ALLOWED_ORIGINS has {text:?}: an origin has no path, write {exact}."));
            }
            _ => read.fault(format!(
                "ALLOWED_ORIGINS has {text:?}: write origins such as https://app.example.com, separated by commas."
            )),
        }
    }
    origins
}

/// The fault does not repeat the value: it may hold a password.
fn database(read: &mut Reader) -> Option<Database> {
    let url = read.text("DATABASE_URL").unwrap_or_else(|| "sqlite:tasks.sqlite".into());
    let database = Database::parse(&url);
    if database.is_none() {
        read.fault(
            "DATABASE_URL must be sqlite:FILE, sqlite:///ABSOLUTE/FILE, sqlite::memory: or postgres://USER:PASSWORD@HOST/DATABASE.",
        );
    }
    database
}

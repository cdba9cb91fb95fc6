//! A cookie case, and the list in which they are collected.

use serde_json::{Map, Value, json};

use super::bake::SECRET;
use crate::vectors::case::number;
use crate::vectors::lab::{Lab, NOW};
use crate::vectors::responses::Entry;

/// One entry of `cookie_cases`; fields that are not given stay at what most cases want.
pub(super) struct CookieCase {
    name: String,
    class: &'static str,
    cookies: Option<String>,
    config: Map<String, Value>,
    now: f64,
    expected: &'static str,
    claims: Option<Value>,
    never: Vec<String>,
    cve: Option<&'static str>,
    note: Option<&'static str>,
}

/// The cases of one file.
pub(super) struct CookieCases<'a> {
    pub(super) lab: &'a Lab,
    /// Stands in front of each name.
    about: &'static str,
    class: &'static str,
    list: Vec<CookieCase>,
}

impl<'a> CookieCases<'a> {
    pub(super) fn new(lab: &'a Lab) -> Self {
        Self { lab, about: "", class: "better auth", list: Vec::new() }
    }

    /// The cases that follow are about this.
    pub(super) fn about(&mut self, about: &'static str, class: &'static str) {
        (self.about, self.class) = (about, class);
    }

    /// A case under the usual secret, at the usual moment.
    pub(super) fn add(
        &mut self,
        name: impl AsRef<str>,
        cookies: impl Into<String>,
        expected: &'static str,
    ) -> &mut CookieCase {
        let mut config = Map::new();
        config.insert("secrets".to_owned(), json!([SECRET]));
        self.list.push(CookieCase {
            name: format!("{}: {}", self.about, name.as_ref()),
            class: self.class,
            cookies: Some(cookies.into()),
            config,
            now: NOW as f64,
            expected,
            claims: None,
            never: Vec::new(),
            cve: None,
            note: None,
        });
        let last = self.list.len() - 1;
        #[allow(clippy::indexing_slicing, reason = "pushed in the statement above")]
        &mut self.list[last]
    }

    /// The entries as JSON, their fields in the order of the format.
    pub(super) fn entries(self) -> Vec<Entry> {
        self.list.into_iter().map(CookieCase::entry).collect()
    }
}

impl CookieCase {
    /// No `Cookie` header at all.
    pub(super) fn without_header(&mut self) -> &mut Self {
        self.cookies = None;
        self
    }

    /// Adds members to the configuration, or puts them in place.
    pub(super) fn config(&mut self, more: Value) -> &mut Self {
        if let Value::Object(more) = more {
            self.config.extend(more);
        }
        self
    }

    pub(super) fn now(&mut self, now: f64) -> &mut Self {
        self.now = now;
        self
    }

    pub(super) fn claims(&mut self, claims: Value) -> &mut Self {
        self.claims = Some(claims);
        self
    }

    /// A text that may stand nowhere in the claims.
    pub(super) fn never(&mut self, text: &str) -> &mut Self {
        self.never.push(text.to_owned());
        self
    }

    pub(super) fn cve(&mut self, cve: &'static str) -> &mut Self {
        self.cve = Some(cve);
        self
    }

    pub(super) fn note(&mut self, note: &'static str) -> &mut Self {
        self.note = Some(note);
        self
    }

    fn entry(self) -> Entry {
        let mut fields = vec![
            ("name", json!(self.name)),
            ("class", json!(self.class)),
            ("cookies", json!(self.cookies)),
            ("config", Value::Object(self.config)),
            ("now", number(self.now)),
            ("expected", json!(self.expected)),
        ];
        fields.extend(self.claims.map(|claims| ("claims", claims)));
        if !self.never.is_empty() {
            fields.push(("never", json!(self.never)));
        }
        fields.extend(self.cve.map(|cve| ("cve", json!(cve))));
        fields.extend(self.note.map(|note| ("note", json!(note))));
        fields
    }
}

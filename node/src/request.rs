//! A request's method and headers, as Node.js and `Headers` have them.

use bearward::{Denial, RequestHead, Verifier};
use napi::bindgen_prelude::*;

use crate::text;

/// Header names, and values as octets, as they came.
pub(crate) struct Head<'a> {
    method: &'a str,
    fields: Vec<(String, Vec<u8>)>,
}

impl<'a> Head<'a> {
    /// Names and values in turn.
    pub(crate) fn read(env: &Env, method: &'a str, headers: &Array<'_>) -> Result<Self> {
        let mut fields = Vec::with_capacity((headers.len() / 2) as usize);
        for at in 0..headers.len() / 2 {
            let name = element(headers, at * 2)?;
            let value = element(headers, at * 2 + 1)?;
            fields.push((text::text(env, name.raw())?, text::octets(env, value.raw())?));
        }
        Ok(Self { method, fields })
    }

    /// The token, if the request has one.
    pub(crate) fn token(&self, verifier: &Verifier) -> std::result::Result<Option<&str>, Denial> {
        verifier.find_token(self.ask())
    }

    /// As the core takes it.
    pub(crate) fn ask(&self) -> RequestHead<'_, impl Iterator<Item = (&str, &[u8])>> {
        let headers = self.fields.iter().map(|(name, value)| (name.as_str(), value.as_slice()));
        RequestHead { method: self.method, headers }
    }
}

fn element<'a>(headers: &Array<'a>, at: u32) -> Result<Unknown<'a>> {
    headers.get::<Unknown<'_>>(at)?.ok_or_else(|| Error::from_reason("a header without a value"))
}

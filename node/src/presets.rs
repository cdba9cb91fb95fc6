//! The presets of known issuers, by name. The options are those of `Verifier`: each replaces one part.

use bearward::Verifier;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::options::{Built, Options, finish};

/// `subject` is the address, domain or id that the preset begins with; `audience` what it lists besides.
#[napi(catch_unwind, ts_return_type = "number | ConfigFault")]
pub fn preset(
    env: Env,
    name: String,
    subject: String,
    audience: Vec<String>,
    options: Options<'_>,
) -> Result<Built> {
    let subject = subject.as_str();
    let builder = match name.as_str() {
        "betterAuth" => Verifier::better_auth(subject),
        "betterAuthOauth" => Verifier::better_auth_oauth(subject, audience),
        "auth0" => Verifier::auth0(subject, audience),
        "clerk" => Verifier::clerk(subject, audience),
        "cognito" => Verifier::cognito(subject, audience),
        "entra" => Verifier::entra(subject, audience),
        "firebase" => Verifier::firebase(subject),
        "google" => Verifier::google(audience),
        "keycloak" => Verifier::keycloak(subject, audience),
        "okta" => Verifier::okta(subject, audience),
        "supabase" => Verifier::supabase(subject),
        "workos" => Verifier::workos(subject),
        other => return Err(Error::from_reason(format!("there is no preset {other}"))),
    };
    finish(&env, builder, options)
}

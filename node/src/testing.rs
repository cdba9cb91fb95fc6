//! The issuer on loopback for tests. `bearward/testing` is its place in JavaScript. Misuse of the core's issuer panics with a sentence, as
//! it should in a test in Rust; here it is an error with that sentence.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use bearward::Algorithm;
use bearward::testing::{Answer, Mint, SignedBy, TestIssuer as Issuer};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::{Map, Value};

use crate::options::{Built, Options, finish};

/// How an issuer is to be.
#[napi(object, object_to_js = false)]
pub struct IssuerOptions {
    pub algorithms: Option<Vec<String>>,
    pub secret: Option<Uint8Array>,
    pub issuer: Option<String>,
    pub issuer_path: Option<String>,
    pub audience: Option<String>,
    pub path: Option<String>,
    pub lifetime: Option<f64>,
    pub now: Option<f64>,
    #[napi(ts_type = "[string, string][]")]
    pub headers: Option<Vec<Vec<String>>>,
    pub etag: Option<bool>,
}

/// How a token is to be. Claims and header are JSON.
#[napi(object, object_to_js = false)]
pub struct MintOptions {
    pub claims: Option<String>,
    pub header: Option<String>,
    pub raw_payload: Option<Uint8Array>,
    pub raw_header: Option<Uint8Array>,
    pub algorithm: Option<String>,
    pub kid: Option<String>,
    pub unsigned: Option<bool>,
}

/// A real issuer on 127.0.0.1.
#[napi(js_name = "NativeIssuer")]
pub struct TestIssuer(Issuer);

#[napi]
impl TestIssuer {
    #[napi(catch_unwind, constructor)]
    pub fn new(options: IssuerOptions) -> Result<Self> {
        let mut builder = Issuer::builder();
        for (index, name) in options.algorithms.unwrap_or_default().iter().enumerate() {
            let algorithm = algorithm(name)?;
            builder =
                if index == 0 { builder.algorithm(algorithm) } else { builder.and_algorithm(algorithm) };
        }
        macro_rules! set {
            ($($value:expr => $method:ident),+ $(,)?) => {
                $(if let Some(value) = $value { builder = builder.$method(value); })+
            };
        }
        set!(
            options.secret.map(|secret| secret.to_vec()) => secret, options.issuer => issuer,
            options.issuer_path => issuer_path, options.audience => audience, options.path => path,
            options.now.map(|now| now as u64) => now, options.lifetime.map(seconds).transpose()? => lifetime,
        );
        for field in options.headers.unwrap_or_default() {
            if let [name, value] = field.as_slice() {
                builder = builder.header(name, value);
            }
        }
        if options.etag == Some(true) {
            builder = builder.etag();
        }
        Ok(Self(builder.start()))
    }

    /// A verifier that trusts this issuer.
    #[napi(catch_unwind, ts_return_type = "number | ConfigFault")]
    pub fn verifier(&self, env: Env, options: Options<'_>) -> Result<Built> {
        finish(&env, Ok(self.0.verifier()), options)
    }

    #[napi(catch_unwind, getter)]
    pub fn url(&self) -> &str {
        self.0.url()
    }

    #[napi(catch_unwind, getter)]
    pub fn issuer(&self) -> &str {
        self.0.issuer()
    }

    #[napi(catch_unwind, getter)]
    pub fn audience(&self) -> &str {
        self.0.audience()
    }

    #[napi(catch_unwind, getter)]
    pub fn jwks_url(&self) -> String {
        self.0.jwks_url()
    }

    /// The key set, as JSON text.
    #[napi(catch_unwind, getter)]
    pub fn jwks(&self) -> String {
        self.0.jwks()
    }

    #[napi(catch_unwind, getter)]
    pub fn kid(&self) -> String {
        self.0.kid()
    }

    #[napi(catch_unwind, getter)]
    pub fn kids(&self) -> Vec<String> {
        self.0.kids()
    }

    /// How many requests the key endpoint has seen.
    #[napi(catch_unwind, getter)]
    pub fn requests(&self) -> f64 {
        self.0.requests() as f64
    }

    #[napi(catch_unwind, getter)]
    pub fn connections(&self) -> f64 {
        self.0.connections() as f64
    }

    #[napi(catch_unwind)]
    pub fn shared_secret(&self) -> Result<Uint8Array> {
        told(|| self.0.shared_secret().into())
    }

    #[napi(catch_unwind)]
    pub fn public_pem(&self, kid: Option<String>) -> Result<String> {
        told(|| self.0.public_pem(kid.as_deref()))
    }

    #[napi(catch_unwind)]
    pub fn mint(&self, options: MintOptions) -> Result<String> {
        let claims = options.claims.as_deref().map(value).transpose()?;
        let mut mint = Mint::new(claims.unwrap_or_else(|| Value::Object(Map::new())));
        if let Some(header) = &options.header {
            mint = mint.with_header(value(header)?);
        }
        mint.raw_payload = options.raw_payload.map(|octets| octets.to_vec());
        mint.raw_header = options.raw_header.map(|octets| octets.to_vec());
        mint.algorithm = options.algorithm.as_deref().map(algorithm).transpose()?;
        if let Some(kid) = options.kid {
            mint = mint.signed_by(SignedBy::Kid(kid));
        }
        if options.unsigned == Some(true) {
            mint = mint.signed_by(SignedBy::Nobody);
        }
        told(|| self.0.mint_with(mint))
    }

    /// A token with one fault, by its name.
    #[napi(catch_unwind)]
    pub fn faulty(&self, fault: String, claims: String) -> Result<String> {
        let claims = value(&claims)?;
        let forge = match fault.as_str() {
            "expired" => Issuer::expired,
            "notYetValid" => Issuer::not_yet_valid,
            "wrongKey" => Issuer::wrong_key,
            "wrongAudience" => Issuer::wrong_audience,
            "wrongIssuer" => Issuer::wrong_issuer,
            "unknownKid" => Issuer::unknown_kid,
            "algNone" => Issuer::alg_none,
            "hs256WithPublicKey" => Issuer::hs256_with_public_key,
            other => return Err(Error::from_reason(format!("there is no fault {other}"))),
        };
        told(|| forge(&self.0, claims))
    }

    #[napi(catch_unwind)]
    pub fn tampered(&self, token: String) -> Result<String> {
        told(|| self.0.tampered(&token))
    }
}

/// Turning keys and breaking the endpoint.
#[napi]
impl TestIssuer {
    /// What takes nothing, by its name.
    #[napi(catch_unwind)]
    pub fn turn(&self, what: String) -> Result<()> {
        match what.as_str() {
            "rotate" => self.0.rotate(),
            "removeOldKeys" => self.0.remove_old_keys(),
            "reuseKid" => self.0.reuse_kid(),
            "down" => self.0.down(),
            "up" => self.0.up(),
            "hang" => self.0.hang(),
            "answerNormally" => self.0.answer_normally(),
            other => return Err(Error::from_reason(format!("an issuer cannot {other}"))),
        }
        Ok(())
    }

    #[napi(catch_unwind)]
    pub fn set_now(&self, unix_seconds: f64) {
        self.0.set_now(unix_seconds as u64);
    }

    #[napi(catch_unwind)]
    pub fn slow(&self, delay: f64) -> Result<()> {
        self.0.slow(seconds(delay)?);
        Ok(())
    }

    #[napi(catch_unwind, ts_args_type = "status: number, headers: [string, string][], body: Uint8Array")]
    pub fn answer_with(&self, status: u16, headers: Vec<Vec<String>>, body: Uint8Array) {
        let mut answer = Answer::status(status).with_body(body.to_vec());
        for field in headers {
            if let [name, value] = field.as_slice() {
                answer = answer.with_header(name, value);
            }
        }
        self.0.answer_with(answer);
    }
}

thread_local! {
    /// A panic on this thread is misuse, and told to whom it concerns.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// Gives what is asked for, or the sentence of the panic; nothing is printed.
fn told<T>(work: impl FnOnce() -> T) -> Result<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        // This library's own: whatever else panics in it is printed as before.
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !EXPECTED.get() {
                print(info);
            }
        }));
    });
    EXPECTED.set(true);
    let answer = panic::catch_unwind(AssertUnwindSafe(work));
    EXPECTED.set(false);
    answer.map_err(|why| Error::new(Status::InvalidArg, panic_to_error(why).reason.clone()))
}

fn value(json: &str) -> Result<Value> {
    serde_json::from_str(json).map_err(|error| Error::new(Status::InvalidArg, error.to_string()))
}

fn algorithm(name: &str) -> Result<Algorithm> {
    Algorithm::from_name(name)
        .ok_or_else(|| Error::new(Status::InvalidArg, format!("there is no algorithm {name:?}")))
}

fn seconds(given: f64) -> Result<std::time::Duration> {
    std::time::Duration::try_from_secs_f64(given)
        .map_err(|error| Error::new(Status::InvalidArg, error.to_string()))
}

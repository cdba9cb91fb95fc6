//! Better Auth's session cookies: asks the core, and waits as Node.js waits.

use std::rc::Rc;

use bearward::better_auth::{
    Session, SessionCookies, SessionCookiesBuilder, SessionOutcome, SessionStep, Strategy,
};
use bearward::{Attempt, Flight, Now, Seconds, Secret};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::callbacks::RevokedIf;
use crate::env::{Decider, State};
use crate::options::{Built, ConfigFault, fault, secret};
use crate::request::Head;
use crate::text::octets;
use crate::verdict::Verdict;
use crate::wake::Wait;

/// Session cookies and what JavaScript knows of them.
pub(crate) struct Sessions {
    pub(crate) cookies: SessionCookies,
}

impl From<Sessions> for Decider {
    fn from(sessions: Sessions) -> Self {
        Self::Sessions(Rc::new(sessions))
    }
}

/// Everything that session cookies can be told.
#[napi(object, object_to_js = false)]
pub struct SessionOptions<'a> {
    pub secrets: Option<Vec<Uint8Array>>,
    pub secret_env: Option<String>,
    pub base_url: Option<String>,
    pub verifier: Option<u32>,
    pub issuer: Option<String>,
    pub strategy: Option<String>,
    pub prefix: Option<String>,
    pub session_token_name: Option<String>,
    pub session_data_name: Option<String>,
    pub version: Option<String>,
    pub any_version: Option<bool>,
    pub secure: Option<bool>,
    pub leeway: Option<f64>,
    pub max_data_age: Option<f64>,
    #[napi(ts_type = "(accepted: string) => boolean")]
    pub revoked_if: Option<Function<'a, String, bool>>,
    pub allowed_origins: Option<Vec<String>>,
}

/// Builds session cookies.
#[napi(catch_unwind, ts_return_type = "number | ConfigFault")]
pub fn build_sessions(env: Env, options: SessionOptions<'_>) -> Result<Built> {
    let state = State::of(&env)?;
    let secret = match (&options.secrets, &options.secret_env) {
        (Some(secrets), _) => secret(secrets),
        (None, name) => match Secret::from_env(name.as_deref().unwrap_or_default()) {
            Ok(secret) => secret,
            Err(error) => return Ok(fault(&error)),
        },
    };
    let builder = refine(SessionCookies::builder(secret), options, state)?;
    match builder.map(SessionCookiesBuilder::build) {
        Ok(Ok(cookies)) => Ok(Either::A(state.add(Sessions { cookies }.into()))),
        Ok(Err(error)) => Ok(fault(&error)),
        Err(sentence) => Ok(Either::B(ConfigFault { config_error: sentence.to_owned() })),
    }
}

/// Decides about a Cookie field. A wait has begun if the answer is one: then once more with `second`. Null: to be renewed.
#[napi(
    catch_unwind,
    ts_args_type = "sessions: number, cookies: string, second: boolean",
    ts_return_type = "string | { exact: string } | DenialParts | Wait | null"
)]
pub fn decide_session(env: Env, sessions: u32, cookies: Unknown<'_>, second: bool) -> Result<Verdict> {
    let state = State::of(&env)?;
    let sessions = state.sessions(sessions)?;
    let cookies = octets(&env, cookies.raw())?;
    sessions.verdict(state, sessions.cookies.check(cookies, Now::system(), attempt(second)))
}

/// The same without ever waiting: a fetch goes on in the background.
#[napi(
    catch_unwind,
    ts_args_type = "sessions: number, cookies: string",
    ts_return_type = "string | { exact: string } | DenialParts | null"
)]
pub fn decide_session_at_once(env: Env, sessions: u32, cookies: Unknown<'_>) -> Result<Verdict> {
    let state = State::of(&env)?;
    let sessions = state.sessions(sessions)?;
    let step = sessions.cookies.check(octets(&env, cookies.raw())?, Now::system(), Attempt::First);
    match step.outcome {
        SessionOutcome::Wait(flight) => {
            drop(flight.launch());
            Ok(Verdict::Denied(sessions.cookies.unavailable_now()))
        }
        _ => sessions.verdict(state, step),
    }
}

/// The same for a whole request, whose origin counts too. Headers are names and values in turn.
#[napi(
    catch_unwind,
    ts_args_type = "sessions: number, method: string, headers: string[], second: boolean",
    ts_return_type = "string | { exact: string } | DenialParts | Wait | null"
)]
pub fn decide_session_request(
    env: Env,
    sessions: u32,
    method: String,
    headers: Array<'_>,
    second: bool,
) -> Result<Verdict> {
    let state = State::of(&env)?;
    let sessions = state.sessions(sessions)?;
    let head = Head::read(&env, &method, &headers)?;
    let step = sessions.cookies.check_request(head.ask(), Now::system(), attempt(second));
    sessions.verdict(state, step)
}

/// The issuer's own answer about the session of these cookies.
#[napi(
    catch_unwind,
    ts_args_type = "sessions: number, cookies: string, body: string",
    ts_return_type = "string | { exact: string } | DenialParts"
)]
pub fn accept_answer(env: Env, sessions: u32, cookies: Unknown<'_>, body: String) -> Result<Verdict> {
    let sessions = State::of(&env)?.sessions(sessions)?;
    let cookies = octets(&env, cookies.raw())?;
    Ok(match sessions.cookies.accept_answer_at(cookies, body, Now::system()) {
        Ok(claims) => Verdict::Accepted(claims),
        Err(denial) => Verdict::Denied(denial),
    })
}

impl Sessions {
    fn verdict(&self, state: &State, SessionStep { outcome, refresh }: SessionStep) -> Result<Verdict> {
        // Nobody waits for it.
        drop(refresh.map(Flight::launch));
        Ok(match outcome {
            SessionOutcome::Decided(Session::Verified(claims)) => Verdict::Accepted(claims),
            SessionOutcome::Decided(Session::Renew) => Verdict::Nothing,
            SessionOutcome::Denied(denial) => Verdict::Denied(denial),
            SessionOutcome::Wait(flight) => Verdict::Wait(Wait::on(state, &flight.launch(), true)?),
        })
    }
}

fn attempt(second: bool) -> Attempt {
    if second { Attempt::Second } else { Attempt::First }
}

type Refined = std::result::Result<SessionCookiesBuilder, &'static str>;

fn refine(mut builder: SessionCookiesBuilder, options: SessionOptions<'_>, state: &State) -> Result<Refined> {
    macro_rules! set {
        ($($name:ident),+) => {
            $(if let Some(text) = &options.$name { builder = builder.$name(text); })+
        };
    }
    set!(base_url, issuer, prefix, session_token_name, session_data_name, version);
    if options.any_version == Some(true) {
        builder = builder.any_version();
    }
    if let Some(name) = &options.strategy {
        let Some(strategy) = Strategy::from_name(name) else {
            return Ok(Err("A strategy is one of \"compact\", \"jwt\" and \"jwe\"."));
        };
        builder = builder.strategy(strategy);
    }
    if let Some(number) = options.verifier {
        builder = builder.verifier(state.verifier(number)?.verifier.clone());
    }
    if let Some(secure) = options.secure {
        builder = builder.secure(secure);
    }
    if let Some(leeway) = options.leeway {
        builder = builder.leeway(Seconds::from(leeway));
    }
    if let Some(age) = options.max_data_age {
        builder = builder.max_data_age(Seconds::from(age));
    }
    if let Some(revoked_if) = options.revoked_if.map(RevokedIf::new).transpose()? {
        builder = builder.revoked_if(move |claims| revoked_if.ask(claims));
    }
    if let Some(origins) = options.allowed_origins {
        builder = builder.allowed_origins(origins);
    }
    Ok(Ok(builder))
}

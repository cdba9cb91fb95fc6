//! People who sign up and in with Better Auth, over HTTP.

use serde_json::{Value, json};

use super::http::{Ask, ask};
use crate::fault::Fault;

/// Somebody who is signed in.
pub(super) struct Person {
    pub(super) name: &'static str,
    /// The user id that Better Auth has given.
    pub(super) id: String,
    /// The session, as a browser would send it.
    pub(super) cookie: String,
    /// An access token.
    pub(super) token: String,
}

impl Person {
    /// Signs up, or in where there is such an account already, and fetches a token.
    pub(super) fn enter(web: &str, name: &'static str) -> Result<Self, Fault> {
        let session = sign_up(web, name)?.map_or_else(|| sign_in(web, name), Ok)?;
        Ok(Self { name, id: session.user, token: token(web, &session.cookie)?, cookie: session.cookie })
    }
}

/// What a sign-up or a sign-in gives.
pub(super) struct Session {
    pub(super) user: String,
    pub(super) cookie: String,
}

/// `None` where the address is known already.
pub(super) fn sign_up(web: &str, name: &str) -> Result<Option<Session>, Fault> {
    let body = json!({ "name": name, "email": email(name), "password": password(name) });
    post(web, "/api/auth/sign-up/email", body)
}

pub(super) fn sign_in(web: &str, name: &str) -> Result<Session, Fault> {
    let body = json!({ "email": email(name), "password": password(name) });
    post(web, "/api/auth/sign-in/email", body)?
        .ok_or_else(|| Fault::new(format!("{name} cannot sign in: the account there has another password")))
}

/// A new access token for that session.
pub(super) fn token(web: &str, cookie: &str) -> Result<String, Fault> {
    let url = format!("{web}/api/auth/token");
    let answer = ask(&Ask { method: "GET", url: &url, cookie: Some(cookie), ..Ask::default() })?;
    let token = answer.json().get("token").and_then(Value::as_str).map(str::to_owned);
    token.ok_or_else(|| Fault::new(format!("Better Auth gave no token ({})", answer.summary())))
}

pub(super) fn email(name: &str) -> String {
    format!("{}@example.com", name.to_lowercase())
}

pub(super) fn password(name: &str) -> String {
    format!("{}'s password", name.to_lowercase())
}

fn post(web: &str, path: &str, body: Value) -> Result<Option<Session>, Fault> {
    let url = format!("{web}{path}");
    let answer = ask(&Ask { method: "POST", url: &url, body: Some(body), ..Ask::default() })?;
    match answer.status {
        200 => {
            let user = answer.json().pointer("/user/id").and_then(Value::as_str).map(str::to_owned);
            let user = user.ok_or("Better Auth's answer names no user")?;
            Ok(Some(Session { user, cookie: answer.cookies }))
        }
        401 | 422 => Ok(None),
        _ => Err(Fault::new(format!("{path} answered {}", answer.summary()))),
    }
}

//! Tokens that Better Auth itself signed, from `vectors/better_auth.json`.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bearward::testing::{Answer, TestIssuer};
use bearward::{Claims, Denial, Now, Verifier};
use serde_json::{Value, json};

use super::http;
use super::policy;
use super::server::{Server, Settings};
use super::table::{Row, Table, median};
use crate::fault::{Doing, Fault};
use crate::repo;

/// Where the recorded server ran: issuer and audience of its tokens.
const ORIGIN: &str = "http://localhost:3000";

/// A token that is good today too, with the key set that it came with.
struct Living {
    name: String,
    token: String,
    subject: String,
    keys: Value,
    verifier: Verifier,
}

/// Every recorded token at the time it was recorded; then those still good, through the API.
pub(super) fn walk(table: &mut Table, folder: &Path) -> Result<(), Fault> {
    table.heading("Real Better Auth tokens, decided at the time they were made");
    let mut living = Vec::new();
    for case in cases()? {
        living.extend(decide(table, &case)?);
    }
    table.heading("Those that are good to this day, through the API");
    through_the_api(table, &living, folder)
}

fn cases() -> Result<Vec<Value>, Fault> {
    let path = repo::root().join("vectors/better_auth.json");
    let text = std::fs::read_to_string(&path).doing(repo::shown(&path))?;
    let file: Value = serde_json::from_str(&text).doing(repo::shown(&path))?;
    match file.get("cases") {
        Some(Value::Array(cases)) if !cases.is_empty() => Ok(cases.clone()),
        _ => Err(Fault::new(format!("{} has no cases", repo::shown(&path)))),
    }
}

/// Makes the row of a case. Some if its token is good to this day.
fn decide(table: &mut Table, case: &Value) -> Result<Option<Living>, Fault> {
    let text = |member: &str| case.get(member).and_then(Value::as_str).unwrap_or_default();
    let (name, token) = (text("name"), text("token"));
    let (key, policy) = (case.get("key"), case.get("policy"));
    let (key, policy) = (key.unwrap_or(&Value::Null), policy.unwrap_or(&Value::Null));
    let row = |table: &mut Table, got: &str, decision| {
        table.row(&Row { tried: short_name(name), expected: text("expected"), got, decision });
    };
    let Ok(verifier) = policy::verifier(key, policy).doing(name)? else {
        row(table, "config_error", None);
        return Ok(None);
    };
    let scopes = policy::scopes(policy);
    let seconds = case.get("now").and_then(Value::as_f64).unwrap_or_default();
    let decide = || -> Result<Claims, Denial> {
        let claims = verifier.verify_at(token, Now::at(seconds, Duration::ZERO))?;
        for scope in &scopes {
            claims.require_scope(scope)?;
        }
        Ok(claims)
    };
    let decided = decide();
    let decision = Some(median(|| drop(decide())));
    let got = match &decided {
        Ok(_) => "accept",
        Err(denial) => denial.code().as_str(),
    };
    row(table, got, decision);
    let lives = decided.ok().filter(still_good);
    Ok(lives.and_then(|claims| {
        Some(Living {
            name: short_name(name).to_owned(),
            token: token.to_owned(),
            // The API goes by `sub`, whatever the case does.
            subject: claims.get_str("sub")?.to_owned(),
            keys: serde_json::from_str(&policy::key_set(key)).ok()?,
            verifier,
        })
    }))
}

/// The heading says the rest.
fn short_name(name: &str) -> &str {
    let name = name.strip_prefix("better auth").unwrap_or(name);
    name.trim_start_matches([':', ' '])
}

/// Whether an API for that server would take it now.
fn still_good(claims: &Claims) -> bool {
    let ours = claims.issuer() == Some(ORIGIN) && claims.audience().any(|one| one == ORIGIN);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    ours && claims.expires_at() > now.unwrap_or_default().as_secs_f64() + 3600.0
}

/// One API for all of them.
fn through_the_api(table: &mut Table, living: &[Living], folder: &Path) -> Result<(), Fault> {
    let (keys, tokens) = one_key_set(living);
    let issuer = TestIssuer::start();
    issuer.answer_with(Answer::json(json!({ "keys": keys }).to_string()));
    let settings = Settings {
        name: "better-auth",
        jwks_url: issuer.jwks_url(),
        issuer: ORIGIN.to_owned(),
        audience: ORIGIN.to_owned(),
    };
    let server = Server::start(&settings, folder)?;
    for one in tokens {
        let url = format!("{}/api/v1/me", server.origin());
        let answer = http::ask("GET", &url, Some(&one.token), None)?;
        let got = format!("{} as {}", answer.summary(), short(&answer.text("id")));
        table.row(&Row {
            tried: &one.name,
            expected: &format!("200 as {}", short(&one.subject)),
            got: &got,
            decision: Some(median(|| drop(one.verifier.verify(&one.token)))),
        });
    }
    Ok(())
}

/// The keys of all tokens in one set, and each token once. Databases with serial ids all call their first key "1":
/// where two keys share a name, the first one stays and the other's token is left out.
fn one_key_set(living: &[Living]) -> (Vec<&Value>, Vec<&Living>) {
    let mut keys: Vec<&Value> = Vec::new();
    let mut tokens: Vec<&Living> = Vec::new();
    for one in living {
        let list = one.keys.get("keys").and_then(Value::as_array);
        let theirs: Vec<&Value> = list.into_iter().flatten().collect();
        let another = |key: &Value| {
            let same_name = |have: &&&Value| have.get("kid") == key.get("kid");
            keys.iter().find(same_name).is_some_and(|have| *have != key)
        };
        let known = tokens.iter().any(|other| other.token == one.token);
        if theirs.is_empty() || known || theirs.iter().any(|key| another(key)) {
            continue;
        }
        for key in theirs {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        tokens.push(one);
    }
    (keys, tokens)
}

/// A user id, as much of it as the table has room for.
fn short(id: &str) -> String {
    id.chars().take(14).collect()
}

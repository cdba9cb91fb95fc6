//! People who sign up with Better Auth, sign in, and fetch tokens.

use std::time::Instant;

use bearward_benches::{Row, Side};
use serde_json::{Value, json};

use crate::http::Client;

/// Somebody with a session.
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) cookies: String,
}

const TIMES: usize = 30;
const RENEWALS: usize = 200;

/// How long a sign-in takes, from credentials to token, and how long the next token.
pub(crate) fn rows(web: &str) -> Result<Vec<Row>, String> {
    const GROUP: &str = "sign-in and token, one after the other";
    let client = Client::new();
    let name = format!("measured {}", std::process::id());
    let mut person = enter(&client, web, "sign-up", &name)?;
    // The first request of each kind meets code that has not run yet.
    token(&client, web, &person)?;
    let logins = times(TIMES, || {
        person = enter(&client, web, "sign-in", &name)?;
        token(&client, web, &person).map(drop)
    })?;
    let renewals = times(RENEWALS, || token(&client, web, &person).map(drop))?;
    Ok(vec![
        row(GROUP, "credentials to token", &logins, 2000.0),
        row(GROUP, "the next token", &renewals, 200.0),
    ])
}

/// Signs up or in; `way` is the word in the path.
pub(crate) fn enter(client: &Client, web: &str, way: &str, name: &str) -> Result<Person, String> {
    let email = format!("{}@example.com", name.replace(' ', "."));
    let body = json!({ "name": name, "email": email, "password": "a password of the measurement" });
    let answer = client.post(&format!("{web}/api/auth/{way}/email"), None, &body)?;
    let id = answer.json.pointer("/user/id").and_then(Value::as_str).ok_or("the answer names no user")?;
    Ok(Person { id: id.to_owned(), cookies: answer.cookies })
}

pub(crate) fn token(client: &Client, web: &str, person: &Person) -> Result<String, String> {
    let answer = client.get(&format!("{web}/api/auth/token"), &person.cookies)?;
    let token = answer.json.get("token").and_then(Value::as_str).ok_or("the answer has no token")?;
    Ok(token.to_owned())
}

/// Milliseconds, in order of length.
fn times(count: usize, mut act: impl FnMut() -> Result<(), String>) -> Result<Vec<f64>, String> {
    let mut times = Vec::new();
    for _ in 0..count {
        let since = Instant::now();
        act()?;
        times.push(since.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_unstable_by(f64::total_cmp);
    Ok(times)
}

fn row(group: &str, name: &str, times: &[f64], most: f64) -> Row {
    let at = |share: f64| {
        let place = (share * times.len() as f64) as usize;
        times.get(place.min(times.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    };
    Row::new(group, name).with("p50_ms", at(0.50)).with("p99_ms", at(0.99)).target(
        "p99_ms",
        Side::AtMost,
        most,
    )
}

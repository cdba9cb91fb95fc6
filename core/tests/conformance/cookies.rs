//! `cookie_cases`: Better Auth's session cookies.

use bearward::better_auth::{Session, SessionCookies, Strategy};
use bearward::{Claims, ConfigError, Secret, Verifier};

use crate::format::{CookieCase, CookieConfig};
use crate::report::Report;
use crate::verifier::at;

pub(crate) fn run(case: &CookieCase, report: &mut Report) {
    let sessions = build(&case.config);
    let (decision, claims) = match &sessions {
        Some(Ok(sessions)) => decide(case, sessions),
        Some(Err(error)) => {
            let line = error.to_string();
            if line.is_empty() || line.contains('\n') {
                report.wrong(&case.name, "one line that says what to change", &line);
            }
            ("config_error".to_owned(), None)
        }
        None => ("config_error".to_owned(), None),
    };
    if let Some(Ok(sessions)) = &sessions {
        let (again, _) = decide(case, sessions);
        report.compare(&case.name, "the second time", &decision, &again);
    }
    report.decided("cookie_case", &case.name, &decision);
    report.compare(&case.name, "decision", &case.expected, &decision);
    if let Some(claims) = claims {
        check_claims(case, &claims, report);
    }
}

/// `None`: the configuration names a strategy that there is not.
fn build(config: &CookieConfig) -> Option<Result<SessionCookies, ConfigError>> {
    let strategy = match &config.strategy {
        Some(name) => Some(Strategy::from_name(name)?),
        None => None,
    };
    Some(build_with(config, strategy))
}

fn build_with(config: &CookieConfig, strategy: Option<Strategy>) -> Result<SessionCookies, ConfigError> {
    let mut builder = SessionCookies::builder(Secret::rotating(&config.secrets));
    if let (Some(jwks), Some(issuer)) = (&config.jwks, &config.issuer) {
        let keys = Verifier::issuer(issuer.list()).audience(issuer.list()).jwks(jwks.to_string());
        builder = builder.verifier(keys.build()?);
    }
    if let Some(strategy) = strategy {
        builder = builder.strategy(strategy);
    }
    if let Some(prefix) = &config.prefix {
        builder = builder.prefix(prefix);
    }
    if let Some(name) = &config.session_token_name {
        builder = builder.session_token_name(name);
    }
    if let Some(name) = &config.session_data_name {
        builder = builder.session_data_name(name);
    }
    match &config.version {
        None => {}
        Some(None) => builder = builder.any_version(),
        Some(Some(version)) => builder = builder.version(version),
    }
    if let Some(secure) = config.secure {
        builder = builder.secure(secure);
    }
    if let Some(leeway) = config.leeway {
        builder = builder.leeway(leeway);
    }
    if let Some(age) = config.max_data_age {
        builder = builder.max_data_age(age);
    }
    builder.build()
}

fn decide(case: &CookieCase, sessions: &SessionCookies) -> (String, Option<Claims>) {
    let cookies: Vec<u8> = case.cookies.iter().flat_map(|text| text.chars()).map(octet).collect();
    match sessions.decide_at(cookies, at(case.now)) {
        Ok(Session::Verified(claims)) => ("accept".to_owned(), Some(claims)),
        Ok(Session::Renew) => ("renew".to_owned(), None),
        Err(denial) => (denial.code().to_string(), None),
    }
}

fn octet(character: char) -> u8 {
    u8::try_from(character).expect("a character of a header is one octet")
}

fn check_claims(case: &CookieCase, claims: &Claims, report: &mut Report) {
    for (name, value) in &case.claims {
        let got = claims.get(name);
        // Members in any order, numbers by value.
        let same = match (value.as_f64(), got.and_then(serde_json::Value::as_f64)) {
            (Some(expected), Some(got)) => expected == got,
            _ => got == Some(value),
        };
        if !same {
            report.wrong(&case.name, &format!("{name} {value}"), &format!("{got:?}"));
        }
    }
    for text in &case.never {
        if claims.as_json().contains(text.as_str()) {
            report.wrong(&case.name, &format!("no {text}"), claims.as_json());
        }
    }
}

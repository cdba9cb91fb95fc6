//! `response_cases`: what each code is answered with.

use bearward::{Denial, DenialCode, Secret, Verifier};
use serde_json::{Value, json};

use crate::format::ResponseCase;
use crate::headers::header;
use crate::report::Report;

pub(crate) fn run(case: &ResponseCase, report: &mut Report) {
    let Some(code) = DenialCode::from_name(&case.code) else {
        report.decided("response_case", &case.name, "no such code");
        report.wrong(&case.name, &case.code, "no such code");
        return;
    };
    let denial = match case.retry_after {
        Some(seconds) => denial(code).retry_in(f64::from(seconds)),
        None => denial(code),
    };
    report.decided("response_case", &case.name, denial.status().to_string());
    report.compare(&case.name, "status", &case.status.to_string(), &denial.status().to_string());
    let challenge = header(&denial, "www-authenticate");
    report.compare(
        &case.name,
        "challenge",
        &format!("{:?}", case.www_authenticate),
        &format!("{challenge:?}"),
    );
    let cache_control = header(&denial, "cache-control").unwrap_or_default();
    report.compare(&case.name, "cache-control", &case.cache_control, &cache_control);
    compare_body(&case.name, &case.body, &denial.body(), report);
    let retry_after = case.retry_after.map(|seconds| seconds.to_string());
    let got = header(&denial, "retry-after");
    report.compare(&case.name, "retry-after", &format!("{retry_after:?}"), &format!("{got:?}"));
}

/// To the letter if the body is given as text, as JSON if it is given as that.
pub(crate) fn compare_body(name: &str, expected: &Value, got: &str, report: &mut Report) {
    match expected {
        Value::String(text) => report.compare(name, "body", text, got),
        json => {
            let body: Value = serde_json::from_str(got).unwrap_or_default();
            report.compare(name, "body", &json.to_string(), &body.to_string());
        }
    }
}

/// A missing scope is named in its challenge: that denial is made by asking for `tasks:write`.
fn denial(code: DenialCode) -> Denial {
    if code != DenialCode::ScopeInsufficient {
        return Denial::new(code);
    }
    let secret = b"conformance: a secret for nothing but this";
    let verifier = Verifier::any_issuer()
        .any_audience()
        .secret(Secret::new(secret))
        .optional_subject()
        .build()
        .expect("a plain configuration");
    let input = format!(
        "{}.{}",
        crate::verifier::encode(json!({"alg": "HS256"}).to_string()),
        crate::verifier::encode(json!({"exp": 2_000_000_000}).to_string()),
    );
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
    let token = format!("{input}.{}", crate::verifier::encode(ring::hmac::sign(&key, input.as_bytes())));
    let claims = verifier.verify_at(&token, crate::verifier::at(1_800_000_000.0)).expect("a good token");
    claims.require_scope("tasks:write").expect_err("no scope was granted")
}

//! `header_cases`: where a token is looked for.

use bearward::{Denial, RequestHead, Verifier};

use crate::format::{HeaderCase, Setup};
use crate::report::Report;
use crate::responses::compare_body;
use crate::verifier::{at, build};

pub(crate) fn run(case: &HeaderCase, setup: Option<&Setup>, report: &mut Report) {
    let setup = setup.expect("a file with header_cases names their verifier");
    let verifier = build(&setup.key, Some(&setup.policy), crate::verifier::Memory::None)
        .expect("the verifier of the header cases");
    let denial = decide(case, &verifier, setup.now).err();
    let decision = denial.as_ref().map_or("accept", |denial| denial.code().as_str());
    report.decided("header_case", &case.name, decision);
    report.compare(&case.name, "decision", &case.expected, decision);
    let Some(denial) = denial else { return };
    if let Some(status) = case.status {
        report.compare(&case.name, "status", &status.to_string(), &denial.status().to_string());
    }
    if let Some(challenge) = &case.www_authenticate {
        let got = header(&denial, "www-authenticate");
        report.compare(&case.name, "challenge", &format!("{challenge:?}"), &format!("{got:?}"));
    }
    if let Some(body) = &case.body {
        compare_body(&case.name, body, &denial.body(), report);
    }
}

fn decide(case: &HeaderCase, verifier: &Verifier, now: f64) -> Result<(), Denial> {
    let fields: Vec<(&str, Vec<u8>)> =
        case.headers.iter().map(|(name, value)| (name.as_str(), latin1(value))).collect();
    let head =
        RequestHead { method: "GET", headers: fields.iter().map(|(name, value)| (*name, value.as_slice())) };
    let token = verifier.find_token(head)?.ok_or_else(|| verifier.token_missing())?;
    verifier.verify_at(token, at(now)).map(drop)
}

/// Each character stands for one octet; what is none (above U+00FF) goes as its UTF-8.
pub(crate) fn latin1(value: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    for character in value.chars() {
        match u8::try_from(u32::from(character)) {
            Ok(octet) => octets.push(octet),
            Err(_) => octets.extend(character.to_string().into_bytes()),
        }
    }
    octets
}

/// The value of a header of the answer.
pub(crate) fn header(denial: &Denial, name: &str) -> Option<String> {
    denial.headers().into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

//! `vectors/*.json`: the cases on which the three languages must agree, made from readable code and fixed test keys.
//!
//! What is expected follows from the rules, never from running the verifier. Signatures are made here with plain numbers and
//! fixed nonces: the same source gives the same bytes, and `--check` can compare them.

mod algorithms;
mod b64;
mod better_auth;
mod case;
mod claims_parties;
mod claims_subject;
mod claims_time;
mod config;
mod confusion;
mod cookies;
mod der;
mod ec;
mod file;
mod header;
mod header_rest;
mod http_header;
mod json_text;
mod jwks;
mod keys;
mod lab;
mod object;
mod outages;
mod ownership;
mod presets;
mod responses;
mod rfc;
mod rsa;
mod scopes;
mod sequences;
mod several_issuers;
mod shape;
mod signature;
mod weak_keys;

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::fault::Fault;
use crate::generate::settle;
use better_auth::Captured;
use case::Cases;
use file::File;
use lab::Lab;

/// Brings `vectors/*.json` up to date, or only says which files are not.
pub(crate) fn generate(root: &Path, check: bool) -> Result<Vec<PathBuf>, Fault> {
    let lab = Lab::open(root)?;
    let files = files(&lab)?;
    file::check_all(&files)?;
    let mut stale = Vec::new();
    for file in files {
        let path = root.join("vectors").join(format!("{}.json", file.name));
        if settle(&path, &file.text(), check)? {
            stale.push(path);
        }
    }
    Ok(stale)
}

/// A stage: it adds its cases.
type Stage = fn(&mut Cases<'_>);

const STAGES: [(&str, &str, &[Stage]); 11] = [
    ("shape", "Parts, base64url, size: refused before the header is read.", &[shape::cases]),
    ("json", "Strict JSON in header and payload.", &[json_text::cases]),
    (
        "header",
        "alg, crit, typ, kid, and members that are passed over.",
        &[header::cases, header_rest::cases],
    ),
    ("algorithms", "The algorithm belongs to the key.", &[algorithms::cases, confusion::cases]),
    ("keys", "Exactly one key, and only a good one.", &[keys::cases, weak_keys::cases]),
    ("signature", "Changed and forged signatures.", &[signature::cases]),
    ("claims_time", "exp, nbf, iat and the age of a token.", &[claims_time::cases]),
    (
        "claims_parties",
        "iss, aud, required and pinned claims, cnf, and the order of errors.",
        &[claims_parties::cases],
    ),
    ("claims_subject", "The subject, as text or as an exact integer.", &[claims_subject::cases]),
    ("scopes", "What the token was granted.", &[scopes::cases]),
    ("several_issuers", "Several issuers behind one verifier.", &[several_issuers::cases]),
];

fn files(lab: &Lab) -> Result<Vec<File>, Fault> {
    let captured = Captured::read()?;
    let mut files = Vec::new();
    for (name, about, stages) in STAGES {
        let mut cases = Cases::new(lab);
        for stage in stages {
            stage(&mut cases);
        }
        files.push(File::new(name, about, "cases", cases.entries()));
    }
    let mut cases = Cases::new(lab);
    better_auth::cases(&mut cases)?;
    files.push(File::new(
        "better_auth",
        "Tokens that Better Auth made, and what only looks like them.",
        "cases",
        cases.entries(),
    ));
    let mut cases = Cases::new(lab);
    presets::cases(&mut cases)?;
    let about = "Tokens of the shapes that issuers document, under the policy of the preset for that issuer.";
    files.push(File::new("presets", about, "cases", cases.entries()));
    let mut cases = Cases::new(lab);
    rfc::cases(&mut cases);
    files.push(File::new("rfc", "Examples of RFC 7515, 7520, 7797 and 8037.", "cases", cases.entries()));
    let about = "The Authorization header, and the places where no token is looked for.";
    let mut http = File::new("http_header", about, "header_cases", http_header::entries(lab));
    http.verifier = Some(http_header::verifier(lab));
    files.push(http);
    let about = "The path's owner against the subject.";
    files.push(File::new("ownership", about, "ownership_cases", ownership::entries()));
    let about = "What stops the start, and what must not.";
    files.push(File::new("config", about, "config_cases", config::entries(lab)));
    let about = "Bodies of a key endpoint and the keys that come of them.";
    files.push(File::new("jwks", about, "jwks_cases", jwks::entries(lab)));
    let about = "Key sets over virtual time: when is fetched, and what is answered.";
    files.push(File::new("sequences", about, "jwks_sequences", sequences::entries(lab, &captured)));
    let about = "Better Auth's session cookies, as it made them.";
    files.push(File::new("better_auth_cookies", about, "cookie_cases", cookies::captured(lab)?));
    let about = "Session cookies that somebody changed, mixed or forged.";
    files.push(File::new("better_auth_cookies_attacks", about, "cookie_cases", cookies::made(lab)));
    let about = "What each code is answered with.";
    files.push(File::new("responses", about, "response_cases", responses::entries()));
    Ok(files)
}

/// The number of the format, which runners must know.
const FORMAT: u32 = 1;

fn head(about: &str) -> String {
    format!("{{\n  \"format\": {FORMAT},\n  \"about\": {},\n", json!(about))
}

//! Project Wycheproof's vectors for the primitives, through our own keys and whichever backend is built.
//!
//! A case must come out as the file says, or stand in `exceptions` with a reason. An exception that is not needed fails too, and so
//! does a file that has another number of cases than is written here.

mod exceptions;

use serde_json::Value;
use wycheproof::{ecdsa, eddsa, mac, rsa_pkcs1_verify as pkcs1, rsa_pss_verify as pss};

use self::exceptions::{EXCEPTIONS, Exception};
use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::key::{KeySet, Secret, SecretKeys, key_from_pem};

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Accepted,
    Refused,
    /// Refused before any signature was looked at.
    KeyRefused,
}

/// A file, the algorithm that its cases are tried under, and how many cases there are and are accepted.
type File = (&'static str, Algorithm, usize, usize);

#[test]
fn ed25519() {
    let files = [("ed25519", Algorithm::EdDsa, 151, 88)];
    check(|name| name.parse::<eddsa::TestName>().unwrap().json_data(), &files);
}

#[test]
fn hmac() {
    use Algorithm::{Hs256, Hs384, Hs512};
    let files =
        [("hmac_sha256", Hs256, 174, 30), ("hmac_sha384", Hs384, 174, 30), ("hmac_sha512", Hs512, 174, 30)];
    check(|name| name.parse::<mac::TestName>().unwrap().json_data(), &files);
}

#[test]
fn rsa_pkcs1() {
    use Algorithm::{Rs256, Rs384, Rs512};
    let files = [
        ("rsa_signature_2048_sha256", Rs256, 259, 7),
        ("rsa_signature_3072_sha256", Rs256, 259, 7),
        ("rsa_signature_4096_sha256", Rs256, 258, 7),
        ("rsa_signature_8192_sha256", Rs256, 258, 7),
        ("rsa_signature_2048_sha384", Rs384, 258, 7),
        ("rsa_signature_3072_sha384", Rs384, 259, 7),
        ("rsa_signature_4096_sha384", Rs384, 259, 7),
        ("rsa_signature_2048_sha512", Rs512, 259, 7),
        ("rsa_signature_3072_sha512", Rs512, 260, 7),
        ("rsa_signature_4096_sha512", Rs512, 259, 7),
    ];
    check(|name| name.parse::<pkcs1::TestName>().unwrap().json_data(), &files);
}

/// RFC 7518 section 3.5 fixes hash, mask generation and salt: what has other parameters is there to be refused.
#[test]
fn rsa_pss() {
    use Algorithm::{Ps256, Ps384, Ps512};
    let files = [
        ("rsa_pss_2048_sha256_mgf1_32", Ps256, 108, 63),
        ("rsa_pss_2048_sha256_mgf1_32_params", Ps256, 108, 63),
        ("rsa_pss_3072_sha256_mgf1_32", Ps256, 108, 63),
        ("rsa_pss_3072_sha256_mgf1_32_params", Ps256, 108, 63),
        ("rsa_pss_4096_sha256_mgf1_32", Ps256, 108, 63),
        ("rsa_pss_2048_sha384_mgf1_48", Ps384, 141, 95),
        ("rsa_pss_4096_sha384_mgf1_48", Ps384, 141, 95),
        ("rsa_pss_4096_sha512_mgf1_64", Ps512, 179, 132),
        ("rsa_pss_4096_sha512_mgf1_64_params", Ps512, 179, 132),
        ("rsa_pss_2048_sha256_mgf1_0", Ps256, 103, 1),
        ("rsa_pss_2048_sha256_mgf1sha1_20", Ps256, 108, 0),
        ("rsa_pss_misc", Ps256, 150, 1),
        ("rsa_pss_misc", Ps384, 150, 1),
        ("rsa_pss_misc", Ps512, 150, 1),
        ("rsa_pss_misc_params", Ps256, 150, 1),
    ];
    check(|name| name.parse::<pss::TestName>().unwrap().json_data(), &files);
}

/// JOSE writes both numbers at full length (RFC 7518 section 3.4): the P1363 files.
#[test]
fn ecdsa_of_fixed_length() {
    use Algorithm::{Es256, Es384, Es512};
    let files = [
        ("ecdsa_secp256r1_sha256_p1363", Es256, 262, 173),
        ("ecdsa_secp384r1_sha384_p1363", Es384, 280, 193),
        ("ecdsa_secp521r1_sha512_p1363", Es512, 318, if Es512.is_supported() { 231 } else { 0 }),
    ];
    check(|name| name.parse::<ecdsa::TestName>().unwrap().json_data(), &files);
}

fn check(text: impl Fn(&str) -> &'static str, files: &[File]) {
    let faults: Vec<String> = files.iter().flat_map(|file| faults(*file, text(file.0))).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// All that is not as the file, or our exceptions to it, say.
fn faults((file, algorithm, written_cases, written_accepted): File, text: &str) -> Vec<String> {
    let set: Value = serde_json::from_str(text).unwrap();
    let (mut cases, mut accepted, mut excepted) = (0, 0, 0);
    let mut faults = Vec::new();
    for group in set["testGroups"].as_array().unwrap() {
        let keys = keys(group, algorithm);
        for test in group["tests"].as_array().unwrap() {
            let id = test["tcId"].as_u64().unwrap();
            let exception = exception(file, id);
            let verdict = verdict(group, test, &keys, algorithm);
            cases += 1;
            accepted += usize::from(verdict == Verdict::Accepted);
            excepted += u64::from(exception.is_some());
            if let Err(fault) = judge(verdict, should_hold(algorithm, group, test), exception) {
                faults.push(format!("{} tcId {id} ({}): {fault}", file, test["comment"]));
            }
        }
    }
    if (cases, accepted) != (written_cases, written_accepted) {
        faults.push(format!("{}: {cases} cases, {accepted} accepted: not what is written", file));
    }
    if excepted != written_exceptions(file) {
        faults.push(format!("{}: an exception names a case that is not there", file));
    }
    faults
}

fn judge(verdict: Verdict, should_hold: bool, exception: Option<&Exception>) -> Result<(), String> {
    let agrees = (verdict == Verdict::Accepted) == should_hold;
    match exception {
        Some(one) if one.verdict != verdict => {
            Err(format!("{verdict:?}, not {:?}: {}", one.verdict, one.reason))
        }
        Some(one) if agrees => Err(format!("{verdict:?}, the exception is not needed: {}", one.reason)),
        None if !agrees => Err(format!("{verdict:?}")),
        _ => Ok(()),
    }
}

/// What Wycheproof calls acceptable (a missing NULL) is refused. PSS with other parameters is another algorithm, and an algorithm
/// that this build has not verifies nothing.
fn should_hold(algorithm: Algorithm, group: &Value, test: &Value) -> bool {
    let ours = algorithm.is_supported() && (group["sLen"].is_null() || has_parameters_of(algorithm, group));
    ours && test["result"] == "valid"
}

fn has_parameters_of(algorithm: Algorithm, group: &Value) -> bool {
    let (hash, salt) = match algorithm {
        Algorithm::Ps256 => ("SHA-256", 32),
        Algorithm::Ps384 => ("SHA-384", 48),
        _ => ("SHA-512", 64),
    };
    group["sha"] == hash && group["mgf"] == "MGF1" && group["mgfSha"] == hash && group["sLen"] == salt
}

fn exception(file: &str, id: u64) -> Option<&'static Exception> {
    let names = |one: &&Exception| one.file == file && one.cases.iter().any(|range| range.contains(&id));
    EXCEPTIONS.iter().find(names)
}

/// How many cases of a file are excepted, counted from the list.
fn written_exceptions(file: &str) -> u64 {
    let ranges = EXCEPTIONS.iter().filter(|one| one.file == file).flat_map(|one| one.cases);
    ranges.map(|range| range.end() - range.start() + 1).sum()
}

/// The group's key in every form that the file has it in; none for a secret, which stands in the test.
fn keys(group: &Value, algorithm: Algorithm) -> Vec<Option<KeySet>> {
    let allowed = only(algorithm);
    let pem = group["publicKeyPem"].as_str();
    let jwk = [&group["publicKeyJwk"], &group["keyJwk"]].into_iter().find(|jwk| jwk.is_object());
    let from_pem = pem.map(|pem| key_from_pem(pem, Some(allowed)).map(KeySet::of).ok());
    let from_jwk = jwk.map(|jwk| KeySet::from_jwk(&jwk.to_string(), allowed).ok());
    from_pem.into_iter().chain(from_jwk).collect()
}

fn verdict(group: &Value, test: &Value, keys: &[Option<KeySet>], algorithm: Algorithm) -> Verdict {
    let message = octets(&test["msg"]);
    if algorithm.is_symmetric() {
        let secret = SecretKeys::prepare(&Secret::new(octets(&test["key"])), only(algorithm));
        return verdict_of(secret.ok().map(|keys| keys.verify(algorithm, &message, &octets(&test["tag"]))));
    }
    let signature = octets(&test["sig"]);
    let holds = |set: &KeySet| set.key(0).unwrap().public.verify(algorithm, &message, &signature);
    let mut verdicts = keys.iter().map(|set| verdict_of(set.as_ref().map(holds)));
    let first = verdicts.next().unwrap();
    assert!(verdicts.all(|other| other == first), "PEM and JWK disagree: {group}");
    first
}

fn verdict_of(holds: Option<bool>) -> Verdict {
    match holds {
        None => Verdict::KeyRefused,
        Some(true) => Verdict::Accepted,
        Some(false) => Verdict::Refused,
    }
}

fn only(algorithm: Algorithm) -> AlgorithmSet {
    [algorithm].into_iter().collect()
}

fn octets(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap().as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

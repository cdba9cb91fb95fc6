//! Where we differ from a file, case by case and with the reason. Most are valid signatures that a policy refuses.

use std::ops::RangeInclusive;

use super::Verdict::{self, Accepted, KeyRefused, Refused};

pub(super) struct Exception {
    pub(super) file: &'static str,
    /// By `tcId`.
    pub(super) cases: &'static [RangeInclusive<u64>],
    pub(super) verdict: Verdict,
    pub(super) reason: &'static str,
}

const fn but(
    file: &'static str,
    cases: &'static [RangeInclusive<u64>],
    verdict: Verdict,
    reason: &'static str,
) -> Exception {
    Exception { file, cases, verdict, reason }
}

const TRUNCATED: &str = "a tag of half the length: RFC 7518 section 3.2 has none";
const SHORT_SECRET: &str = "a secret of half the hash's length: refused at load (RFC 7518 section 3.2)";
const SMALL_EXPONENT: &str = "a key with e = 3: refused at load, for forgeries of the kind of CVE-2006-4339";
const SALT_OF_JOSE: &str =
    "wrong for its file, where salts are empty; with 32 octets of salt it is a PS256 signature";

pub(super) const EXCEPTIONS: &[Exception] = &[
    but("hmac_sha256", &[82..=108, 172..=174], Refused, TRUNCATED),
    but("hmac_sha384", &[82..=108, 172..=174], Refused, TRUNCATED),
    but("hmac_sha512", &[82..=108, 172..=174], Refused, TRUNCATED),
    but("hmac_sha256", &[163..=168], KeyRefused, SHORT_SECRET),
    but("hmac_sha384", &[163..=168], KeyRefused, SHORT_SECRET),
    but("hmac_sha512", &[163..=168], KeyRefused, SHORT_SECRET),
    but("rsa_signature_2048_sha256", &[258..=259], KeyRefused, SMALL_EXPONENT),
    but("rsa_signature_3072_sha256", &[259..=259], KeyRefused, SMALL_EXPONENT),
    but("rsa_signature_2048_sha512", &[259..=259], KeyRefused, SMALL_EXPONENT),
    but("rsa_signature_3072_sha512", &[260..=260], KeyRefused, SMALL_EXPONENT),
    but("rsa_pss_2048_sha256_mgf1_0", &[69..=69], Accepted, SALT_OF_JOSE),
];

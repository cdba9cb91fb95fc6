//! PEM and DER, as far as the test keys need them.

use num_bigint::BigUint;

use super::b64;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const SEQUENCE: u8 = 0x30;
const BITS: u8 = 0x03;

/// The bytes of the first PEM block.
pub(super) fn from_pem(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    b64::bytes(&body)
}

/// A PEM block: 64 characters a line.
pub(super) fn to_pem(label: &str, der: &[u8]) -> String {
    let body = b64::standard(der);
    let lines: Vec<String> =
        body.as_bytes().chunks(64).map(|line| line.iter().copied().map(char::from).collect()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// The first value: its tag, its content and what follows it.
pub(super) fn read(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let (count, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        (count.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// The values inside a sequence.
pub(super) fn members(mut content: &[u8]) -> Vec<(u8, &[u8])> {
    let mut all = Vec::new();
    while let Some((tag, inner, rest)) = read(content) {
        all.push((tag, inner));
        content = rest;
    }
    all
}

/// The private-key bytes inside a PKCS#8 structure (RFC 5208).
pub(super) fn pkcs8_key(der: &[u8]) -> Option<&[u8]> {
    let (_, outer, _) = read(der)?;
    members(outer).iter().find(|(tag, _)| *tag == OCTETS).map(|(_, inner)| *inner)
}

/// One value.
pub(super) fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else if length < 0x100 {
        out.extend([0x81, length as u8]);
    } else {
        out.extend([0x82, (length >> 8) as u8, length as u8]);
    }
    out.extend_from_slice(content);
    out
}

/// A sequence of values that are encoded already.
pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    value(SEQUENCE, &parts.concat())
}

/// A number that is not negative.
pub(super) fn integer(number: &BigUint) -> Vec<u8> {
    let mut content = number.to_bytes_be();
    if content.first().is_some_and(|first| *first >= 0x80) {
        content.insert(0, 0);
    }
    value(INTEGER, &content)
}

/// SubjectPublicKeyInfo (RFC 5280 section 4.1): `algorithm` is the encoded inside of the AlgorithmIdentifier.
pub(super) fn public_key(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let mut bits = vec![0];
    bits.extend_from_slice(key);
    sequence(&[&value(SEQUENCE, algorithm), &value(BITS, &bits)])
}

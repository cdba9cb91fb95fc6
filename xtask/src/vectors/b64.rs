//! base64, as little as is needed here, so that the vectors do not depend on the code they judge.

const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// base64url without padding (RFC 7515 section 2).
pub(super) fn url(bytes: impl AsRef<[u8]>) -> String {
    let mut text = String::new();
    for group in bytes.as_ref().chunks(3) {
        let word =
            group.iter().chain([0, 0].iter()).take(3).fold(0u32, |word, byte| word << 8 | u32::from(*byte));
        for position in 0..=group.len() {
            let index = (word >> (18 - 6 * position)) & 63;
            text.push(URL.get(index as usize).map_or('?', |c| char::from(*c)));
        }
    }
    text
}

/// base64 with the standard alphabet and padding, as in PEM.
pub(super) fn standard(bytes: impl AsRef<[u8]>) -> String {
    let mut text = url(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// The bytes of base64 text in either alphabet; what is neither is passed over.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut word, mut bits) = (0u32, 0);
    for c in text.bytes() {
        let c = match c {
            b'+' => b'-',
            b'/' => b'_',
            other => other,
        };
        let Some(value) = URL.iter().position(|known| *known == c) else {
            continue;
        };
        word = (word << 6 | value as u32) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((word >> bits) as u8);
        }
    }
    out
}

/// The same bytes in another spelling: the unused low bits of the last character are not zero. Nothing if it has none.
pub(super) fn with_trailing_bits(text: &str) -> Option<String> {
    if text.len().is_multiple_of(4) {
        return None;
    }
    let last = text.bytes().last()?;
    let index = URL.iter().position(|known| *known == last)?;
    let other = URL.get(index + 1)?;
    let mut changed = text.to_owned();
    changed.pop();
    changed.push(char::from(*other));
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_goes_there_and_back() {
        assert_eq!(url(b"\xff\xef\xbe"), "_---".replace("---", "--") + "-");
        for length in 0..9 {
            let input: Vec<u8> = (250..=255).cycle().take(length).collect();
            assert_eq!(bytes(&url(&input)), input);
            assert_eq!(bytes(&standard(&input)), input);
        }
        assert_eq!(standard(b"a"), "YQ==");
        assert_eq!(with_trailing_bits("YQ").as_deref(), Some("YR"));
    }
}

//! AES-256-CBC encryption (FIPS 197), for the encrypted cookies of the vectors: small, slow, and apart from the code that it judges.

type Block = [u8; 16];
const ROUNDS: usize = 14;

/// Encrypts whole blocks; what is padded is the caller's business.
pub(super) fn cbc(key: &[u8; 32], iv: Block, text: &[u8]) -> Vec<u8> {
    let sbox = sbox();
    let keys = round_keys(key, &sbox);
    let mut last = iv;
    let mut out = Vec::new();
    for block in text.chunks_exact(16) {
        let mut state: Block = std::array::from_fn(|n| at(block, n) ^ at(&last, n));
        encrypt(&mut state, &keys, &sbox);
        out.extend(state);
        last = state;
    }
    out
}

/// Padding of PKCS #7.
pub(super) fn padded(text: &[u8]) -> Vec<u8> {
    let more = 16 - text.len() % 16;
    text.iter().copied().chain(std::iter::repeat_n(more as u8, more)).collect()
}

fn encrypt(state: &mut Block, keys: &[Block], sbox: &[u8; 256]) {
    for (round, key) in keys.iter().enumerate() {
        if round > 0 {
            let substituted = state.map(|byte| at(sbox, byte.into()));
            // ShiftRows: row r of column c comes from column c + r.
            *state = std::array::from_fn(|n| at(&substituted, (n + 4 * (n % 4)) % 16));
            if round < ROUNDS {
                mix_columns(state);
            }
        }
        for (byte, key) in state.iter_mut().zip(key) {
            *byte ^= key;
        }
    }
}

fn mix_columns(state: &mut Block) {
    for column in state.chunks_exact_mut(4) {
        let all = column.iter().fold(0, |all, byte| all ^ byte);
        let old: Vec<u8> = column.to_vec();
        for (n, byte) in column.iter_mut().enumerate() {
            *byte ^= all ^ double(at(&old, n) ^ at(&old, (n + 1) % 4));
        }
    }
}

fn round_keys(key: &[u8; 32], sbox: &[u8; 256]) -> Vec<Block> {
    let mut words: Vec<[u8; 4]> =
        key.chunks_exact(4).map(|word| std::array::from_fn(|n| at(word, n))).collect();
    let mut constant = 1;
    while words.len() < 4 * (ROUNDS + 1) {
        let n = words.len();
        let mut word = words.get(n - 1).copied().unwrap_or_default();
        if n.is_multiple_of(8) {
            word.rotate_left(1);
            word = word.map(|byte| at(sbox, byte.into()));
            word[0] ^= constant;
            constant = double(constant);
        } else if n % 8 == 4 {
            word = word.map(|byte| at(sbox, byte.into()));
        }
        let before = words.get(n - 8).copied().unwrap_or_default();
        words.push(std::array::from_fn(|n| at(&word, n) ^ at(&before, n)));
    }
    words.chunks_exact(4).map(|words| std::array::from_fn(|n| at(words.as_flattened(), n))).collect()
}

/// The S-box from its definition: the inverse in GF(2^8), then an affine map.
fn sbox() -> [u8; 256] {
    std::array::from_fn(|n| {
        let inverse = (0..=255).find(|other| times(n as u8, *other) == 1).unwrap_or(0);
        (0..5).fold(0x63, |sum, turn| sum ^ inverse.rotate_left(turn))
    })
}

fn times(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b != 0 {
        product ^= if b & 1 == 1 { a } else { 0 };
        a = double(a);
        b >>= 1;
    }
    product
}

fn double(byte: u8) -> u8 {
    byte << 1 ^ if byte & 0x80 == 0 { 0 } else { 0x1b }
}

fn at(bytes: &[u8], n: usize) -> u8 {
    bytes.get(n).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 197 appendix C.3, and NIST SP 800-38A F.2.5.
    #[test]
    fn encrypts_as_the_standard_says() {
        let counting: [u8; 32] = std::array::from_fn(|n| n as u8);
        let text: Vec<u8> = (0..16).map(|n| n * 0x11).collect();
        let expected =
            [0x8e, 0xa2, 0xb7, 0xca, 0x51, 0x67, 0x45, 0xbf, 0xea, 0xfc, 0x49, 0x90, 0x4b, 0x49, 0x60, 0x89];
        assert_eq!(cbc(&counting, [0; 16], &text), expected);
        // Two equal blocks differ once they are chained.
        let twice = cbc(&counting, [0; 16], &[text.clone(), text].concat());
        assert_ne!(twice[..16], twice[16..]);
        assert_eq!(padded(b"abc").len(), 16);
        assert_eq!(padded(&[0; 16]).len(), 32);
    }
}

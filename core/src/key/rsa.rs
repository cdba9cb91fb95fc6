//! Which RSA keys are fit (ATTACKS: weak keys, e = 1, even numbers, numbers that cost minutes).

const MIN_BITS: usize = 2048;
const MAX_BITS: usize = 8192;
const MIN_EXPONENT: u64 = 65_537;
/// What ring and most others can do: an exponent below 2^33.
const EXPONENT_LIMIT: u64 = 1 << 33;

/// Big-endian octets without leading zeros. RFC 7518 section 6.3.1.1 forbids them, and some issuers send them.
pub(super) fn stripped(number: &[u8]) -> Vec<u8> {
    number.iter().copied().skip_while(|octet| *octet == 0).collect()
}

/// Takes stripped numbers.
pub(super) fn check(n: &[u8], e: &[u8]) -> Result<(), &'static str> {
    let bits = n.first().map_or(0, |first| n.len() * 8 - first.leading_zeros() as usize);
    if !(MIN_BITS..=MAX_BITS).contains(&bits) {
        return Err("its RSA modulus is not of 2048 to 8192 bits");
    }
    if n.last().is_none_or(|last| last % 2 == 0) {
        return Err("its RSA modulus is even");
    }
    if e.len() > 8 {
        return Err("its RSA exponent is too large");
    }
    let exponent = e.iter().fold(0u64, |value, octet| value << 8 | u64::from(*octet));
    if !(MIN_EXPONENT..EXPONENT_LIMIT).contains(&exponent) || exponent % 2 == 0 {
        return Err("its RSA exponent is not an odd number from 65537 to 2^33");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds() {
        let modulus = |bits: usize| {
            let mut n = vec![0u8; bits.div_ceil(8)];
            n[0] |= 1 << ((bits - 1) % 8);
            *n.last_mut().unwrap() |= 1;
            n
        };
        let e = [1, 0, 1];
        for (bits, good) in
            [(2047, false), (2048, true), (8192, true), (8193, false), (16384, false), (1024, false)]
        {
            assert_eq!(check(&modulus(bits), &e).is_ok(), good, "{bits}");
        }
        let mut even = modulus(2048);
        *even.last_mut().unwrap() = 2;
        assert!(check(&even, &e).is_err());
        for (e, good) in [
            (&[][..], false),
            (&[1], false),
            (&[3], false),
            (&[1, 0, 0], false),
            (&[1, 0, 2], false),
            (&[1, 0xff, 0xff, 0xff, 0xff], true),
            (&[2, 0, 0, 0, 1], false),
            (&[0xff; 9], false),
        ] {
            assert_eq!(check(&modulus(2048), e).is_ok(), good, "{e:?}");
        }
        assert!(check(&[], &e).is_err());
        assert_eq!(stripped(&[0, 0, 7, 0]), [7, 0]);
    }
}

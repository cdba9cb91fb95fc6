//! Headers that are made to be slow to read.

/// Twelve kilobytes each: what they are made of, and the JSON. All but the last are well-formed and name a key that nobody has.
pub fn hostile_headers() -> [(&'static str, String); 6] {
    let with = |member: String| format!(r#"{{"alg":"EdDSA","kid":"nobody","x":{member}}}"#);
    let names: String = (0..1100).map(|n| format!(r#","n{n}":{n}"#)).collect();
    let nested = format!("{}{}", "[".repeat(60), "]".repeat(60));
    [
        ("1100 members", format!(r#"{{"alg":"EdDSA","kid":"nobody"{names}}}"#)),
        ("6000 small numbers", with(format!("[{}0]", "0,".repeat(5970)))),
        ("nested 60 deep, again and again", with(format!("[{}0]", format!("{nested},").repeat(98)))),
        ("a string of escapes", with(format!("\"{}\"", r"\u0041".repeat(1990)))),
        ("long numbers", with(format!("[{}0]", "1.2345678901234567e-300,".repeat(497)))),
        ("nested 12000 deep", "[".repeat(12_000)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Material;
    use bearward::testing::Mint;
    use bearward::{Algorithm, DenialCode};

    #[test]
    fn they_are_read_to_their_end() {
        let material = Material::new(Algorithm::EdDsa);
        let verifier = material.verifier().build().unwrap();
        for (name, header) in hostile_headers() {
            assert!((11_000..13_000).contains(&header.len()), "{name}: {} bytes", header.len());
            let token = material.issuer.mint_with(Mint::default().with_raw_header(header));
            let expected = match name {
                "nested 12000 deep" => DenialCode::TokenMalformed,
                _ => DenialCode::KeyNotFound,
            };
            assert_eq!(verifier.verify(&token).unwrap_err().code(), expected, "{name}: {}", token.len());
        }
    }
}

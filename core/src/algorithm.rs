//! The signature algorithms (RFC 7518 section 3.1, RFC 8037, RFC 9864).

use std::fmt;

/// A JWS signature algorithm that bearward can verify.
///
/// `none` is not among them and cannot be spelled. An algorithm belongs to a key: the token's header only says which of a
/// key's algorithms was used, and is refused if the key or the allow-list says otherwise.
///
/// ```
/// use bearward::Algorithm;
/// assert_eq!(Algorithm::from_name("Ed25519"), Some(Algorithm::EdDsa)); // RFC 9864's name for the same thing
/// assert_eq!(Algorithm::from_name("none"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256 (RFC 7518 section 3.2).
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
    /// EdDSA on Ed25519 (RFC 8037); `Ed25519` in RFC 9864. Better Auth's default.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3).
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256 (RFC 7518 section 3.5).
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512; needs the feature `aws-lc-rs`.
    Es512,
}

impl Algorithm {
    /// Every algorithm, in the order of the registry.
    ///
    /// ```
    /// use bearward::Algorithm;
    /// assert!(Algorithm::ALL.iter().all(|algorithm| algorithm.name() != "none"));
    /// ```
    pub const ALL: [Self; 13] = [
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::EdDsa,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
    ];

    /// The name in a token's header (`alg`, RFC 7515 section 4.1.1).
    ///
    /// ```
    /// assert_eq!(bearward::Algorithm::Rs256.name(), "RS256");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
        }
    }

    /// The algorithm of that name, exactly spelled; `Ed25519` is another name of `EdDSA`.
    ///
    /// ```
    /// use bearward::Algorithm;
    /// assert_eq!(Algorithm::from_name("ES256"), Some(Algorithm::Es256));
    /// assert_eq!(Algorithm::from_name("es256"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
            .or_else(|| (name == "Ed25519").then_some(Self::EdDsa))
    }

    /// True for HMAC: who can verify can also sign.
    ///
    /// ```
    /// use bearward::Algorithm;
    /// assert!(Algorithm::Hs256.is_symmetric());
    /// assert!(!Algorithm::EdDsa.is_symmetric());
    /// ```
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }

    /// True if this build can verify it: ES512 needs the feature `aws-lc-rs`.
    ///
    /// ```
    /// use bearward::Algorithm;
    /// assert!(Algorithm::EdDsa.is_supported()); // in every build
    /// ```
    pub const fn is_supported(self) -> bool {
        cfg!(feature = "aws-lc-rs") || !matches!(self, Self::Es512)
    }

    /// Its bit in an [`AlgorithmSet`].
    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of algorithms as a bit mask: looked up on every request.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct AlgorithmSet(u16);

impl AlgorithmSet {
    /// What a key set may use when nobody chose: every public-key algorithm of this build.
    pub(crate) fn public_key() -> Self {
        Algorithm::ALL.into_iter().filter(|a| !a.is_symmetric() && a.is_supported()).collect()
    }

    pub(crate) const fn contains(self, algorithm: Algorithm) -> bool {
        self.0 & algorithm.bit() != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Algorithm> {
        Algorithm::ALL.into_iter().filter(move |algorithm| self.contains(*algorithm))
    }
}

impl FromIterator<Algorithm> for AlgorithmSet {
    fn from_iter<T: IntoIterator<Item = Algorithm>>(algorithms: T) -> Self {
        Self(algorithms.into_iter().fold(0, |set, algorithm| set | algorithm.bit()))
    }
}

impl fmt::Debug for AlgorithmSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// The names, joined for a sentence: `EdDSA, RS256`.
impl fmt::Display for AlgorithmSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, algorithm) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            f.write_str(algorithm.name())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_exact_and_reversible() {
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
            assert_eq!(Algorithm::from_name(&algorithm.name().to_lowercase()), None);
        }
        for name in ["none", "None", "", "HS256 ", "Ed448", "RSA-OAEP", "dir"] {
            assert_eq!(Algorithm::from_name(name), None);
        }
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: AlgorithmSet = [Algorithm::EdDsa, Algorithm::Rs256].into_iter().collect();
        assert!(set.contains(Algorithm::EdDsa) && !set.contains(Algorithm::Hs256));
        assert_eq!(set.to_string(), "EdDSA, RS256");
        assert!(!AlgorithmSet::public_key().contains(Algorithm::Hs256));
    }
}

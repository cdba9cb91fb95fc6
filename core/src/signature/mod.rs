//! The signature: the one door between an unverified token and a verified one.

#[cfg(feature = "aws-lc-rs")]
mod aws_lc;
#[cfg(not(feature = "aws-lc-rs"))]
mod ring;

#[cfg(feature = "aws-lc-rs")]
use self::aws_lc as backend;
#[cfg(not(feature = "aws-lc-rs"))]
use self::ring as backend;

use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::denial::{Denial, DenialCode};
use crate::header::Header;
use crate::key::{Key, Material, SecretKeys};
use crate::token::UnverifiedToken;

/// The payload of a token whose signature has held. Made here and nowhere else.
pub(crate) struct VerifiedToken {
    payload: Vec<u8>,
}

impl VerifiedToken {
    pub(crate) fn into_payload(self) -> Vec<u8> {
        self.payload
    }
}

/// What a signature is checked with.
#[derive(Clone, Copy)]
pub(crate) enum VerifyWith<'k> {
    Secret(&'k SecretKeys),
    Key(&'k Key),
}

/// Checks the signature over `header.payload` as it came.
pub(crate) fn verify(
    token: UnverifiedToken<'_>,
    header: &Header<'_>,
    with: VerifyWith<'_>,
) -> Result<VerifiedToken, Denial> {
    let (message, signature) = (token.signing_input, token.signature.as_slice());
    let holds = match with {
        VerifyWith::Secret(secret) => secret.verify(header.algorithm, message, signature),
        VerifyWith::Key(key) => key.public.verify(header.algorithm, message, signature),
    };
    if !holds {
        return Err(Denial::new(DenialCode::SignatureInvalid)
            .received(format!("a bad {} signature", header.algorithm)));
    }
    Ok(VerifiedToken { payload: token.payload })
}

/// A public key, prepared for each algorithm that it may serve.
pub(crate) struct PublicKey(Vec<(Algorithm, backend::Prepared)>);

impl PublicKey {
    /// `None` if the backend refuses the key, a point off its curve for instance.
    pub(crate) fn prepare(material: &Material, algorithms: AlgorithmSet) -> Option<Self> {
        let prepared =
            algorithms.iter().map(|algorithm| Some((algorithm, backend::prepare(material, algorithm)?)));
        prepared.collect::<Option<Vec<_>>>().map(Self)
    }

    fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let mut prepared = self.0.iter().filter(|(of, _)| *of == algorithm);
        prepared.next().is_some_and(|(_, key)| backend::verify(key, message, signature))
    }
}

#[cfg(test)]
mod wycheproof;

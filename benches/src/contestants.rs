//! Who runs: bearward, the peer, and the bare primitive, over one token.

use std::hint::black_box;

use bearward::Verifier;

use crate::material::{Material, User};
use crate::peer::Peer;
use crate::primitive::Primitive;

/// Something that verifies the token again and again.
pub struct Contestant {
    /// What it is called in tables.
    pub name: &'static str,
    run: Box<dyn Fn() -> bool + Send + Sync>,
}

impl Contestant {
    /// A contestant; `run` says whether the decision was the right one.
    pub fn new(name: &'static str, run: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { name, run: Box::new(run) }
    }

    /// One decision. False if it was wrong: then nothing was measured.
    #[inline]
    pub fn run(&self) -> bool {
        (self.run)()
    }
}

/// bearward, bearward with all claims in a struct, the peer with the same struct, and the primitive; `None` if one of them
/// cannot be set up.
pub fn contestants(material: &Material) -> Option<[Contestant; 4]> {
    let verifier = material.verifier().build().ok()?;
    let (peer, primitive) = (Peer::new(material)?, Primitive::new(material)?);
    let token = || material.token.clone();
    Some([
        Contestant::new("bearward", accepts(verifier.clone(), token())),
        Contestant::new("bearward, claims into a struct", {
            let token = token();
            move || {
                verifier
                    .verify(black_box(&token))
                    .is_ok_and(|claims| claims.deserialize::<User>().map(black_box).is_ok())
            }
        }),
        Contestant::new("jsonwebtoken 11", {
            let token = token();
            move || peer.verify(black_box(&token)).map(black_box).is_some()
        }),
        Contestant::new("primitive alone", move || primitive.verify()),
    ])
}

/// bearward with its opt-in header cache, which has the token's header.
pub fn known_header(material: &Material) -> Option<Contestant> {
    let verifier = material.verifier().header_cache().build().ok()?;
    Some(Contestant::new("bearward, header cache", accepts(verifier, material.token.clone())))
}

/// bearward with its opt-in token cache, which has the token.
pub fn cached(material: &Material) -> Option<Contestant> {
    let verifier = material.verifier().token_cache(1000, 1 << 20).build().ok()?;
    Some(Contestant::new("bearward, token cache hit", accepts(verifier, material.token.clone())))
}

fn accepts(verifier: Verifier, token: String) -> impl Fn() -> bool + Send + Sync {
    move || verifier.verify(black_box(&token)).map(black_box).is_ok()
}

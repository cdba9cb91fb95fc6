//! The header cache (opt-in): headers whose signatures have held, known again by their text.
//!
//! An issuer's headers are few: one for each key. A header that is the same to the byte as one that this verifier has accepted
//! is read the same way, so that its base64 and JSON need not be. Filled only after a signature has held: nobody else can put anything in.

use arc_swap::{ArcSwap, Guard};
use std::borrow::Cow;
use std::sync::Arc;

use crate::algorithm::Algorithm;
use crate::header::Header;

/// More headers than an issuer has keys in use; the oldest makes room.
const MOST: usize = 8;

struct Known {
    text: Box<str>,
    algorithm: Algorithm,
    kid: Option<Box<str>>,
}

#[derive(Default)]
pub(crate) struct HeaderCache(ArcSwap<Vec<Arc<Known>>>);

/// The headers known at one moment.
pub(crate) struct KnownHeaders(Guard<Arc<Vec<Arc<Known>>>>);

impl HeaderCache {
    pub(crate) fn known(&self) -> KnownHeaders {
        KnownHeaders(self.0.load())
    }

    pub(crate) fn add(&self, text: &str, header: &Header<'_>) {
        let known = Known {
            text: text.into(),
            algorithm: header.algorithm,
            kid: header.kid.as_deref().map(Into::into),
        };
        let known = Arc::new(known);
        self.0.rcu(|all| {
            let room = all.iter().filter(|other| other.text != known.text).cloned();
            let mut next: Vec<_> = room.collect();
            if next.len() >= MOST {
                next.remove(0);
            }
            next.push(Arc::clone(&known));
            next
        });
    }
}

impl KnownHeaders {
    pub(crate) fn find(&self, text: &str) -> Option<Header<'_>> {
        let known = self.0.iter().find(|known| *known.text == *text)?;
        Some(Header { algorithm: known.algorithm, kid: known.kid.as_deref().map(Cow::Borrowed) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_known_by_its_whole_text_and_the_oldest_makes_room() {
        let cache = HeaderCache::default();
        for n in 0..=MOST {
            let header = Header { algorithm: Algorithm::EdDsa, kid: Some(Cow::Owned(n.to_string())) };
            cache.add(&format!("text{n}"), &header);
        }
        let known = cache.known();
        assert!(
            known.find("text0").is_none() && known.find("text").is_none() && known.find("text1x").is_none()
        );
        assert_eq!(known.find("text8").and_then(|header| header.kid).as_deref(), Some("8"));
    }
}

//! The settings as they were given, unchecked.

use std::path::PathBuf;
use std::sync::Arc;

use crate::bearer::Transport;
use crate::challenge::Presentation;
use crate::claims::{DEFAULT_LEEWAY, OneOf, SubjectRule};
use crate::clock::Seconds;
use crate::jwks::Fetch;
use crate::jwks::machine::{COOLDOWN, MAX_AGE, MAX_STALE};
use crate::key::Secret;
use crate::token::MAX_TOKEN_BYTES;
use crate::verifier::RevokedIf;

pub(crate) enum KeyInput {
    Secret(Secret),
    Pem(String),
    Jwk(String),
    Jwks(String),
    JwksFile(PathBuf),
    Url(String),
    Discovery,
}

pub(crate) struct Settings {
    pub(crate) issuers: Option<Vec<String>>,
    pub(crate) audiences: Option<Vec<String>>,
    /// The keys belong to one client: they stand in for an audience.
    pub(crate) keys_name_audience: bool,
    pub(crate) keys: Option<KeyInput>,
    /// Names, so that an unknown one is a sentence and not a type error in the bindings. `None`: derived from the keys.
    pub(crate) algorithms: Option<Vec<String>>,
    pub(crate) leeway: Seconds,
    pub(crate) max_token_age: Option<Seconds>,
    pub(crate) typ: Option<String>,
    pub(crate) required: Vec<String>,
    pub(crate) one_of: Vec<(String, Vec<OneOf>)>,
    pub(crate) subject: SubjectRule,
    pub(crate) allow_unbound_use: bool,
    pub(crate) scopes_from: Option<String>,
    pub(crate) max_token_bytes: usize,
    pub(crate) revoked_if: Option<RevokedIf>,
    pub(crate) transport: Transport,
    pub(crate) presentation: Presentation,
    pub(crate) remote: Remote,
    pub(crate) header_cache: bool,
    #[cfg(feature = "token-cache")]
    pub(crate) token_cache: Option<crate::token_cache::CacheBounds>,
}

/// The settings of keys over HTTP.
pub(crate) struct Remote {
    pub(crate) allow_http: bool,
    pub(crate) max_age: Seconds,
    pub(crate) max_stale: Seconds,
    pub(crate) cooldown: Seconds,
    pub(crate) fetch: Option<Arc<dyn Fetch>>,
    pub(crate) ca_pem: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) snapshot: Option<String>,
}

impl Settings {
    pub(super) fn new(issuers: Option<Vec<String>>) -> Self {
        Self {
            issuers,
            audiences: None,
            keys_name_audience: false,
            keys: None,
            algorithms: None,
            leeway: Seconds(DEFAULT_LEEWAY),
            max_token_age: None,
            typ: None,
            required: Vec::new(),
            one_of: Vec::new(),
            subject: SubjectRule::Text("sub".to_owned()),
            allow_unbound_use: false,
            scopes_from: None,
            max_token_bytes: MAX_TOKEN_BYTES,
            revoked_if: None,
            transport: Transport::default(),
            presentation: Presentation::default(),
            remote: Remote {
                allow_http: false,
                max_age: MAX_AGE.into(),
                max_stale: MAX_STALE.into(),
                cooldown: COOLDOWN.into(),
                fetch: None,
                ca_pem: None,
                headers: Vec::new(),
                snapshot: None,
            },
            header_cache: false,
            #[cfg(feature = "token-cache")]
            token_cache: None,
        }
    }
}

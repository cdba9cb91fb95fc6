//! What the issuer is and serves: its names, its keys, its answers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ring::digest;
use serde_json::{Value, json};

use super::answer::{Answer, Behaviour, Pace, Reply};
use super::key_ring::KeyRing;
use super::request::Request;
use super::{base64url, lock};

/// Where Better Auth serves its key set.
const BETTER_AUTH_JWKS: &str = "/api/auth/jwks";
const DISCOVERY: &str = "/.well-known/openid-configuration";

pub(super) struct Site {
    pub(super) origin: String,
    pub(super) issuer: String,
    pub(super) audience: String,
    pub(super) jwks_path: String,
    /// The path of `issuer` when it is on this origin; discovery is served below it too.
    pub(super) issuer_path: String,
    pub(super) lifetime: Duration,
    /// Sent with every key set.
    pub(super) headers: Vec<(String, String)>,
    pub(super) etag: bool,
    pub(super) keys: Mutex<KeyRing>,
    pub(super) state: Mutex<State>,
    pub(super) requests: AtomicU64,
    pub(super) connections: AtomicU64,
}

pub(super) struct State {
    pub(super) behaviour: Behaviour,
    /// Unix seconds; the system clock if there are none.
    pub(super) now: Option<u64>,
    pub(super) last_request: Option<Request>,
}

impl Site {
    pub(super) fn keys(&self) -> MutexGuard<'_, KeyRing> {
        lock(&self.keys)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(super) fn count_connection(&self) {
        self.connections.fetch_add(1, Ordering::SeqCst);
    }

    pub(super) fn now(&self) -> u64 {
        self.state().now.unwrap_or_else(|| {
            SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_secs()
        })
    }

    pub(super) fn default_claims(&self) -> Value {
        let now = self.now();
        json!({
            "iss": self.issuer,
            "aud": self.audience,
            "iat": now,
            "exp": now + self.lifetime.as_secs(),
        })
    }

    /// Counts the request and says what to do with it.
    pub(super) fn reply(&self, request: Request) -> Reply {
        let mut state = self.state();
        let behaviour = state.behaviour.clone();
        state.last_request = Some(request.clone());
        drop(state);
        // Counted once it is recorded: who waits for the count finds the request.
        self.requests.fetch_add(1, Ordering::SeqCst);
        let (after, answer, pace) = match behaviour {
            Behaviour::Normal => (Duration::ZERO, Some(self.page(&request)), Pace::AtOnce),
            Behaviour::Slow(after) => (after, Some(self.page(&request)), Pace::AtOnce),
            Behaviour::Hang => (Duration::ZERO, None, Pace::AtOnce),
            Behaviour::Fixed(answer, pace) => (Duration::ZERO, Some(answer), pace),
        };
        Reply { after, answer, pace }
    }

    pub(super) fn jwks_url(&self) -> String {
        format!("{}{}", self.origin, self.jwks_path)
    }

    fn page(&self, request: &Request) -> Answer {
        let path = request.path.as_str();
        let discovery =
            path.strip_suffix(DISCOVERY).is_some_and(|base| base.is_empty() || base == self.issuer_path);
        if request.method != "GET" {
            Answer::status(405).with_header("Allow", "GET")
        } else if path == self.jwks_path || path == BETTER_AUTH_JWKS {
            self.key_set(request)
        } else if discovery {
            Answer::json(self.discovery())
        } else {
            Answer::html("<!doctype html><title>Not found</title>").with_status(404)
        }
    }

    fn key_set(&self, request: &Request) -> Answer {
        let mut answer = Answer::json(self.keys().jwks());
        answer.headers.extend(self.headers.iter().cloned());
        if !self.etag {
            return answer;
        }
        let hash = digest::digest(&digest::SHA256, &answer.body);
        let etag = format!("\"{}\"", base64url(hash.as_ref()));
        let known = request.header("if-none-match").is_some_and(|tags| matches(tags, &etag));
        if known {
            answer = answer.with_status(304).with_body([]);
        }
        answer.with_header("ETag", etag)
    }

    /// OpenID Connect Discovery 1.0, section 3: the required members, those of a login flow only for show.
    fn discovery(&self) -> String {
        json!({
            "issuer": self.issuer,
            "jwks_uri": self.jwks_url(),
            "authorization_endpoint": format!("{}/authorize", self.origin),
            "token_endpoint": format!("{}/token", self.origin),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": self.keys().algorithm_names(),
        })
        .to_string()
    }
}

/// The weak comparison of RFC 9110, section 13.1.2.
fn matches(if_none_match: &str, etag: &str) -> bool {
    if_none_match
        .split(',')
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

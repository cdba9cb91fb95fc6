//! From a payload to claims: freshness, and what of the payload may leave this module.

use zeroize::Zeroizing;

use super::Otherwise;
use super::payload::Payload;
use crate::claims::DEFAULT_LEEWAY;
use crate::denial::{Denial, DenialCode};
use crate::json::{self, Keep, Node};

/// What session data is held to.
pub(super) struct Freshness {
    /// `None`: any.
    pub(super) version: Option<String>,
    pub(super) leeway: f64,
    pub(super) max_data_age: Option<f64>,
}

impl Default for Freshness {
    fn default() -> Self {
        Self { version: Some("1".to_owned()), leeway: DEFAULT_LEEWAY, max_data_age: None }
    }
}

/// The claims' text of a session that is proven and fresh. Made here and nowhere else.
pub(crate) struct GenuineSession(String);

impl GenuineSession {
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

/// Members of a user that would read as something else in claims. Users may write additional fields of theirs: a `scope` among
/// them must not be one.
const RESERVED: [&str; 11] = ["sub", "sid", "iss", "aud", "exp", "nbf", "iat", "jti", "scope", "scp", "cnf"];

/// Judges the times, and makes the claims' text. Old data is no fault of the session: the issuer knows more.
#[allow(clippy::neg_cmp_op_on_partial_ord, reason = "a NaN must refuse")]
pub(super) fn judge(payload: &Payload, rules: &Freshness, now: f64) -> Result<GenuineSession, Otherwise> {
    if rules.version.as_ref().is_some_and(|version| *version != payload.version) {
        return Err(Otherwise::Renew("the data is of another version"));
    }
    if !(now < payload.cookie_expires + rules.leeway) {
        return Err(Otherwise::Renew("the data has expired"));
    }
    if let Some(age) = rules.max_data_age {
        if !(now + rules.leeway >= payload.updated_at) {
            return Err(early(payload.updated_at, now).into());
        }
        if !(now < payload.updated_at + age + rules.leeway) {
            return Err(Otherwise::Renew("the data is older than max_data_age"));
        }
    }
    if !(now < payload.session_expires + rules.leeway) {
        return Err(Denial::new(DenialCode::TokenExpired)
            .about("session.expiresAt")
            .expected(format!("session.expiresAt after {now:.0}"))
            .received(format!("{}, {:.0} s ago", payload.session_expires, now - payload.session_expires))
            .into());
    }
    claims_of(payload).ok_or_else(|| Denial::new(DenialCode::TokenMalformed).into())
}

fn early(updated_at: f64, now: f64) -> Denial {
    Denial::new(DenialCode::TokenNotYetValid)
        .about("updatedAt")
        .expected(format!("updatedAt not after {now:.0}"))
        .received(format!("updatedAt {updated_at}, in {:.0} s", updated_at - now))
        .hint("is the clock of this machine, or of the issuer, off?")
}

/// The user's members, and of the session all but its token. `None` cannot be: both have been read before.
fn claims_of(payload: &Payload) -> Option<GenuineSession> {
    let mut text = String::from("{");
    let mut add = |name: &str, value: &str| {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&quoted(name));
        text.push(':');
        text.push_str(value);
    };
    add("sub", &quoted(&payload.user_id));
    add("sid", &quoted(&payload.session_id));
    add("exp", &payload.cookie_expires.min(payload.session_expires).to_string());
    add("iat", &payload.updated_at.to_string());
    if let Some(not_before) = payload.not_before {
        add("nbf", &not_before.to_string());
    }
    add("session", &without(&payload.session, |name| name == "token")?);
    for (name, node) in json::object(payload.user.as_bytes(), |_| Some(Keep::Raw)).ok()?.iter() {
        if !RESERVED.contains(&name) && name != "session" {
            add(name, node.as_raw()?);
        }
    }
    text.push('}');
    Some(GenuineSession(text))
}

/// An object without some of its members.
fn without(object: &Zeroizing<String>, leave_out: impl Fn(&str) -> bool) -> Option<String> {
    let members = json::object(object.as_bytes(), |_| Some(Keep::Raw)).ok()?;
    let kept = members.iter().filter(|(name, _)| !leave_out(name));
    let kept = kept.map(|(name, node)| Some(format!("{}:{}", quoted(name), Node::as_raw(node)?)));
    Some(format!("{{{}}}", kept.collect::<Option<Vec<_>>>()?.join(",")))
}

/// A string as JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

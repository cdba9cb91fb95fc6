//! The payload of session data: whose it is, whether it belongs to the session token, whether it is fresh.

use zeroize::Zeroizing;

use super::Otherwise;
use super::date;
use super::token::SessionToken;
use crate::claims::{invalid, issuer_mismatch, missing, numeric_date};
use crate::denial::{Denial, DenialCode, quoted};
use crate::json::{self, Keep, Members, Node};

/// `aud` of the asymmetric form.
const AUDIENCE: &str = "better-auth:session-cache";
/// 10000-01-01T00:00:00Z in milliseconds.
const END_OF_TIME: u64 = 253_402_300_800_000;

/// A payload whose signature has held, or that was encrypted under the secret. Wiped on drop: it holds the session token.
pub(super) struct Opened<'k> {
    pub(super) payload: Zeroizing<Vec<u8>>,
    pub(super) form: Form<'k>,
}

/// What of the form the judgement needs.
pub(super) enum Form<'k> {
    /// Its expiry stands outside of the payload; in seconds.
    Compact { expires_at: f64 },
    /// A JWT under the secret, signed or encrypted.
    Shared,
    /// A JWT under the issuer's private key. `None`: any issuer.
    Asymmetric { issuers: Option<&'k [String]> },
    /// No cookie: what the issuer has just answered, in seconds.
    Answer { at: f64 },
}

/// What a payload says, read and of the right types. Times are in seconds.
pub(super) struct Payload {
    pub(super) session: Zeroizing<String>,
    pub(super) user: Zeroizing<String>,
    pub(super) user_id: String,
    pub(super) session_id: String,
    pub(super) version: String,
    pub(super) updated_at: f64,
    pub(super) cookie_expires: f64,
    pub(super) session_expires: f64,
    pub(super) not_before: Option<f64>,
}

/// Reads a payload, and holds it to the session token that came with it.
pub(super) fn read(
    opened: &Opened<'_>,
    token: &SessionToken,
    key: &ring::hmac::Key,
) -> Result<Payload, Otherwise> {
    let members = object("a payload", &opened.payload, |name| match name {
        // In `sid` Better Auth puts the session token once more.
        "session" | "user" | "sid" => Some(Keep::Raw),
        "aud" => Some(Keep::All),
        "updatedAt" | "version" | "exp" | "nbf" | "iat" | "iss" | "sub" => Some(Keep::Scalar),
        _ => None,
    })?;
    let (session, user) = (raw_object(&members, "session")?, raw_object(&members, "user")?);
    let times = Times::read(&members, &opened.form)?;
    let updated_at = match opened.form {
        Form::Answer { at } => at,
        _ => milliseconds_of("updatedAt", needed(&members, "updatedAt", "updatedAt")?)? / 1000.0,
    };
    let version = match members.get("version") {
        None => "",
        Some(Node::Text(version)) => version,
        Some(other) => return Err(invalid("version", "a string", other.type_name()).into()),
    };
    if let Form::Asymmetric { issuers } = opened.form {
        check_parties(&members, issuers)?;
    }
    let of_session = object("a session", session.as_bytes(), |name| match name {
        "token" => Some(Keep::Raw),
        "id" | "userId" | "expiresAt" => Some(Keep::Scalar),
        _ => None,
    })?;
    let of_user = object("a user", user.as_bytes(), |name| (name == "id").then_some(Keep::Scalar))?;
    check_token(needed(&of_session, "token", "session.token")?, "session.token", token, key)?;
    if let Form::Asymmetric { .. } = opened.form {
        check_token(needed(&members, "sid", "sid")?, "sid", token, key)?;
    }
    let session_id = text(&of_session, "id", "session.id")?;
    let owner = text(&of_session, "userId", "session.userId")?;
    let user_id = text(&of_user, "id", "user.id")?;
    if owner != user_id {
        return Err(another_user("session.userId").into());
    }
    if let Form::Asymmetric { .. } = opened.form
        && text(&members, "sub", "sub")? != user_id
    {
        return Err(another_user("sub").into());
    }
    Ok(Payload {
        session_expires: date_of(
            "session.expiresAt",
            needed(&of_session, "expiresAt", "session.expiresAt")?,
        )?,
        session: Zeroizing::new(session.to_owned()),
        user: Zeroizing::new(user.to_owned()),
        user_id: user_id.to_owned(),
        session_id: session_id.to_owned(),
        version: if version.is_empty() { "1" } else { version }.to_owned(),
        updated_at,
        cookie_expires: times.expires,
        not_before: times.not_before,
    })
}

/// The times of the token around the data.
struct Times {
    expires: f64,
    not_before: Option<f64>,
}

impl Times {
    fn read(members: &Members<'_>, form: &Form<'_>) -> Result<Self, Denial> {
        if let Form::Compact { expires_at } = form {
            return Ok(Self { expires: *expires_at, not_before: None });
        }
        if let Form::Answer { .. } = form {
            return Ok(Self { expires: f64::INFINITY, not_before: None });
        }
        let exp = numeric_date("exp", members.get("exp"))?;
        let nbf = numeric_date("nbf", members.get("nbf"))?;
        numeric_date("iat", members.get("iat"))?;
        Ok(Self { expires: exp.ok_or_else(|| missing("exp"))?, not_before: nbf })
    }
}

fn check_parties(members: &Members<'_>, issuers: Option<&[String]>) -> Result<(), Denial> {
    let issuer = match members.get("iss") {
        None => None,
        Some(Node::Text(issuer)) => Some(&**issuer),
        Some(other) => return Err(invalid("iss", "a string", other.type_name())),
    };
    if let Some(issuers) = issuers {
        let issuer = issuer.ok_or_else(|| missing("iss"))?;
        if !issuers.iter().any(|known| known == issuer) {
            return Err(issuer_mismatch(issuers, issuer));
        }
    }
    let named = match needed(members, "aud", "aud")? {
        Node::Text(audience) => audience == AUDIENCE,
        Node::List(list) => list.iter().any(|audience| audience.as_text() == Some(AUDIENCE)),
        other => return Err(invalid("aud", "a string or a list of strings", other.type_name())),
    };
    if named {
        return Ok(());
    }
    Err(Denial::new(DenialCode::AudienceMismatch)
        .about("aud")
        .expected(quoted(AUDIENCE))
        .received("another audience"))
}

/// The live session token that the data carries: compared, and never copied to where it is not wiped.
fn check_token(
    node: &Node<'_>,
    claim: &str,
    token: &SessionToken,
    key: &ring::hmac::Key,
) -> Result<(), Denial> {
    let raw = node.as_raw().unwrap_or_default();
    let plain = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).filter(|raw| !raw.contains('\\'));
    let fits = match plain {
        Some(plain) => token.is(plain, key),
        None => {
            let text = serde_json::from_str::<String>(raw).map(Zeroizing::new);
            token.is(&text.map_err(|_| invalid(claim, "a string", node.type_name()))?, key)
        }
    };
    if fits {
        return Ok(());
    }
    Err(invalid(claim, "the session token that came with it", "another session's"))
}

fn another_user(claim: &str) -> Denial {
    invalid(claim, "the id of its user", "another user's")
}

/// A number of milliseconds as JavaScript's `Date.now()` gives it: digits alone. As `f64`.
pub(super) fn milliseconds_of(claim: &str, node: &Node<'_>) -> Result<f64, Denial> {
    match node {
        Node::Integer(number) if *number < END_OF_TIME => Ok(*number as f64),
        other => Err(invalid(claim, "an integer of milliseconds since 1970", &shown(other))),
    }
}

fn shown(node: &Node<'_>) -> String {
    node.as_number().map_or_else(|| node.type_name().to_owned(), |number| number.to_string())
}

/// Seconds since 1970 of a date in JSON, or of milliseconds.
fn date_of(claim: &str, node: &Node<'_>) -> Result<f64, Denial> {
    match node {
        Node::Text(text) => match date::milliseconds(text) {
            Some(milliseconds) => Ok(milliseconds as f64 / 1000.0),
            None => Err(invalid(claim, "a date such as 2026-11-20T03:08:28.408Z", &quoted(text))),
        },
        Node::Null => Err(missing(claim)),
        number => milliseconds_of(claim, number).map(|milliseconds| milliseconds / 1000.0),
    }
}

fn object<'a>(
    what: &str,
    bytes: &'a [u8],
    wanted: impl Fn(&str) -> Option<Keep<'static>>,
) -> Result<Members<'a>, Denial> {
    json::object(bytes, wanted).map_err(|fault| {
        Denial::new(DenialCode::TokenMalformed)
            .expected("session data that is one strict JSON object")
            .received(format!("{what} of which {fault}"))
    })
}

fn needed<'m, 'a>(members: &'m Members<'a>, name: &str, claim: &str) -> Result<&'m Node<'a>, Denial> {
    members.get(name).ok_or_else(|| missing(claim))
}

fn raw_object<'m>(members: &'m Members<'_>, name: &str) -> Result<&'m str, Denial> {
    let node = needed(members, name, name)?;
    node.as_raw()
        .filter(|text| text.starts_with('{'))
        .ok_or_else(|| invalid(name, "an object", node.type_name()))
}

/// A member that is a non-empty string.
fn text<'m>(members: &'m Members<'_>, name: &str, claim: &str) -> Result<&'m str, Denial> {
    match needed(members, name, claim)? {
        Node::Text(text) if !text.is_empty() => Ok(text),
        other => Err(invalid(claim, "a non-empty string", other.type_name())),
    }
}

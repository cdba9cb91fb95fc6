//! Better Auth's session cookies, for tests of what is behind a sign-in.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use base64_simd::STANDARD;
use serde_json::{Map, Value, json};

use super::key::hmac_tag;
use super::mint::Mint;
use super::{TestIssuer, base64url, random};
use crate::Algorithm;

const WEEK: u64 = 7 * 86_400;
const FIVE_MINUTES: u64 = 300;

/// A session as Better Auth would keep it, and the cookies that it would send.
///
/// ```
/// use bearward::Secret;
/// use bearward::better_auth::{Session, SessionCookies};
/// use bearward::testing::TestSession;
///
/// let secret = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0";
/// let sessions = SessionCookies::builder(Secret::new(secret)).build().unwrap();
///
/// let alice = TestSession::of("alice").with_user(serde_json::json!({"role": "admin"}));
/// let Session::Verified(claims) = sessions.decide(alice.cookies(secret)).unwrap() else { unreachable!() };
/// assert_eq!((claims.subject_str(), claims.get_str("role")), ("alice", Some("admin")));
/// ```
#[derive(Clone)]
pub struct TestSession {
    token: String,
    user: Map<String, Value>,
    session: Map<String, Value>,
    data: Data,
    prefix: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Data {
    Fresh,
    Stale,
    None,
}

impl TestSession {
    /// A session of this user that has just begun and lives for a week; its data is fresh for five minutes.
    ///
    /// ```
    /// # use bearward::testing::TestSession;
    /// let cookies = TestSession::of("alice").cookies("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// assert!(cookies.starts_with("better-auth.session_token="));
    /// ```
    pub fn of(user_id: &str) -> Self {
        let (now, token) = (now(), base64url(&random::<24>()));
        let user = json!({
            "id": user_id, "name": user_id, "email": format!("{user_id}@example.com"), "emailVerified": true,
            "createdAt": date(now), "updatedAt": date(now),
        });
        let session = json!({
            "id": base64url(&random::<24>()), "userId": user_id, "token": token, "expiresAt": date(now + WEEK),
            "createdAt": date(now), "updatedAt": date(now), "ipAddress": "", "userAgent": "",
        });
        Self { token, user: object(user), session: object(session), data: Data::Fresh, prefix: "" }
    }

    /// Members laid over the user's own; a null takes a member away.
    ///
    /// ```
    /// # use bearward::testing::TestSession;
    /// let bob = TestSession::of("bob").with_user(serde_json::json!({"email": null}));
    /// # let _ = bob;
    /// ```
    #[must_use]
    pub fn with_user(mut self, members: Value) -> Self {
        lay_over(&mut self.user, members);
        self
    }

    /// Members laid over the session's own; a null takes a member away.
    ///
    /// ```
    /// # use bearward::testing::TestSession;
    /// let bob = TestSession::of("bob").with_session(serde_json::json!({"activeOrganizationId": "org-1"}));
    /// # let _ = bob;
    /// ```
    #[must_use]
    pub fn with_session(mut self, members: Value) -> Self {
        lay_over(&mut self.session, members);
        self
    }

    /// With data that has expired: the issuer must be asked.
    ///
    /// ```
    /// # use bearward::{Secret, testing::TestSession, better_auth::{Session, SessionCookies}};
    /// # let secret = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0";
    /// # let sessions = SessionCookies::builder(Secret::new(secret)).build().unwrap();
    /// assert!(matches!(sessions.decide(TestSession::of("bob").stale().cookies(secret)), Ok(Session::Renew)));
    /// ```
    #[must_use]
    pub fn stale(mut self) -> Self {
        self.data = Data::Stale;
        self
    }

    /// Without data, as where the cookie cache is off: the issuer must be asked.
    ///
    /// ```
    /// # use bearward::{Secret, testing::TestSession, better_auth::{Session, SessionCookies}};
    /// # let secret = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0";
    /// # let sessions = SessionCookies::builder(Secret::new(secret)).build().unwrap();
    /// assert!(matches!(sessions.decide(TestSession::of("bob").without_data().cookies(secret)), Ok(Session::Renew)));
    /// ```
    #[must_use]
    pub fn without_data(mut self) -> Self {
        self.data = Data::None;
        self
    }

    /// That ended an hour ago (`token_expired`).
    ///
    /// ```
    /// # use bearward::{Secret, testing::TestSession, better_auth::SessionCookies};
    /// # let secret = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0";
    /// # let sessions = SessionCookies::builder(Secret::new(secret)).build().unwrap();
    /// let denial = sessions.decide(TestSession::of("bob").ended().cookies(secret)).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "token_expired");
    /// ```
    #[must_use]
    pub fn ended(self) -> Self {
        self.with_session(json!({"expiresAt": date(now().saturating_sub(3_601))}))
    }

    /// Under `__Secure-` names, as over https.
    ///
    /// ```
    /// # use bearward::testing::TestSession;
    /// let cookies = TestSession::of("bob").secure().cookies("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// assert!(cookies.starts_with("__Secure-better-auth.session_token="));
    /// ```
    #[must_use]
    pub fn secure(mut self) -> Self {
        self.prefix = "__Secure-";
        self
    }

    /// The text of the `Cookie` header, its data in the compact form.
    ///
    /// ```
    /// # use bearward::testing::TestSession;
    /// let header = TestSession::of("alice").cookies("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// assert!(header.contains("; better-auth.session_data="));
    /// ```
    pub fn cookies(&self, secret: &str) -> String {
        let data = Value::Object(self.payload()).to_string();
        let expires_at = self.expires_at() * 1_000;
        let fields = data.strip_suffix('}').unwrap_or(&data);
        let signed = format!("{fields},\"expiresAt\":{expires_at}}}");
        let signature = base64url(&tag(secret, signed.as_bytes()));
        let text = format!(r#"{{"session":{data},"expiresAt":{expires_at},"signature":"{signature}"}}"#);
        self.header(secret, &base64url(text.as_bytes()))
    }

    fn payload(&self) -> Map<String, Value> {
        let payload =
            json!({"session": self.session, "user": self.user, "updatedAt": now() * 1_000, "version": "1"});
        object(payload)
    }

    fn expires_at(&self) -> u64 {
        if self.data == Data::Stale { now().saturating_sub(3_601) } else { now() + FIVE_MINUTES }
    }

    fn header(&self, secret: &str, data: &str) -> String {
        let (prefix, token) = (self.prefix, &self.token);
        let signature = STANDARD.encode_to_string(tag(secret, token.as_bytes()));
        let signature = signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let cookie = format!("{prefix}better-auth.session_token={token}.{signature}");
        match self.data {
            Data::None => cookie,
            _ => format!("{cookie}; {prefix}better-auth.session_data={data}"),
        }
    }
}

impl TestIssuer {
    /// The cookies of a session whose data this issuer's own key signs, as with `jwt({ sessionCookieCache: true })`.
    ///
    /// ```
    /// use bearward::Secret;
    /// use bearward::better_auth::{Session, SessionCookies};
    /// use bearward::testing::{TestIssuer, TestSession};
    ///
    /// let (issuer, secret) = (TestIssuer::start(), "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let verifier = issuer.verifier().build().unwrap();
    /// let sessions = SessionCookies::builder(Secret::new(secret)).verifier(verifier).build().unwrap();
    /// let cookies = issuer.session_cookies(&TestSession::of("alice"), secret);
    /// assert!(matches!(sessions.decide(cookies), Ok(Session::Verified(_))));
    /// ```
    pub fn session_cookies(&self, session: &TestSession, secret: &str) -> String {
        let mut claims = session.payload();
        let own = json!({
            "sid": session.token, "sub": session.user.get("id"), "iss": self.issuer(),
            "aud": "better-auth:session-cache", "iat": now(), "exp": session.expires_at(),
        });
        claims.extend(object(own));
        let mint =
            Mint::new(Value::Object(claims)).with_header(json!({"typ": "better-auth.session-cache+jwt"}));
        session.header(secret, &self.mint_with(mint))
    }
}

fn tag(secret: &str, message: &[u8]) -> Vec<u8> {
    hmac_tag(secret.as_bytes(), Algorithm::Hs256, message).expect("HS256 is HMAC")
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("the members of a session must be a JSON object, not {other}"),
    }
}

fn lay_over(members: &mut Map<String, Value>, over: Value) {
    for (name, value) in object(over) {
        if value.is_null() {
            members.remove(&name);
        } else {
            members.insert(name, value);
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A time as JavaScript writes it in JSON.
fn date(unix: u64) -> String {
    let (days, second) = (unix / 86_400, unix % 86_400);
    // Years begin in March here, so that the leap day is the last of them; day 0 is 0000-03-01.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000Z")
}

/// Without the token, which is live where the secret is.
impl fmt::Debug for TestSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TestSession").field("user", &self.user.get("id")).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_javascript() {
        for (unix, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_868_799, "2000-02-29T23:59:59.000Z"),
            (1_709_164_800, "2024-02-29T00:00:00.000Z"),
            (1_795_144_108, "2026-11-20T03:08:28.000Z"),
            (1_798_761_599, "2026-12-31T23:59:59.000Z"),
        ] {
            assert_eq!(date(unix), expected);
        }
    }
}

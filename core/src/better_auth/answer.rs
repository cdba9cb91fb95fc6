//! The issuer's own word: the answer of its `get-session`, asked with the same cookies.

use zeroize::Zeroizing;

use super::cookies::Jar;
use super::payload::{self, Form, Opened};
use super::session::{self, Freshness};
use super::token::SessionToken;
use super::{Inner, Otherwise, SessionCookies};
use crate::claims::Claims;
use crate::clock::Now;
use crate::denial::{Denial, DenialCode};

impl SessionCookies {
    /// The claims of a session that must be renewed ([`Renew`](super::Session::Renew)), from the body of the issuer's answer to
    /// `GET {base_url}/api/auth/get-session` with these cookies.
    ///
    /// First decide with what its `Set-Cookie` fields say. This is for the sessions for which Better Auth sets no session data: where its
    /// cookie cache is off, and those that are not to be remembered. The answer must be of the genuine session token among the cookies.
    /// A body `null`, the issuer's word for nobody, is `token_missing`.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("lab-only-secret-8f3b1c9d7e5a2046bdf1");
    /// let sessions = SessionCookies::builder(secret).build()?;
    /// let cookies = "better-auth.session_token=7DwtX8iT0dxveuOmbwnXPBGTu38VUSJN.lxBqMnEwuew%2BmbGI8hwkcvjGoKI9Go38m66n%2Fq1rS%2FY%3D";
    /// let body = r#"{"session": {"id": "s1", "userId": "u1", "token": "7DwtX8iT0dxveuOmbwnXPBGTu38VUSJN", "expiresAt": "2124-12-25T03:08:28.513Z"},
    ///     "user": {"id": "u1", "email": "alice@example.com"}}"#;
    /// let claims = sessions.accept_answer(cookies, body)?;
    /// assert_eq!(claims.subject_str(), "u1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A [`Denial`], which has been logged.
    pub fn accept_answer(&self, cookies: impl AsRef<[u8]>, body: impl AsRef<[u8]>) -> Result<Claims, Denial> {
        self.accept_answer_at(cookies, body, Now::unix_only()).map_err(|denial| denial.logged("-"))
    }

    /// [`accept_answer`](Self::accept_answer) at a given moment.
    ///
    /// ```
    /// # use bearward::{Now, Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("lab-only-secret-8f3b1c9d7e5a2046bdf1");
    /// # let sessions = SessionCookies::builder(secret).build()?;
    /// let cookies = "better-auth.session_token=7DwtX8iT0dxveuOmbwnXPBGTu38VUSJN.lxBqMnEwuew%2BmbGI8hwkcvjGoKI9Go38m66n%2Fq1rS%2FY%3D";
    /// let denial = sessions.accept_answer_at(cookies, "null", Now::system()).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "token_missing");
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A [`Denial`], not logged.
    pub fn accept_answer_at(
        &self,
        cookies: impl AsRef<[u8]>,
        body: impl AsRef<[u8]>,
        now: Now,
    ) -> Result<Claims, Denial> {
        let accepted = self.0.accept_answer(cookies.as_ref(), body.as_ref(), now);
        accepted.map_err(|denial| denial.presented_by(self.0.presentation.as_ref()))
    }
}

impl Inner {
    fn accept_answer(&self, cookies: &[u8], body: &[u8], now: Now) -> Result<Claims, Denial> {
        let jar = Jar::read([cookies], &self.names)?;
        let token = SessionToken::verify(jar.token()?, &self.key)?;
        if body.trim_ascii() == b"null" {
            return Err(Denial::new(DenialCode::TokenMissing));
        }
        let opened =
            Opened { payload: Zeroizing::new(body.to_owned()), form: Form::Answer { at: now.unix() } };
        let claims = payload::read(&opened, &token, &self.key).and_then(|payload| {
            // It is as fresh as can be, and has no version.
            let rules = Freshness { version: None, leeway: self.freshness.leeway, max_data_age: None };
            let genuine = session::judge(&payload, &rules, now.unix())?;
            Ok(Claims::of_session(genuine, &self.expect, self.presentation.as_ref(), now)?)
        });
        let claims = claims.map_err(|otherwise| match otherwise {
            Otherwise::Denied(denial) => denial,
            // Neither can be: nothing here is older than the answer, and no key is asked for.
            Otherwise::Renew(_) | Otherwise::Wait(_) => Denial::new(DenialCode::KeysUnavailable),
        })?;
        self.check_revoked(&claims)?;
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::key::Secret;

    const COOKIES: &str = "better-auth.session_token=7DwtX8iT0dxveuOmbwnXPBGTu38VUSJN.lxBqMnEwuew%2BmbGI8hwkcvjGoKI9Go38m66n%2Fq1rS%2FY%3D";
    const BODY: &str = r#"{"session": {"id": "s1", "userId": "u1", "token": "7DwtX8iT0dxveuOmbwnXPBGTu38VUSJN", "expiresAt": "2027-12-25T03:08:28.513Z"}, "user": {"id": "u1", "scope": "admin", "name": "Alice"}}"#;

    fn decided(cookies: &str, body: &str) -> Result<Claims, &'static str> {
        let sessions = SessionCookies::builder(Secret::new("lab-only-secret-8f3b1c9d7e5a2046bdf1"));
        let sessions = sessions.version("7").max_data_age(60).build().unwrap();
        let now = Now::at(1_800_000_000.0, Duration::ZERO);
        sessions.accept_answer_at(cookies, body, now).map_err(|denial| denial.code().as_str())
    }

    #[test]
    fn the_issuers_answer_is_a_session() {
        let claims = decided(COOKIES, BODY).unwrap();
        let text = claims.as_json();
        assert_eq!(claims.subject_str(), "u1");
        assert!(text.contains(r#""sid":"s1""#) && text.contains(r#""name":"Alice""#), "{text}");
        assert!(text.contains(r#""exp":1829704108.513"#), "{text}");
        assert!(!text.contains("7DwtX8iT0dxveuOmbwnXPBGTu38VUSJN") && !text.contains("admin"), "{text}");
    }

    #[test]
    fn anything_else_is_none() {
        let code = |body: &str| decided(COOKIES, body).unwrap_err();
        assert_eq!(code(" null\n"), "token_missing");
        assert_eq!(code("<html>"), "token_malformed");
        assert_eq!(code("{}"), "claim_missing");
        assert_eq!(code(&BODY.replace("7Dwt", "8Dwt")), "claim_invalid");
        assert_eq!(code(&BODY.replace(r#""userId": "u1""#, r#""userId": "u2""#)), "claim_invalid");
        assert_eq!(code(&BODY.replace("2027", "2026")), "token_expired");
        assert_eq!(code(&BODY.replace(r#""id": "s1""#, r#""id": "s1", "id": "s2""#)), "token_malformed");
        assert_eq!(decided("", BODY).unwrap_err(), "token_missing");
        assert_eq!(decided(&COOKIES.replace("7Dwt", "8Dwt"), BODY).unwrap_err(), "signature_invalid");
    }
}

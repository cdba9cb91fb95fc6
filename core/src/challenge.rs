//! How a denial is shown: the RFC 6750 challenge and the body.

use crate::denial::DenialCode;

/// What the configuration says about answers. Everything that came from the configuration was checked there to be safe inside
/// a quoted-string.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Presentation {
    pub(crate) realm: Option<String>,
    /// RFC 9728 section 5.1.
    pub(crate) resource_metadata: Option<String>,
    /// RFC 9457 bodies instead of `{"detail", "code"}`.
    pub(crate) problem: bool,
}

impl Presentation {
    pub(crate) const DEFAULT: Self = Self { realm: None, resource_metadata: None, problem: false };

    /// The `WWW-Authenticate` value; `None` for codes that are no matter of authentication.
    pub(crate) fn challenge(&self, code: DenialCode, scope: Option<&str>) -> Option<String> {
        if code.oauth_error().is_none() && code != DenialCode::TokenMissing {
            return None;
        }
        let parameters = [
            ("realm", self.realm.as_deref()),
            ("error", code.oauth_error()),
            ("error_description", code.oauth_error().map(|_| code.sentence())),
            ("scope", scope),
            ("resource_metadata", self.resource_metadata.as_deref()),
        ];
        let mut challenge = String::from("Bearer");
        let mut between = " ";
        for (name, value) in parameters {
            if let Some(value) = value {
                challenge.push_str(&format!("{between}{name}=\"{value}\""));
                between = ", ";
            }
        }
        Some(challenge)
    }

    /// Constant for a code: sentences and codes need no escaping (a test holds them to that).
    pub(crate) fn body(&self, code: DenialCode) -> String {
        let (detail, name) = (code.sentence(), code.as_str());
        if self.problem {
            let (title, status) = (title(code.status()), code.status());
            return format!(
                r#"{{"type":"about:blank","title":"{title}","status":{status},"detail":"{detail}","code":"{name}"}}"#
            );
        }
        format!(r#"{{"detail":"{detail}","code":"{name}"}}"#)
    }

    pub(crate) fn content_type(&self) -> &'static str {
        if self.problem { "application/problem+json" } else { "application/json" }
    }
}

/// With `about:blank` the title is the status phrase (RFC 9457 section 4.2.1).
fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        _ => "Service Unavailable",
    }
}

/// True if a text may stand in a quoted-string without escaping (RFC 9110 section 5.6.4).
pub(crate) fn fits_quoted_string(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'!' | b'#'..=b'[' | b']'..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_follow_rfc_6750() {
        let plain = Presentation::DEFAULT;
        assert_eq!(plain.challenge(DenialCode::TokenMissing, None).as_deref(), Some("Bearer"));
        assert_eq!(plain.challenge(DenialCode::OwnerMismatch, None), None);
        assert_eq!(plain.challenge(DenialCode::KeysUnavailable, None), None);
        assert_eq!(
            plain.challenge(DenialCode::ScopeInsufficient, Some("tasks:write")).as_deref(),
            Some(
                "Bearer error=\"insufficient_scope\", error_description=\"The token lacks a required scope.\", scope=\"tasks:write\""
            )
        );
        let full = Presentation {
            realm: Some("api".into()),
            resource_metadata: Some("https://api.example/.well-known/oauth-protected-resource".into()),
            problem: true,
        };
        assert_eq!(
            full.challenge(DenialCode::TokenMissing, None).as_deref(),
            Some(
                "Bearer realm=\"api\", resource_metadata=\"https://api.example/.well-known/oauth-protected-resource\""
            )
        );
        assert!(full.body(DenialCode::TokenExpired).contains("\"status\":401"));
    }
}

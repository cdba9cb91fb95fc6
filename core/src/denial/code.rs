//! The one registry of denials: code, status, RFC 6750 error, sentence. Every language and every host reads it.

use std::fmt;

/// How one code is answered.
struct Entry {
    code: &'static str,
    status: u16,
    oauth_error: Option<&'static str>,
    sentence: &'static str,
    meaning: &'static str,
}

/// Declares the enum and its table together, so that no code can lack a status or a sentence.
macro_rules! registry {
    ($($variant:ident $code:literal $status:literal $error:expr, $sentence:literal, $meaning:literal;)+) => {
        /// Why a request is turned away. Codes are stable: never renamed, the same string in every language.
        ///
        /// ```
        /// use bearward::DenialCode;
        /// assert_eq!(DenialCode::TokenExpired.as_str(), "token_expired");
        /// assert_eq!(DenialCode::KeysUnavailable.status(), 503); // an outage is never a 401
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum DenialCode {
            $(#[doc = $meaning] $variant,)+
        }

        impl DenialCode {
            /// Every code, in the order of the registry.
            ///
            /// ```
            /// # use bearward::DenialCode;
            /// for code in DenialCode::ALL {
            ///     assert!((400..=503).contains(&code.status()), "{code}: {}", code.meaning());
            /// }
            /// ```
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            const fn entry(self) -> Entry {
                match self {
                    $(Self::$variant => Entry {
                        code: $code, status: $status, oauth_error: $error, sentence: $sentence, meaning: $meaning,
                    },)+
                }
            }
        }
    };
}

const NONE: Option<&str> = None;
const INVALID_REQUEST: Option<&str> = Some("invalid_request");
const INVALID_TOKEN: Option<&str> = Some("invalid_token");
const INSUFFICIENT_SCOPE: Option<&str> = Some("insufficient_scope");

registry! {
    TokenMissing "token_missing" 401 NONE, "Authentication is required.",
        "No bearer token came with the request.";
    AuthorizationMalformed "authorization_malformed" 400 INVALID_REQUEST, "The request must carry exactly one Authorization credential.",
        "More than one Authorization header or credential.";
    TokenMalformed "token_malformed" 401 INVALID_TOKEN, "The token is not a well-formed JWT.",
        "Not three parts of canonical base64url, or not strict JSON inside.";
    TokenTooLarge "token_too_large" 401 INVALID_TOKEN, "The token is too large.",
        "Longer than the limit (16 KiB unless set).";
    AlgorithmNotAllowed "algorithm_not_allowed" 401 INVALID_TOKEN, "The token's algorithm is not accepted.",
        "The header's `alg` is not on the allow-list; `none` never is.";
    CriticalHeaderUnsupported "critical_header_unsupported" 401 INVALID_TOKEN, "The token uses an unsupported critical header.",
        "The header has `crit` (RFC 7515 section 4.1.11).";
    TokenTypeMismatch "token_type_mismatch" 401 INVALID_TOKEN, "The token is of another type than this API accepts.",
        "A `typ` for another purpose, or a sender-constrained token (`cnf`) used as a plain bearer token.";
    KeyNotFound "key_not_found" 401 INVALID_TOKEN, "The token's signing key is not known.",
        "No key of the issuer has the token's `kid`.";
    KeyAmbiguous "key_ambiguous" 401 INVALID_TOKEN, "The token does not say which key signed it.",
        "Two different keys fit, and bearward never tries them in turn.";
    KeyUnusable "key_unusable" 401 INVALID_TOKEN, "The token's signing key cannot be used.",
        "The key that `kid` names is weak, private, for encryption, or of another algorithm.";
    SignatureInvalid "signature_invalid" 401 INVALID_TOKEN, "The token's signature is not valid.",
        "The signature does not fit the key: tampered, or signed by somebody else.";
    ClaimMissing "claim_missing" 401 INVALID_TOKEN, "The token lacks a required claim.",
        "A required claim is absent; `exp` and the subject always are required.";
    ClaimInvalid "claim_invalid" 401 INVALID_TOKEN, "A claim of the token has an invalid value.",
        "A claim of a wrong type or range, or a value that `require` does not list.";
    TokenExpired "token_expired" 401 INVALID_TOKEN, "The token has expired.",
        "`exp` has passed, leeway included.";
    TokenNotYetValid "token_not_yet_valid" 401 INVALID_TOKEN, "The token is not valid yet.",
        "`nbf` (or, with a maximum age, `iat`) is in the future.";
    TokenTooOld "token_too_old" 401 INVALID_TOKEN, "The token was issued too long ago.",
        "Older than the configured maximum age.";
    IssuerMismatch "issuer_mismatch" 401 INVALID_TOKEN, "The token is from another issuer.",
        "`iss` is none of the configured issuers.";
    AudienceMismatch "audience_mismatch" 401 INVALID_TOKEN, "The token is for another audience.",
        "`aud` names none of the configured audiences.";
    TokenRevoked "token_revoked" 401 INVALID_TOKEN, "The token has been revoked.",
        "The application's `revoked_if` said so.";
    ScopeInsufficient "scope_insufficient" 403 INSUFFICIENT_SCOPE, "The token lacks a required scope.",
        "The token is good, but was not granted what this route needs.";
    OwnerMismatch "owner_mismatch" 403 NONE, "You may only access your own resources.",
        "The path names another user than the token's subject.";
    OriginNotAllowed "origin_not_allowed" 403 NONE, "The request's origin is not allowed.",
        "A cookie token on an unsafe method without an allowed Origin.";
    NotFound "not_found" 404 NONE, "Not found.",
        "No such record, or one of somebody else: the same answer for both.";
    KeysUnavailable "keys_unavailable" 503 NONE, "The issuer's keys are unavailable, try again later.",
        "The issuer's keys cannot be had: an outage, never the token's fault.";
}

impl DenialCode {
    /// The stable string, as in the body's `code`.
    ///
    /// ```
    /// # use bearward::DenialCode;
    /// assert_eq!(DenialCode::OwnerMismatch.as_str(), "owner_mismatch");
    /// ```
    pub const fn as_str(self) -> &'static str {
        self.entry().code
    }

    /// The HTTP status.
    ///
    /// ```
    /// # use bearward::DenialCode;
    /// assert_eq!(DenialCode::OwnerMismatch.status(), 403);
    /// ```
    pub const fn status(self) -> u16 {
        self.entry().status
    }

    /// The `error` of the challenge (RFC 6750 section 3.1); `None` where the RFC has none.
    ///
    /// ```
    /// # use bearward::DenialCode;
    /// assert_eq!(DenialCode::TokenExpired.oauth_error(), Some("invalid_token"));
    /// assert_eq!(DenialCode::TokenMissing.oauth_error(), None); // RFC 6750: no error where nothing was sent
    /// ```
    pub const fn oauth_error(self) -> Option<&'static str> {
        self.entry().oauth_error
    }

    /// One plain sentence for the caller: constant, so that it tells nothing of the request.
    ///
    /// ```
    /// # use bearward::DenialCode;
    /// assert_eq!(DenialCode::TokenExpired.sentence(), "The token has expired.");
    /// ```
    pub const fn sentence(self) -> &'static str {
        self.entry().sentence
    }

    /// One line for developers: what leads to this code.
    ///
    /// ```
    /// # use bearward::DenialCode;
    /// assert_eq!(DenialCode::TokenExpired.meaning(), "`exp` has passed, leeway included.");
    /// ```
    pub const fn meaning(self) -> &'static str {
        self.entry().meaning
    }

    /// The code of that name.
    ///
    /// ```
    /// # use bearward::DenialCode;
    /// assert_eq!(DenialCode::from_name("token_expired"), Some(DenialCode::TokenExpired));
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for DenialCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_errors_agree() {
        for code in DenialCode::ALL {
            assert_eq!(DenialCode::from_name(code.as_str()), Some(*code));
            match code.oauth_error() {
                Some("invalid_token") => assert_eq!(code.status(), 401),
                Some("insufficient_scope") => assert_eq!(code.status(), 403),
                Some("invalid_request") => assert_eq!(code.status(), 400),
                _ => {}
            }
            // The sentence goes into a quoted-string of the challenge.
            assert!(code.sentence().is_ascii() && !code.sentence().contains(['"', '\\']));
        }
    }
}

//! What a developer wants to know of a denial, and the caller must not: it goes to the log.

use std::borrow::Cow;
use std::fmt;

/// Values longer than this are cut.
const CUT: usize = 120;

/// Expected against received, with a hint where the misconfiguration is a known one.
///
/// Values come from the token or the request: they are JSON-escaped and cut at 120 characters, and never hold a token, a
/// signature, a secret or a raw `kid`. Show it in logs, not to callers.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use bearward::testing::TestIssuer;
/// # let issuer = TestIssuer::start();
/// # let verifier = issuer.verifier().build().unwrap();
/// # let token = issuer.wrong_audience(serde_json::json!({"sub": "alice"}));
/// let denial = verifier.verify(&token).unwrap_err();
/// let why = denial.explain();
/// assert!(why.expected.is_some() && why.received.is_some());
/// tracing::info!(%why, "denied"); // expected ...; received ...; hint: ...
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What the configuration asked for.
    pub expected: Option<String>,
    /// What came.
    pub received: Option<String>,
    /// What to change, if this is a misconfiguration that we know.
    pub hint: Option<String>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [("expected ", &self.expected), ("received ", &self.received), ("hint: ", &self.hint)];
        let mut between = "";
        for (label, value) in parts {
            if let Some(value) = value {
                write!(f, "{between}{label}{value}")?;
                between = "; ";
            }
        }
        Ok(())
    }
}

/// A value as it may stand in a log line: quoted, escaped (no CR or LF can break the line), cut.
pub(crate) fn quoted(value: &str) -> String {
    let mut cut: String = value.chars().take(CUT).collect();
    if cut.len() < value.len() {
        cut.push('\u{2026}');
    }
    let mut safe = String::with_capacity(cut.len() + 2);
    safe.push('"');
    for character in cut.chars() {
        match character {
            '"' => safe.push_str("\\\""),
            '\\' => safe.push_str("\\\\"),
            // Control characters and the invisible ones that steer a line would forge or hide what is logged.
            c if c.is_control() || is_invisible(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    safe.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => safe.push(c),
        }
    }
    safe.push('"');
    safe
}

/// A route as it may stand in a log line: as the application calls it, unless it could break the line or fill the log, as a path may that
/// somebody sent.
pub(super) fn shown_route(route: &str) -> Cow<'_, str> {
    let is_plain = |character: char| !character.is_control() && !is_invisible(character);
    if route.len() <= CUT && route.chars().all(is_plain) { route.into() } else { quoted(route).into() }
}

/// Line separators, direction controls and zero-width characters.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_cannot_break_a_log_line() {
        assert_eq!(shown_route("GET /tasks/{id}"), "GET /tasks/{id}");
        assert_eq!(shown_route("GET /é"), "GET /é");
        assert_eq!(shown_route("GET /x\r\nforged \u{202e}"), r#""GET /x\u000d\u000aforged \u202e""#);
        assert!(shown_route(&"/x".repeat(5_000)).len() < 130);
    }

    #[test]
    fn values_cannot_break_a_log_line() {
        assert_eq!(quoted("a\r\nb\"\\\u{202e}"), r#""a\u000d\u000ab\"\\\u202e""#);
        assert_eq!(quoted(&"x".repeat(500)).chars().count(), 123);
        assert_eq!(quoted("é"), "\"é\"");
    }
}

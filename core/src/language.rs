//! Messages name options as the language writes them in which the verifier was built.

use std::fmt::{self, Display, Formatter};
use std::sync::atomic::{AtomicU8, Ordering};

/// The language whose spelling of options a [`ConfigError`](crate::ConfigError), a hint and a log line use: `any_issuer()`,
/// `any_issuer=True` or `anyIssuer: true`.
///
/// Rust programs never need it. A binding for another language chooses it once, when it is loaded.
///
/// ```
/// use bearward::{Language, Verifier};
/// Language::Rust.choose(); // as it is already
/// let error = Verifier::issuer([""; 0]).any_audience().jwks_url("https://id.example.com/jwks").build().unwrap_err();
/// assert!(error.to_string().contains("any_issuer()"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Language {
    /// Options are methods: `any_issuer()`.
    Rust,
    /// Options are keywords: `any_issuer=True`.
    Python,
    /// Options are members of an object: `anyIssuer: true`.
    TypeScript,
}

/// One for all verifiers: whoever holds this library writes in one language.
static CHOSEN: AtomicU8 = AtomicU8::new(0);

impl Language {
    /// Makes it the language of all messages of this process.
    ///
    /// ```
    /// bearward::Language::Rust.choose();
    /// ```
    pub fn choose(self) {
        let number = match self {
            Self::Rust => 0,
            Self::Python => 1,
            Self::TypeScript => 2,
        };
        CHOSEN.store(number, Ordering::Relaxed);
    }

    fn chosen() -> Self {
        match CHOSEN.load(Ordering::Relaxed) {
            1 => Self::Python,
            2 => Self::TypeScript,
            _ => Self::Rust,
        }
    }
}

/// An option in a message, by the name of the builder's method.
#[derive(Clone, Copy)]
pub(crate) enum Spelled<'a> {
    /// The option itself: `max_stale`.
    Name(&'a str),
    /// Switched on: `any_issuer()`.
    On(&'a str),
    /// The same as it is added to what is there: `.allow_http()`.
    Line(&'a str),
    /// With a value that the reader has to fill in: `cookie(..)`.
    Given(&'a str),
    /// With this text: `subject_int("user_id")`.
    With(&'a str, &'a str),
    /// A preset, with the name of what it takes: `Verifier::better_auth(url)`.
    Preset(&'a str, &'a str),
}

impl Spelled<'_> {
    fn write(self, language: Language, f: &mut impl fmt::Write) -> fmt::Result {
        use Language::{Python, Rust, TypeScript};
        let (Self::Name(name)
        | Self::On(name)
        | Self::Line(name)
        | Self::Given(name)
        | Self::With(name, _)
        | Self::Preset(name, _)) = self;
        let name = if language == TypeScript { camel_case(name) } else { name.to_owned() };
        match (self, language) {
            (Self::Name(_), _) => write!(f, "{name}"),
            (Self::On(_), Rust) => write!(f, "{name}()"),
            (Self::Line(_), Rust) => write!(f, ".{name}()"),
            (Self::On(_) | Self::Line(_), Python) => write!(f, "{name}=True"),
            (Self::On(_) | Self::Line(_), TypeScript) => write!(f, "{name}: true"),
            (Self::Given(_), Rust) => write!(f, "{name}(..)"),
            (Self::Given(_), Python) => write!(f, "{name}=..."),
            (Self::Given(_), TypeScript) => write!(f, "{name}: ..."),
            (Self::With(_, text), Rust) => write!(f, "{name}({text:?})"),
            (Self::With(_, text), Python) => write!(f, "{name}={text:?}"),
            (Self::With(_, text), TypeScript) => write!(f, "{name}: {text:?}"),
            (Self::Preset(_, takes), Rust) => write!(f, "Verifier::{name}({takes})"),
            (Self::Preset(_, takes), Python | TypeScript) => write!(f, "Verifier.{name}({takes})"),
        }
    }
}

impl Display for Spelled<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write(Language::chosen(), f)
    }
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut all, word| {
        let mut letters = word.chars();
        all.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        all + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(option: Spelled<'_>) -> [String; 3] {
        [Language::Rust, Language::Python, Language::TypeScript].map(|language| {
            let mut text = String::new();
            option.write(language, &mut text).unwrap();
            text
        })
    }

    #[test]
    fn each_language_has_its_words() {
        assert_eq!(spelled(Spelled::Name("max_stale")), ["max_stale", "max_stale", "maxStale"]);
        assert_eq!(
            spelled(Spelled::On("any_issuer")),
            ["any_issuer()", "any_issuer=True", "anyIssuer: true"]
        );
        assert_eq!(
            spelled(Spelled::Line("allow_http")),
            [".allow_http()", "allow_http=True", "allowHttp: true"]
        );
        assert_eq!(spelled(Spelled::Given("pem")), ["pem(..)", "pem=...", "pem: ..."]);
        let with = spelled(Spelled::With("subject_int", "user_id"));
        assert_eq!(
            with,
            [r#"subject_int("user_id")"#, r#"subject_int="user_id""#, r#"subjectInt: "user_id""#]
        );
        let preset = spelled(Spelled::Preset("better_auth", "url"));
        assert_eq!(
            preset,
            ["Verifier::better_auth(url)", "Verifier.better_auth(url)", "Verifier.betterAuth(url)"]
        );
    }

    #[test]
    fn a_program_in_rust_reads_rust() {
        assert_eq!(Language::chosen(), Language::Rust);
    }
}

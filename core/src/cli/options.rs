//! The arguments, and what the environment adds where they name no keys.

use std::ffi::OsString;

use lexopt::prelude::{Long, Short, Value, ValueExt};

pub(super) const USAGE: &str = "\
bearward doctor: looks at a configuration before your users do

  bearward doctor --better-auth https://app.example.com
  bearward doctor --issuer https://id.example.com --audience https://api.example.com --jwks-url https://id.example.com/jwks
  bearward doctor --secret-env BETTER_AUTH_SECRET --token < token.txt

Keys, one of these (without any, BETTER_AUTH_JWKS_URL, BETTER_AUTH_URL, BETTER_AUTH_BASE_URL, BETTER_AUTH_SECRET and
JWT_SECRET are looked for in the environment, in this order):
  --better-auth URL    Better Auth's public URL: its keys, issuer and audience follow from it
  --jwks-url URL       a key set
  --discovery          the key set that the issuer's discovery document names
  --secret-env NAME    a shared secret, in this environment variable

What tokens must say:
  --issuer TEXT        `iss`; may be given several times
  --audience TEXT      `aud`; may be given several times
  --subject NAME       the claim that holds the user's id (sub)
  --subject-int NAME   the same, where it is an integer
  --algorithms LIST    such as EdDSA,RS256

More:
  --token              also judge a token, read from standard input
  --allow-http         fetch keys over plain http from another machine
  --json               the findings as JSON
  --help, --version

Exit code: 0 sound (warnings count as sound), 1 faults, 2 wrong arguments, 3 the key set could not be reached.";

pub(super) enum Command {
    Help,
    Version,
    Doctor(Box<Options>),
}

/// Where the keys come from.
#[derive(Clone)]
pub(super) enum Keys {
    BetterAuth(String),
    Url(String),
    Discovery,
    SecretEnv(String),
}

#[derive(Default)]
pub(super) struct Options {
    pub(super) keys: Option<Keys>,
    /// The environment variable that named the keys, if no argument did.
    pub(super) from_environment: Option<&'static str>,
    pub(super) issuers: Vec<String>,
    pub(super) audiences: Vec<String>,
    pub(super) subject: Option<String>,
    pub(super) subject_int: Option<String>,
    pub(super) algorithms: Option<Vec<String>>,
    pub(super) token: bool,
    pub(super) allow_http: bool,
    pub(super) json: bool,
}

impl Options {
    pub(super) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
        let mut parser = lexopt::Parser::from_args(arguments);
        let mut options = Self::default();
        let mut doctor = false;
        while let Some(argument) = parser.next().map_err(told)? {
            match argument {
                Short('h') | Long("help") => return Ok(Command::Help),
                Short('V') | Long("version") => return Ok(Command::Version),
                Value(name) if !doctor && name == "doctor" => doctor = true,
                Value(name) => {
                    return Err(format!(
                        "{} is neither a command nor an option's value; --token reads the token from standard input",
                        shown(&name.to_string_lossy())
                    ));
                }
                Long("better-auth") => options.choose(Keys::BetterAuth(text(&mut parser)?))?,
                Long("jwks-url") => options.choose(Keys::Url(text(&mut parser)?))?,
                Long("discovery") => options.choose(Keys::Discovery)?,
                Long("secret-env") => options.choose(Keys::SecretEnv(text(&mut parser)?))?,
                Long("issuer") => options.issuers.push(text(&mut parser)?),
                Long("audience") => options.audiences.push(text(&mut parser)?),
                Long("subject") => options.subject = Some(text(&mut parser)?),
                Long("subject-int") => options.subject_int = Some(text(&mut parser)?),
                Long("algorithms") => {
                    options.algorithms =
                        Some(text(&mut parser)?.split(',').map(|name| name.trim().to_owned()).collect());
                }
                Long("token") => options.token = true,
                Long("allow-http") => options.allow_http = true,
                Long("json") => options.json = true,
                Long(name) => return Err(format!("there is no option {}", shown(&format!("--{name}")))),
                Short(name) => return Err(format!("there is no option -{name}")),
            }
        }
        if !doctor {
            return Ok(Command::Help);
        }
        options.complete()?;
        Ok(Command::Doctor(Box::new(options)))
    }

    fn choose(&mut self, keys: Keys) -> Result<(), String> {
        if self.keys.is_some() {
            return Err(
                "keys come from one place: give one of --better-auth, --jwks-url, --discovery, --secret-env"
                    .to_owned(),
            );
        }
        self.keys = Some(keys);
        Ok(())
    }

    fn complete(&mut self) -> Result<(), String> {
        if self.subject.is_some() && self.subject_int.is_some() {
            return Err("--subject and --subject-int are one choice: give one".to_owned());
        }
        if matches!(self.keys, Some(Keys::Discovery)) && self.issuers.len() != 1 {
            return Err("--discovery needs exactly one --issuer".to_owned());
        }
        if self.keys.is_none() {
            let (name, keys) = from_environment().ok_or("no keys are named: see below")?;
            (self.keys, self.from_environment) = (Some(keys), Some(name));
        }
        Ok(())
    }
}

fn text(parser: &mut lexopt::Parser) -> Result<String, String> {
    parser.value().and_then(|value| value.string()).map_err(told)
}

/// A word of this program's kind; anything else may be a token or a secret in the wrong place, and this goes to logs.
fn shown(word: &str) -> &str {
    const LONGEST: usize = 20;
    let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if is_plain && word.len() <= LONGEST { word } else { "an argument (not shown)" }
}

/// Arguments are not repeated, but for the options that exist: a token or a secret may stand in the wrong place, and this goes to logs.
fn told(error: lexopt::Error) -> String {
    match error {
        lexopt::Error::MissingValue { option: Some(option) } => format!("{option} needs a value"),
        lexopt::Error::UnexpectedValue { option, .. } if option == "--token" => {
            "--token takes no value: the token is read from standard input".to_owned()
        }
        lexopt::Error::UnexpectedValue { option, .. } => format!("{option} takes no value"),
        lexopt::Error::NonUnicodeValue(_) => "a value is not text".to_owned(),
        _ => "the arguments cannot be read".to_owned(),
    }
}

/// The names that guides use.
fn from_environment() -> Option<(&'static str, Keys)> {
    type Make = fn(&'static str, String) -> Keys;
    const NAMES: [(&str, Make); 5] = [
        ("BETTER_AUTH_JWKS_URL", |_, value| Keys::Url(value)),
        ("BETTER_AUTH_URL", |_, value| Keys::BetterAuth(value)),
        ("BETTER_AUTH_BASE_URL", |_, value| Keys::BetterAuth(value)),
        ("BETTER_AUTH_SECRET", |name, _| Keys::SecretEnv(name.to_owned())),
        ("JWT_SECRET", |name, _| Keys::SecretEnv(name.to_owned())),
    ];
    NAMES.into_iter().find_map(|(name, make)| {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
        Some((name, make(name, value)))
    })
}

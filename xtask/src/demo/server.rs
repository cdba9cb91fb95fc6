//! The task API as a child process.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::API;
use crate::cleanup::Held;
use crate::fault::{Doing, Fault};
use crate::progress::Progress;
use crate::repo;

/// A running API; it ends when this value goes.
pub(super) struct Server {
    origin: String,
    process: Held,
    log: PathBuf,
}

/// Where an API gets its keys, and what it accepts.
#[derive(Clone)]
pub(super) struct Settings {
    /// Names its log and its database.
    pub(super) name: &'static str,
    pub(super) jwks_url: String,
    pub(super) issuer: String,
    pub(super) audience: String,
}

const START_LIMIT: Duration = Duration::from_secs(30);

impl Server {
    /// Starts it on a free port with a new SQLite file in `folder`; returns once it listens.
    pub(super) fn start(settings: &Settings, folder: &Path) -> Result<Self, Fault> {
        let name = settings.name;
        let log = repo::work_dir("logs")?.join(format!("demo-{name}.log"));
        let file = File::create(&log).doing(format!("cannot write {}", repo::shown(&log)))?;
        let second = file.try_clone().doing("cannot share the log")?;
        let database = folder.join(format!("{name}.sqlite"));
        let mut command = Command::new(program());
        // What the person has set for a server of their own must not reach this one.
        for name in [
            "AUTH_BASE_URL",
            "AUTH_SECRET",
            "USER_ID_CLAIM",
            "JWKS_MAX_AGE",
            "ALLOW_HTTP",
            "REQUIRE_KEYS",
            "ALLOWED_ORIGINS",
            "RUST_LOG",
        ] {
            command.env_remove(name);
        }
        command
            .current_dir(folder)
            .env("HOST", "127.0.0.1")
            .env("PORT", "0")
            .env("DATABASE_URL", format!("sqlite://{}", database.display()))
            .env("JWKS_URL", &settings.jwks_url)
            .env("ISSUER", &settings.issuer)
            .env("AUDIENCE", &settings.audience)
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(second);
        let process = Held::start(&mut command, "TERM")?;
        let mut server = Self { origin: String::new(), process, log };
        server.origin = server.wait_for_address(name)?;
        Ok(server)
    }

    /// `http://127.0.0.1:PORT`.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// True while it runs.
    pub(super) fn runs(&self) -> bool {
        self.process.ended().is_none()
    }

    /// The end of its log, as one line.
    pub(super) fn last_words(&self) -> String {
        let said = std::fs::read_to_string(&self.log).unwrap_or_default();
        said.lines().last().unwrap_or("it said nothing").to_owned()
    }

    fn wait_for_address(&self, name: &str) -> Result<String, Fault> {
        let mut progress = Progress::new(&format!("starting {API} ({name})"));
        let until = Instant::now() + START_LIMIT;
        while Instant::now() < until && self.runs() {
            let said = std::fs::read_to_string(&self.log).unwrap_or_default();
            if let Some(origin) = said.lines().find_map(address) {
                return Ok(origin);
            }
            progress.tick();
            std::thread::sleep(Duration::from_millis(20));
        }
        let (log, last) = (repo::shown(&self.log), self.last_words());
        Err(Fault::new(format!("{API} did not start: {last} (see {log})")))
    }
}

fn program() -> PathBuf {
    repo::target_dir().join("debug").join(API).with_extension(std::env::consts::EXE_EXTENSION)
}

/// The address in the line that says where it listens.
fn address(line: &str) -> Option<String> {
    const HOST: &str = "127.0.0.1:";
    if !line.to_ascii_lowercase().contains("listening") {
        return None;
    }
    let (_, rest) = line.split_once(HOST)?;
    let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (!port.is_empty() && port != "0").then(|| format!("http://{HOST}{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_where_it_listens() {
        let origin = Some("http://127.0.0.1:4711".to_owned());
        assert_eq!(address("INFO listening on http://127.0.0.1:4711"), origin);
        assert_eq!(address(r#"{"message":"listening","address":"127.0.0.1:4711"}"#), origin);
        assert_eq!(address("keys from http://127.0.0.1:4711/jwks"), None);
    }
}

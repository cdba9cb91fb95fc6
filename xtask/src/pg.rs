//! A PostgreSQL server of our own: the installed programs, a new data folder, a private port, gone at the end.

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::cleanup::{Held, Scratch};
use crate::fault::{Doing, Fault};
use crate::{repo, run, tools};

/// What to do where there is none.
pub(crate) const HOW_TO_GET: &str = "PostgreSQL is not installed (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql)";

/// A running server; it stops when this value goes.
pub(crate) struct Postgres {
    url: String,
    // The order matters: the server ends before its folder does.
    _server: Held,
    _dir: Scratch,
}

/// An unprivileged account, since the server refuses to run as root.
#[derive(Clone, Copy)]
struct Account {
    user: u32,
    group: u32,
}

const START_LIMIT: Duration = Duration::from_secs(60);

/// The folder with `postgres` and `initdb`: the PATH, then where Debian and its like keep them, newest first.
pub(crate) fn programs() -> Option<PathBuf> {
    let both = |dir: &PathBuf| dir.join("postgres").is_file() && dir.join("initdb").is_file();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).find(both);
    on_path.or_else(|| {
        let mut found: Vec<(u32, PathBuf)> = ["/usr/lib/postgresql", "/opt/homebrew/opt"]
            .iter()
            .filter_map(|parent| std::fs::read_dir(parent).ok())
            .flatten()
            .filter_map(Result::ok)
            .map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                let version = name.trim_start_matches("postgresql@").parse().unwrap_or(0);
                (version, entry.path().join("bin"))
            })
            .filter(|(_, dir)| both(dir))
            .collect();
        found.sort();
        found.pop().map(|(_, dir)| dir)
    })
}

/// One of its other programs: beside the server, or where the PATH has it.
fn program(name: &str) -> Option<PathBuf> {
    let beside = programs()?.join(name);
    if beside.is_file() { Some(beside) } else { tools::find(name) }
}

impl Postgres {
    /// Makes a database cluster and starts a server on 127.0.0.1; returns once it takes connections.
    pub(crate) fn start() -> Result<Self, Fault> {
        let programs = programs().ok_or(HOW_TO_GET)?;
        let account = account()?;
        let dir = Scratch::within(&parent_of_data(account)?, "pg")?;
        if let Some(account) = account {
            chown(dir.path(), Some(account.user), Some(account.group))
                .doing("cannot hand the data folder to the PostgreSQL account")?;
        }
        let data = dir.path().join("data");
        make_cluster(&programs, &data, account)?;
        let port = free_port()?;
        let log = dir.path().join("server.log");
        let server = serve(&programs, &dir, &data, port, account, &log)?;
        wait_until_ready(&server, &data, &log)?;
        Ok(Self { url: format!("postgres://bearward@127.0.0.1:{port}/postgres"), _server: server, _dir: dir })
    }

    /// Makes another empty database; returns its URL.
    pub(crate) fn database(&self, name: &str) -> Result<String, Fault> {
        let createdb = program("createdb").ok_or(HOW_TO_GET)?;
        let mut command = Command::new(createdb);
        command.arg("--maintenance-db").arg(&self.url).arg(name);
        let ran = run::logged(&format!("PostgreSQL, database {name}"), &mut command)?;
        if !ran.ok {
            ran.print_tail();
            return Err(Fault::new(format!("cannot make the database {name}")));
        }
        Ok(format!("{}{name}", self.url.trim_end_matches("postgres")))
    }

    /// The URL of an empty database, as its superuser and without a password.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

fn make_cluster(programs: &Path, data: &Path, account: Option<Account>) -> Result<(), Fault> {
    let mut command = as_account(&programs.join("initdb"), account);
    command
        .arg("--pgdata")
        .arg(data)
        .args(["--username=bearward", "--auth=trust", "--no-sync"])
        .args(["--encoding=UTF8", "--locale=C"]);
    let ran = run::logged("PostgreSQL, a new cluster", &mut command)?;
    if ran.ok {
        return Ok(());
    }
    ran.print_tail();
    Err("initdb failed".into())
}

fn serve(
    programs: &Path,
    dir: &Scratch,
    data: &Path,
    port: u16,
    account: Option<Account>,
    log: &Path,
) -> Result<Held, Fault> {
    let file = File::create(log).doing("cannot write the PostgreSQL log")?;
    let mut command = as_account(&programs.join("postgres"), account);
    command
        .arg("-D")
        .arg(data)
        .args(["-p", &port.to_string(), "-h", "127.0.0.1"])
        .arg("-k")
        .arg(socket_dir(dir.path()))
        // Nothing here outlives the run, so nothing needs to reach the disk.
        .args(["-c", "fsync=off", "-c", "synchronous_commit=off"])
        .args(["-c", "full_page_writes=off", "-c", "max_connections=200"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(file);
    // INT is the fast shutdown: it does not wait for clients.
    Held::start(&mut command, "INT")
}

/// The server writes `ready` into the last line of its pid file once it takes connections.
fn wait_until_ready(server: &Held, data: &Path, log: &Path) -> Result<(), Fault> {
    let until = Instant::now() + START_LIMIT;
    while Instant::now() < until {
        let state = std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
        if state.lines().last().is_some_and(|line| line.trim() == "ready") {
            return Ok(());
        }
        if server.ended().is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let said = std::fs::read_to_string(log).unwrap_or_default();
    let last = said.lines().last().unwrap_or("it said nothing");
    Err(Fault::new(format!("PostgreSQL did not start: {last}")))
}

fn as_account(program: &Path, account: Option<Account>) -> Command {
    let mut command = Command::new(program);
    // A folder that the account may not enter would stop the program before it begins.
    command.current_dir("/").env("LC_ALL", "C");
    if let Some(Account { user, group }) = account {
        command.uid(user).gid(group);
    }
    command
}

/// `None` where we are not root; else Debian's `postgres`, or `nobody`.
fn account() -> Result<Option<Account>, Fault> {
    if id(&["-u"]) != Some(0) {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let (Some(user), Some(group)) = (id(&["-u", name]), id(&["-g", name])) {
            return Ok(Some(Account { user, group }));
        }
    }
    Err("PostgreSQL refuses to run as root and there is no account `postgres` or `nobody`".into())
}

fn id(words: &[&str]) -> Option<u32> {
    tools::version(Path::new("id"), words)?.parse().ok()
}

/// `target/`, unless the account could not reach it (a checkout under a private folder of root).
fn parent_of_data(account: Option<Account>) -> Result<PathBuf, Fault> {
    let ours = repo::work_dir("pg")?;
    let open = |dir: &Path| dir.metadata().is_ok_and(|meta| meta.mode() & 0o001 != 0);
    if account.is_none() || ours.ancestors().all(open) {
        return Ok(ours);
    }
    Ok(std::env::temp_dir())
}

/// A socket's path may have about 100 bytes; the server runs without one where ours is longer.
fn socket_dir(dir: &Path) -> &Path {
    const LIMIT: usize = 80;
    if dir.as_os_str().len() <= LIMIT { dir } else { Path::new("") }
}

fn free_port() -> Result<u16, Fault> {
    let listener = TcpListener::bind("127.0.0.1:0").doing("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_answers_and_stops() {
        if programs().is_none() {
            eprintln!("skipped: {HOW_TO_GET}");
            return;
        }
        let server = Postgres::start().expect("the server starts");
        let address = server.url().split('@').nth(1).expect("a host");
        let address = address.trim_end_matches("/postgres").to_owned();
        assert!(std::net::TcpStream::connect(&address).is_ok());
        drop(server);
        assert!(std::net::TcpStream::connect(&address).is_err());
    }
}

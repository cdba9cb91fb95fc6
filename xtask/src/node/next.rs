//! Real Next.js applications, installed from the tarballs, and the browser client in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::fresh::Fresh;
use super::tools::{HOW_TO_GET, node};
use super::with_package;
use crate::fault::{Doing, Fault};
use crate::repo;
use crate::run;
use crate::suite::{self, Outcome};
use crate::tools;

const HOW_TO_GET_CHROMIUM: &str = "install Chromium (Debian, Ubuntu: apt-get install chromium)";

/// An application on this version, in every way that people run one.
pub(super) fn application(name: &str, version: &str) -> Result<Outcome, Fault> {
    with_package(|_| {
        let fresh = assembled(version)?;
        let mut command = fresh.tests(&["run"]);
        command.env("NEXT_APP", &fresh.dir);
        suite::program(name, &mut command)
    })
}

/// Somebody at a browser: both applications, as `next start` serves them.
pub(super) fn browser(name: &str) -> Result<Outcome, Fault> {
    let Some(chromium) = find_chromium() else {
        return Ok(Outcome::NotRun(HOW_TO_GET_CHROMIUM.to_owned()));
    };
    with_package(|_| {
        let mut passed = 0;
        for version in ["16", "155"] {
            let fresh = assembled(version)?;
            let mut command = fresh.tests(&["browser"]);
            command.env("NEXT_APP", &fresh.dir).env("CHROMIUM", &chromium);
            match suite::program(&format!("{name}, {version}"), &mut command)? {
                Outcome::Passed(tests) => passed += tests,
                other => return Ok(other),
            }
        }
        Ok(Outcome::Passed(passed))
    })
}

/// The rules of `bearward/client`, one test each.
pub(super) fn client(name: &str) -> Result<Outcome, Fault> {
    with_package(|_| suite::program(name, &mut client_folder()?.tests(&["rules"])))
}

/// The same rules in Chromium.
pub(super) fn chromium(name: &str) -> Result<Outcome, Fault> {
    let Some(chromium) = find_chromium() else {
        return Ok(Outcome::NotRun(HOW_TO_GET_CHROMIUM.to_owned()));
    };
    with_package(|_| {
        let mut command: Command = client_folder()?.tests(&["browser"]);
        suite::program(name, command.env("CHROMIUM", chromium))
    })
}

/// The application's sources with what differs between the versions, and the tests, in a folder of their own.
pub(super) fn assembled(version: &str) -> Result<Fresh, Fault> {
    let sources = repo::root().join("node/test/next");
    let own = sources.join(format!("app{version}"));
    let fresh = Fresh::make(&format!("next{version}"), &own)?;
    for folder in ["app", "lib"] {
        fresh.copy(&sources.join("app").join(folder), folder)?;
    }
    for folder in ["run", "browser"] {
        fresh.copy(&sources.join(folder), &format!("test/{folder}"))?;
    }
    let files = [sources.join("app/next.config.ts"), sources.join("app/tsconfig.json")];
    let lock = if version == "16" { "proxy.ts" } else { "middleware.ts" };
    for file in files.into_iter().chain([own.join(lock)]) {
        copy_file(&file, &fresh)?;
    }
    Ok(fresh)
}

/// `cargo xtask bench next`: requests a second, by what decides.
pub(crate) fn bench(words: &[&str]) -> Result<bool, Fault> {
    if node().is_none() {
        return Err(HOW_TO_GET.into());
    }
    let sources = repo::root().join("benches/next");
    let fresh = Fresh::make("bench-next", &sources)?;
    for folder in ["app", "lib"] {
        fresh.copy(&sources.join(folder), folder)?;
    }
    for file in ["next.config.ts", "tsconfig.json", "proxy.ts", "run.mjs"] {
        copy_file(&sources.join(file), &fresh)?;
    }
    let mut command = fresh.node();
    command.arg("run.mjs").args(words);
    command.arg("--json").arg(repo::root().join("benches/results/next.json"));
    run::visible(&mut command)
}

fn copy_file(file: &Path, fresh: &Fresh) -> Result<(), Fault> {
    let to = fresh.dir.join(file.file_name().unwrap_or_default());
    std::fs::copy(file, to).map(drop).doing(format!("cannot copy {}", repo::shown(file)))
}

fn client_folder() -> Result<Fresh, Fault> {
    let sources = repo::root().join("node/test/client");
    let fresh = Fresh::make("client", &sources)?;
    fresh.copy(&sources.join("rules"), "test/rules")?;
    fresh.copy(&sources.join("browser"), "test/browser")?;
    Ok(fresh)
}

fn find_chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| tools::find(name))
}

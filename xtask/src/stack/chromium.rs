//! The tests in a real browser: both task APIs, on PostgreSQL and on the embedded databases.

use std::path::PathBuf;

use super::apis::Api;
use super::app::App;
use crate::fault::Fault;
use crate::node;
use crate::pg::{self, Postgres};
use crate::suite::{self, Outcome};
use crate::{python, repo, tools};

/// How to get the browser.
const HOW_TO_GET: &str = "Chromium is not installed (Debian: apt-get install chromium)";

/// Names the browser where it is not on the PATH.
const CHOICE: &str = "BEARWARD_CHROMIUM";

type Suite = fn(&str) -> Result<Outcome, Fault>;

/// The suites, by name.
pub(crate) fn suites() -> [(&'static str, Suite); 4] {
    [
        ("stack: Chromium, axum, embedded databases", |name| suite(name, Api::Axum, false)),
        ("stack: Chromium, FastAPI, embedded databases", |name| suite(name, Api::Fastapi, false)),
        ("stack: Chromium, axum, PostgreSQL", |name| suite(name, Api::Axum, true)),
        ("stack: Chromium, FastAPI, PostgreSQL", |name| suite(name, Api::Fastapi, true)),
    ]
}

/// The browser, if there is one.
pub(crate) fn browser() -> Option<PathBuf> {
    let chosen = std::env::var_os(CHOICE).map(PathBuf::from).filter(|path| path.is_file());
    let known = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    chosen.or_else(|| known.iter().find_map(|name| tools::find(name)))
}

/// What does not depend on the task API is played once, and what Better Auth keeps in tables once on each kind of database.
fn scenes(api: Api, postgres: bool) -> &'static str {
    match (api, postgres) {
        (Api::Axum, false) => "all",
        (Api::Fastapi, true) => "guessing",
        _ => "api",
    }
}

fn suite(name: &str, api: Api, postgres: bool) -> Result<Outcome, Fault> {
    let missing = [
        (browser().is_none(), HOW_TO_GET),
        (node::node().is_none() || node::npm().is_none(), node::HOW_TO_GET),
        (api == Api::Fastapi && python::python3().is_none(), python::HOW_TO_GET),
        (postgres && pg::programs().is_none(), pg::HOW_TO_GET),
    ];
    let missing = missing.iter().find(|(missing, _)| *missing);
    let (None, Some(browser)) = (missing, browser()) else {
        return Ok(Outcome::NotRun(missing.map_or(HOW_TO_GET, |(_, how)| how).to_owned()));
    };
    let app = App::build()?;
    let built = api.build()?;
    let server = if postgres { Some(Postgres::start()?) } else { None };

    let words: Vec<String> = built.program.iter().map(|word| word.display().to_string()).collect();
    let kept = if postgres { "postgres" } else { "embedded" };
    let output = repo::work_dir(&format!("stack/e2e/{}-{kept}", api.name()))?;
    let mut command = app.script("e2e/dist/main.test.js");
    command
        .env("E2E_API", words.join("\t"))
        .env("E2E_API_CWD", &built.folder)
        .env("E2E_CHROMIUM", browser)
        .env("E2E_SCENES", scenes(api, postgres))
        .env("E2E_OUTPUT", output);
    match &server {
        Some(server) => command.env("E2E_DATABASE_URL", server.url()),
        None => command.env_remove("E2E_DATABASE_URL"),
    };
    suite::program(name, &mut command)
}

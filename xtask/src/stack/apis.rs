//! The two task APIs: FastAPI with the wheel in an environment, axum as built by cargo.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::server::{Server, step};
use crate::cargo::cargo;
use crate::fault::Fault;
use crate::{python, repo};

/// Which of the two.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Api {
    Fastapi,
    Axum,
}

/// A program that is ready to be started.
pub(super) struct Built {
    api: Api,
    pub(super) program: Vec<PathBuf>,
    pub(super) folder: PathBuf,
}

impl Api {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Fastapi => "fastapi-tasks",
            Self::Axum => "axum-tasks",
        }
    }

    /// Builds what has changed.
    pub(super) fn build(self) -> Result<Built, Fault> {
        match self {
            Self::Fastapi => {
                let python = python::with_wheel_at()?;
                let folder = repo::root().join("examples/fastapi-tasks");
                Ok(Built::new(self, vec![python, "-m".into(), "fastapi_tasks".into()], folder))
            }
            Self::Axum => {
                step("axum-tasks", &mut cargo(&["build", "-p", "axum-tasks"]))?;
                let program = repo::target_dir().join("debug/axum-tasks");
                Ok(Built::new(self, vec![program], repo::root()))
            }
        }
    }
}

impl Built {
    pub(super) fn new(api: Api, program: Vec<PathBuf>, folder: PathBuf) -> Self {
        Self { api, program, folder }
    }

    /// Starts it on that port, for the tokens of Better Auth at `issuer`; its tasks are in an SQLite file in `data`.
    pub(super) fn start(&self, port: u16, issuer: &str, data: &Path) -> Result<Server, Fault> {
        let name = self.api.name();
        let database = format!("sqlite://{}", data.join(format!("{name}.sqlite")).display());
        self.start_on(port, issuer, &database)
    }

    /// The same on another database.
    pub(super) fn start_on(&self, port: u16, issuer: &str, database: &str) -> Result<Server, Fault> {
        let (program, words) = self.program.split_first().ok_or("nothing to start")?;
        let mut command = Command::new(program);
        command
            .args(words)
            .current_dir(&self.folder)
            .env("HOST", "127.0.0.1")
            .env("PORT", port.to_string())
            .env("AUTH_BASE_URL", issuer)
            .env("ALLOWED_ORIGINS", issuer)
            .env("DATABASE_URL", database);
        Server::start(self.api.name(), &mut command, format!("http://127.0.0.1:{port}"), "/health")
    }
}

//! Virtual environments below `target/`, and the wheel that is installed in them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::interpreters;
use crate::cargo::{cargo, host};
use crate::fault::{Doing, Fault};
use crate::{conformance, repo, run, tools};

/// An environment that has what a list of requirements names, and the wheel.
pub(crate) struct Environment {
    pub(crate) bin: PathBuf,
}

/// The requirements of every suite, and the tool that builds the wheel.
const EVERYTHING: &str = "python/tests/requirements.txt";

/// That of the suites, with the wheel of this checkout. Built once a run; a fault is said where it happens.
pub(crate) fn environment() -> Option<&'static Environment> {
    static BUILT: OnceLock<Option<Environment>> = OnceLock::new();
    let build = || {
        let environment = Environment::make("venv", &interpreters::first()?, EVERYTHING)?;
        environment.install(environment.built_wheel()?)?;
        Ok(environment)
    };
    let build = || build().inspect_err(|fault: &Fault| println!("    {fault}")).ok();
    BUILT.get_or_init(build).as_ref()
}

/// The wheel that `environment` has installed.
pub(crate) fn wheel() -> Result<PathBuf, Fault> {
    environment().ok_or_else(|| Fault::new("the wheel was not built"))?;
    only_file(&repo::work_dir("python/wheels")?)
}

impl Environment {
    /// Makes it anew where the interpreter or the requirements have changed.
    pub(crate) fn make(name: &str, python: &Path, requirements: &str) -> Result<Self, Fault> {
        let dir = repo::work_dir("python")?.join(name);
        let environment = Self { bin: dir.join("bin") };
        let version = tools::version(python, &["--version"]).unwrap_or_default();
        let wanted = format!("{version}\n{}", whole(requirements)?);
        let stamp = dir.join("installed.txt");
        if std::fs::read_to_string(&stamp).ok().as_ref() != Some(&wanted) {
            drop(std::fs::remove_dir_all(&dir));
            step(&format!("python: {name}"), Command::new(python).args(["-m", "venv"]).arg(&dir))?;
            let mut install = environment.tool("python");
            step(&format!("python: {name}, requirements"), install.args(PIP).args(["-r", requirements]))?;
            std::fs::write(&stamp, wanted).doing("cannot write the stamp of the environment")?;
        }
        Ok(environment)
    }

    /// Installs a wheel, in the place of what was there.
    pub(crate) fn install(&self, wheel: impl AsRef<Path>) -> Result<(), Fault> {
        let mut install = self.tool("python");
        install.args(PIP).args(["--no-deps", "--force-reinstall"]).arg(wheel.as_ref());
        step("python: install", &mut install)
    }

    /// A program of the environment, at the root of the checkout: there the source tree does not stand for the package.
    pub(crate) fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        let cargo = cargo(&[]);
        command.current_dir(repo::root()).env_remove("PYTHONPATH");
        for (name, value) in cargo.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        conformance::pass_vectors(&mut command);
        command
    }

    fn built_wheel(&self) -> Result<PathBuf, Fault> {
        let wheels = repo::work_dir("python/wheels")?;
        empty(&wheels)?;
        let mut build = self.tool("maturin");
        build.args(["build", "--release", "--manifest-path", "python/Cargo.toml", "--out"]).arg(&wheels);
        build.arg("--interpreter").arg(self.bin.join("python"));
        // The addon for Node.js is built like this too: what both depend on is built once.
        if let Some(host) = host() {
            build.args(["--target", &host]);
        }
        step("python: wheel", &mut build)?;
        only_file(&wheels)
    }
}

/// A step on the way to a suite: its words are shown only if it fails.
pub(crate) fn step(name: &str, command: &mut Command) -> Result<(), Fault> {
    let ran = run::logged(name, command)?;
    if ran.ok {
        return Ok(());
    }
    ran.print_tail();
    Err(Fault::new(format!("{name} failed")))
}

/// Makes the folder anew.
pub(crate) fn empty(dir: &Path) -> Result<(), Fault> {
    drop(std::fs::remove_dir_all(dir));
    std::fs::create_dir_all(dir).doing(format!("cannot make {}", repo::shown(dir)))
}

/// The one file in a folder.
pub(crate) fn only_file(dir: &Path) -> Result<PathBuf, Fault> {
    let files = std::fs::read_dir(dir).doing(format!("cannot list {}", repo::shown(dir)))?;
    let found = files.filter_map(|entry| Some(entry.ok()?.path())).next();
    found.ok_or_else(|| Fault::new(format!("nothing was put into {}", repo::shown(dir))))
}

const PIP: [&str; 5] = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];

/// A list of requirements with those that it names by `-r`, as one text.
fn whole(requirements: &str) -> Result<String, Fault> {
    let path = repo::root().join(requirements);
    let text = std::fs::read_to_string(&path).doing(format!("cannot read {requirements}"))?;
    let folder = Path::new(requirements).parent().unwrap_or(Path::new(""));
    let mut all = text.clone();
    for named in text.lines().filter_map(|line| line.strip_prefix("-r ")) {
        all += &whole(&folder.join(named.trim()).to_string_lossy())?;
    }
    Ok(all)
}

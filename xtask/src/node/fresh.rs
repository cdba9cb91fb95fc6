//! Folders into which the tarballs are installed, as an application would.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::package::{install, package};
use super::tools::{self, inherit, npm_command, step};
use crate::fault::{Doing, Fault};
use crate::repo;

/// A folder outside of the sources, with what a committed lock names and the tarballs of this checkout.
pub(crate) struct Fresh {
    pub(crate) dir: PathBuf,
}

/// The tests that are copied into the folder of the tests; others have folders of their own.
const TESTS: &[&str] = &["adapters", "conformance", "core", "edge", "package", "support", "testing", "types"];

impl Fresh {
    /// The folder of the package's own tests, made once a run.
    pub(crate) fn of_tests() -> Result<&'static Fresh, Fault> {
        static MADE: OnceLock<Option<Fresh>> = OnceLock::new();
        let make = || {
            let fresh = Fresh::make("tests", &repo::root().join("node/test"))?;
            for folder in TESTS {
                fresh.copy(&repo::root().join("node/test").join(folder), &format!("test/{folder}"))?;
            }
            Ok(fresh)
        };
        let make = || make().inspect_err(|fault: &Fault| println!("    {fault}")).ok();
        MADE.get_or_init(make).as_ref().ok_or_else(|| Fault::new("the package could not be installed"))
    }

    /// A folder of that name below `target/`, with what `package.json` and its lock in `list` name, and the tarballs.
    pub(crate) fn make(name: &str, list: &Path) -> Result<Self, Fault> {
        let package = package().ok_or_else(|| Fault::new("the package was not built"))?;
        let dir = repo::work_dir(&format!("node/{name}"))?;
        for file in ["package.json", "package-lock.json"] {
            drop(std::fs::remove_file(dir.join(file)));
            if list.join(file).is_file() {
                std::fs::copy(list.join(file), dir.join(file))
                    .doing(format!("cannot copy {file} of {}", repo::shown(list)))?;
            }
        }
        install(&dir, &format!("node: packages, {name}"))?;
        for old in ["node_modules/bearward", "node_modules/@bearward"] {
            drop(std::fs::remove_dir_all(dir.join(old)));
        }
        // npm takes away what it does not know: the stamp of the first step, too.
        let stamp = dir.join("node_modules/installed.txt");
        let stamped = std::fs::read(&stamp).doing("cannot read the stamp of npm")?;
        let mut command = npm_command(&dir);
        command.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefer-offline"]);
        step(&format!("node: install, {name}"), command.args(package.files()?))?;
        std::fs::write(&stamp, stamped).doing("cannot write the stamp of npm")?;
        Ok(Self { dir })
    }

    /// Copies a folder, in the place of what was there; its own installed packages are left behind.
    pub(crate) fn copy(&self, from: &Path, to: &str) -> Result<(), Fault> {
        let to = self.dir.join(to);
        drop(std::fs::remove_dir_all(&to));
        copy_all(from, &to)
    }

    /// A program of the folder's own packages.
    pub(crate) fn tool(&self, name: &str) -> Command {
        let mut command = self.node();
        command.arg(self.dir.join("node_modules/.bin").join(name));
        command
    }

    /// Node.js in the folder; the tests find the repository by its variable.
    pub(crate) fn node(&self) -> Command {
        let mut command = Command::new(tools::node().unwrap_or_else(|| "node".into()));
        inherit(command.current_dir(&self.dir));
        command.env("BEARWARD_REPOSITORY", repo::root());
        command
    }

    /// Node's own runner over every `*.test.mjs` of these folders below `test/`.
    pub(crate) fn tests(&self, folders: &[&str]) -> Command {
        let mut files = Vec::new();
        for folder in folders {
            find_tests(&self.dir.join("test").join(folder), &mut files);
        }
        files.sort();
        self.run(&files)
    }

    /// The same over one file.
    pub(crate) fn test_file(&self, file: &str) -> Command {
        self.run(&[self.dir.join("test").join(file)])
    }

    fn run(&self, files: &[PathBuf]) -> Command {
        let mut command = self.node();
        command.args(["--test", "--test-reporter=tap"]).args(files);
        command
    }
}

/// The runner of the vectors is a suite of its own.
fn find_tests(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            find_tests(&path, files);
        } else if name.ends_with(".test.mjs")
            && (name != "conformance.test.mjs" || dir.ends_with("conformance"))
        {
            files.push(path);
        }
    }
}

fn copy_all(from: &Path, to: &Path) -> Result<(), Fault> {
    std::fs::create_dir_all(to).doing(format!("cannot make {}", repo::shown(to)))?;
    let entries = std::fs::read_dir(from).doing(format!("cannot list {}", repo::shown(from)))?;
    for entry in entries.filter_map(Result::ok) {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if !path.is_dir() {
            std::fs::copy(&path, &to).doing(format!("cannot copy {}", repo::shown(&path)))?;
        } else if entry.file_name() != "node_modules" {
            copy_all(&path, &to)?;
        }
    }
    Ok(())
}

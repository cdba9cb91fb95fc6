//! From the sources to the tarballs that a registry would get.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::tools::{self, inherit, npm_command, step};
use crate::fault::{Doing, Fault};
use crate::repo;

/// The packed package: itself and the addon of this platform.
pub(crate) struct Package {
    /// Where the tarballs are, and nothing else.
    pub(crate) tarballs: PathBuf,
}

/// That of this checkout. Built once a run; a fault is said where it happens.
pub(crate) fn package() -> Option<&'static Package> {
    static BUILT: OnceLock<Option<Package>> = OnceLock::new();
    BUILT.get_or_init(|| build().inspect_err(|fault| println!("    {fault}")).ok()).as_ref()
}

impl Package {
    /// Each tarball.
    pub(super) fn files(&self) -> Result<Vec<PathBuf>, Fault> {
        let files = std::fs::read_dir(&self.tarballs).doing("cannot list the tarballs")?;
        let mut files: Vec<PathBuf> = files.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        Ok(files)
    }
}

fn build() -> Result<Package, Fault> {
    let source = repo::root().join("node");
    install(&source, "node: npm ci")?;
    let types = source.join("native.d.ts");
    let before = std::fs::read_to_string(&types).unwrap_or_default();
    step("node: addon", npm_command(&source).args(["run", "--silent", "addon"]))?;
    if std::fs::read_to_string(&types).unwrap_or_default() != before {
        return Err("node/native.d.ts was not that of the addon; it is now: commit it".into());
    }
    drop(std::fs::remove_dir_all(source.join("dist")));
    step("node: tsc", npm_command(&source).args(["run", "--silent", "build"]))?;
    let tarballs = repo::work_dir("node/tarballs")?;
    let mut pack = Command::new(tools::node().unwrap_or_else(|| "node".into()));
    inherit(pack.current_dir(&source));
    step("node: pack", pack.arg("pack.mjs").arg(&tarballs))?;
    Ok(Package { tarballs })
}

/// `npm ci`, unless it was done for this very lock. A list without a lock names its packages by exact versions.
pub(super) fn install(folder: &Path, name: &str) -> Result<(), Fault> {
    let (lock, list) = (folder.join("package-lock.json"), folder.join("package.json"));
    let (list, how) = if lock.is_file() { (lock, "ci") } else { (list, "install") };
    let text = std::fs::read_to_string(&list).doing(format!("cannot read {}", repo::shown(&list)))?;
    let version = crate::tools::version(&tools::node().unwrap_or_default(), &["--version"]);
    let wanted = format!("{}\n{text}", version.unwrap_or_default());
    let stamp = folder.join("node_modules/installed.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|done| done == wanted) {
        return Ok(());
    }
    step(name, npm_command(folder).args([how, "--no-audit", "--no-fund"]))?;
    // `npm install` leaves a lock behind, which would stand for the list the next time.
    if how == "install" {
        drop(std::fs::remove_file(folder.join("package-lock.json")));
    }
    std::fs::write(&stamp, wanted).doing("cannot write the stamp of npm")
}

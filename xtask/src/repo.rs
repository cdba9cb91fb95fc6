//! Where things are in the checkout.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fault::{Doing, Fault};

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// A folder under `target/` for what the tasks leave behind; made if it is not there.
pub(crate) fn work_dir(name: &str) -> Result<PathBuf, Fault> {
    let dir = target_dir().join("xtask").join(name);
    std::fs::create_dir_all(&dir).doing(format!("cannot make {}", shown(&dir)))?;
    Ok(dir)
}

/// cargo's target folder.
pub(crate) fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// A path as a person at the root of the checkout would write it.
pub(crate) fn shown(path: &Path) -> String {
    let root = root();
    path.strip_prefix(&root).unwrap_or(path).display().to_string()
}

/// The files of the project: tracked ones and new ones that git does not ignore.
pub(crate) fn files() -> Result<Vec<PathBuf>, Fault> {
    let output = Command::new("git")
        // A checkout mounted into a container belongs to somebody else; listing it is harmless.
        .args(["-c", "safe.directory=*", "ls-files", "-z"])
        .args(["--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .doing("git cannot be started (Debian: apt-get install git)")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Fault::new(format!("git ls-files: {said}")));
    }
    let root = root();
    let mut files: Vec<PathBuf> = String::from_utf8_lossy(&output.stdout)
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(|name| root.join(name))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}

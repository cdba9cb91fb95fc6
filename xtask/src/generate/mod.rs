//! `cargo xtask generate`: files, or parts of files, that are made from the code.

mod denials;
mod licences;

use std::path::{Path, PathBuf};

use crate::fault::{Doing, Fault};
use crate::{repo, vectors};

/// A generator brings its files up to date (or, with `check`, leaves them) and names those that were not.
type Generator = fn(root: &Path, check: bool) -> Result<Vec<PathBuf>, Fault>;

const GENERATORS: &[Generator] = &[denials::generate, licences::generate, vectors::generate];

/// Writes what is not current, or only says so. False if something was to be checked and is not current.
pub(crate) fn run(check: bool) -> Result<bool, Fault> {
    let stale = bring_up_to_date(check)?;
    for path in &stale {
        let path = repo::shown(path);
        if check {
            println!("{path} is not current: cargo xtask generate");
        } else {
            println!("{path} written");
        }
    }
    Ok(!check || stale.is_empty())
}

/// The files that are not current.
pub(crate) fn stale() -> Result<Vec<PathBuf>, Fault> {
    bring_up_to_date(true)
}

/// For a generator: writes the text unless it is there already. True if it was not.
pub(crate) fn settle(path: &Path, text: &str, check: bool) -> Result<bool, Fault> {
    let now = std::fs::read_to_string(path).unwrap_or_default();
    if now == text {
        return Ok(false);
    }
    if !check {
        std::fs::write(path, text).doing(format!("cannot write {}", repo::shown(path)))?;
    }
    Ok(true)
}

fn bring_up_to_date(check: bool) -> Result<Vec<PathBuf>, Fault> {
    let root = repo::root();
    let mut stale = Vec::new();
    for generator in GENERATORS {
        stale.extend(generator(&root, check)?);
    }
    Ok(stale)
}

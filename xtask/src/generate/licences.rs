//! A package is packed from its own folder: the licences lie in it once more.

use std::path::{Path, PathBuf};

use super::settle;
use crate::fault::{Doing, Fault};

const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
const PACKAGES: [&str; 1] = ["python"];

pub(super) fn generate(root: &Path, check: bool) -> Result<Vec<PathBuf>, Fault> {
    let mut stale = Vec::new();
    for name in LICENCES {
        let text = std::fs::read_to_string(root.join(name)).doing(format!("cannot read {name}"))?;
        for package in PACKAGES {
            let copy = root.join(package).join(name);
            if settle(&copy, &text, check)? {
                stale.push(copy);
            }
        }
    }
    Ok(stale)
}

//! Nothing in the repository may name the machine it was written on, or a package registry's host.

use crate::fault::{Doing, Fault};
use crate::repo;

/// The one file that names the registry by cargo's own rules.
const EXCEPT: &[&str] = &["Cargo.lock"];

/// Files without text to read.
const BINARY_BYTE: u8 = 0;

/// Prints every place that names one. False if there is any.
pub(crate) fn none() -> Result<bool, Fault> {
    let mut good = true;
    let here = repo::root().display().to_string();
    for path in repo::files()? {
        let shown = repo::shown(&path);
        if EXCEPT.contains(&shown.as_str()) {
            continue;
        }
        let bytes = std::fs::read(&path).doing(format!("cannot read {shown}"))?;
        if bytes.contains(&BINARY_BYTE) {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        for (number, line) in text.lines().enumerate() {
            if let Some(what) = fault_in(line, &here) {
                println!("    {shown}:{}: {what}", number + 1);
                good = false;
            }
        }
    }
    Ok(good)
}

fn fault_in(line: &str, here: &str) -> Option<&'static str> {
    if line.contains(here) || machine_path(line) {
        return Some("a path of one machine");
    }
    registry_host(line).then_some("the host of a package registry")
}

/// An absolute path under a folder that is different on every machine. `/work/` in the middle of a path is none.
fn machine_path(line: &str) -> bool {
    ["/work/", "/root/", "/farm/", "/home/", "/Users/"].iter().any(|folder| {
        line.match_indices(folder).any(|(at, _)| {
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            let after = line.get(at + folder.len()..).and_then(|text| text.chars().next());
            let starts = before.is_none_or(|c| !c.is_alphanumeric() && !"._-}~*/".contains(c));
            starts && after.is_some_and(|c| c.is_ascii_alphabetic())
        })
    })
}

/// A URL whose host is a registry of Rust, Python or npm packages.
fn registry_host(line: &str) -> bool {
    line.match_indices("://").any(|(at, mark)| {
        let rest = line.get(at + mark.len()..).unwrap_or_default();
        let host = rest.split(['/', ':', '"', '\'', ' ', ')', '>', '`', '?', '#']).next();
        let host = host.unwrap_or_default().to_ascii_lowercase();
        let mut labels = host.rsplit('.');
        let (_, name) = (labels.next(), labels.next().unwrap_or_default());
        ["npm", "pypi", "pythonhosted", "crates"].iter().any(|registry| name.starts_with(registry))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // Put together here, so that this file does not name what it looks for.
    fn joined(parts: &[&str]) -> String {
        parts.concat()
    }

    #[test]
    fn sees_paths_of_a_machine() {
        assert!(machine_path(&joined(&["see /wo", "rk/main/x"])));
        assert!(machine_path(&joined(&["\"/ro", "ot/project\""])));
        assert!(machine_path(&joined(&["/ho", "me/somebody"])));
        assert!(!machine_path("docs/work/flow.md"));
        assert!(!machine_path("\"/work/\""));
    }

    #[test]
    fn sees_hosts_of_registries() {
        assert!(registry_host(&joined(&["https://registry.np", "mjs.org/left-pad"])));
        assert!(registry_host(&joined(&["(https://cr", "ates.io/crates/bearward)"])));
        assert!(!registry_host("https://github.com/npm/cli"));
        assert!(!registry_host("https://docs.rs/bearward"));
    }
}

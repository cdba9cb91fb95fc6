//! The README's table of denial codes, from the registry that answers them.

use std::path::{Path, PathBuf};

use bearward::DenialCode;

use super::settle;
use crate::fault::{Doing, Fault};

const BEGIN: &str = "<!-- denials -->";
const END: &str = "<!-- /denials -->";

/// Puts the table between the two marks in README.md.
pub(super) fn generate(root: &Path, check: bool) -> Result<Vec<PathBuf>, Fault> {
    let path = root.join("README.md");
    let text = std::fs::read_to_string(&path).doing("cannot read README.md")?;
    let text = between_marks(&text, &table())
        .ok_or_else(|| Fault::new(format!("README.md has no {BEGIN} ... {END}")))?;
    let stale = settle(&path, &text, check)?;
    Ok(stale.then_some(path).into_iter().collect())
}

fn table() -> String {
    let rows = DenialCode::ALL.iter().map(|code| {
        let error = code.oauth_error().map_or_else(|| "-".to_owned(), |error| format!("`{error}`"));
        let (status, meaning) = (code.status(), code.meaning());
        format!("| `{code}` | {status} | {error} | {meaning} |\n")
    });
    let head = "| code | status | RFC 6750 error | when |\n|---|--:|---|---|\n";
    std::iter::once(head.to_owned()).chain(rows).collect()
}

fn between_marks(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_only_what_is_between_the_marks() {
        let text = "a\n<!-- denials -->\nold\n<!-- /denials -->\nb\n";
        let new = "a\n<!-- denials -->\n| new |\n<!-- /denials -->\nb\n";
        assert_eq!(between_marks(text, "| new |\n").as_deref(), Some(new));
        assert_eq!(between_marks("no marks", ""), None);
    }

    #[test]
    fn every_code_has_a_row() {
        let table = table();
        for code in DenialCode::ALL {
            assert!(table.contains(&format!("| `{code}` | {} |", code.status())));
        }
    }
}

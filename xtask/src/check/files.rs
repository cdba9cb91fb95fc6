//! The house measure: no source file over 400 lines, and a median of 150 at most.

use crate::fault::{Doing, Fault};
use crate::repo;

const LONGEST: usize = 400;
const MEDIAN: usize = 150;

/// What counts as source.
const ENDINGS: &[&str] =
    &["rs", "py", "pyi", "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "sql", "css", "sh"];

/// Prints the files that are too long, and the median. False if a file is.
pub(crate) fn lengths() -> Result<bool, Fault> {
    let mut lengths = Vec::new();
    let mut good = true;
    for path in repo::files()? {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if !ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
            continue;
        }
        let shown = repo::shown(&path);
        let bytes = std::fs::read(&path).doing(format!("cannot read {shown}"))?;
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
        if lines > LONGEST {
            println!("    {shown} has {lines} lines; {LONGEST} is the limit");
            good = false;
        }
        lengths.push(lines);
    }
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
    let longest = lengths.last().copied().unwrap_or(0);
    let remark = if median > MEDIAN { format!(" (over the {MEDIAN} that we want)") } else { String::new() };
    println!("    {} source files, median {median} lines{remark}, longest {longest}", lengths.len());
    Ok(good)
}

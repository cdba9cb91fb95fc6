//! `cargo xtask conformance`: one set of cases, one runner a language, the same decisions.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use crate::cargo::{self, cargo};
use crate::fault::{Doing, Fault};
use crate::suite::{Outcome, Table};
use crate::{node, python, repo, run};

/// A language and its runner: `None` where it is not built yet, or its tools are not here.
struct Runner {
    language: &'static str,
    command: fn() -> Option<Command>,
}

const RUNNERS: &[Runner] = &[
    Runner { language: "rust", command: || Some(rust_with("")) },
    Runner { language: "python", command: python::conformance },
    Runner { language: "node", command: node::conformance },
    Runner { language: EDGE, command: node::edge_conformance },
];

/// The same package on WebCrypto: it is counted on a line of its own.
const EDGE: &str = "edge";

/// What one runner counted and decided.
struct Answers {
    language: &'static str,
    /// How many cases it ran; `None` if it did not say so.
    count: Option<usize>,
    decisions: BTreeMap<String, String>,
    passed: usize,
    failed: usize,
}

/// Runs all runners and prints `conformance: edge N`, then `conformance: rust N python N node N`.
pub(crate) fn run() -> Result<bool, Fault> {
    let table = Table::default();
    let mut line = String::new();
    table.run("conformance", || suite(&mut line));
    Ok(table.close(&[line]))
}

/// As one suite of the test run; leaves the closing line in `line`.
pub(crate) fn suite(line: &mut String) -> Result<Outcome, Fault> {
    let mut all = Vec::new();
    let mut counts = Vec::new();
    for runner in RUNNERS {
        let answers = match (runner.command)() {
            Some(mut command) => Some(ask(runner.language, &mut command)?),
            None => None,
        };
        let count = answers.as_ref().and_then(|answers| answers.count);
        let count = count.map_or_else(|| "-".to_owned(), |count| count.to_string());
        counts.push(format!("{} {count}", runner.language));
        all.extend(answers);
    }
    let (edge, languages): (Vec<_>, Vec<_>) = counts.iter().partition(|count| count.starts_with(EDGE));
    *line = [edge, languages].map(|counts| format!("conformance: {}", joined(&counts))).join("\n");
    let differences = compare(&all);
    for difference in &differences {
        println!("    {difference}");
    }
    hand_over(&all)?;
    let failed = all.iter().map(|answers| answers.failed).sum::<usize>() + differences.len();
    let passed = all.iter().map(|answers| answers.passed).sum();
    Ok(if failed == 0 { Outcome::Passed(passed) } else { Outcome::Failed { passed, failed } })
}

fn joined(counts: &[&String]) -> String {
    counts.iter().map(|count| count.as_str()).collect::<Vec<_>>().join(" ")
}

/// The runner of Rust with other features of a dependency switched on, which must change no decision.
pub(crate) fn rust_with(features: &str) -> Command {
    let mut command = cargo(&["test", "-p", "bearward", "--all-features", "--test", "conformance"]);
    if !features.is_empty() {
        command.args(["--features", features]);
    }
    command.args(["--", "--nocapture"]);
    command
}

fn ask(language: &'static str, command: &mut Command) -> Result<Answers, Fault> {
    let file = repo::work_dir("decisions")?.join(format!("{language}.tsv"));
    drop(std::fs::remove_file(&file));
    command.env("BEARWARD_DECISIONS", &file);
    pass_vectors(command);
    let ran = run::logged(&format!("conformance: {language}"), command)?;
    let count = count_in(&ran.text, language);
    let (passed, mut failed) = cargo::counts(&ran.text);
    if !ran.ok || count.is_none() {
        ran.print_tail();
        failed = failed.max(1);
    }
    if count.is_none() {
        println!("    the runner of {language} did not print `conformance: {language} N`");
    }
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let decisions = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, decision)| (name.to_owned(), decision.to_owned()))
        .collect();
    Ok(Answers { language, count, decisions, passed, failed })
}

/// Each way in which a language differs from the first one.
fn compare(all: &[Answers]) -> Vec<String> {
    let mut differences = Vec::new();
    let Some((first, others)) = all.split_first() else {
        return differences;
    };
    for other in others {
        if other.count != first.count {
            differences.push(format!(
                "{} and {} did not run the same number of cases",
                first.language, other.language
            ));
        }
        let names = first.decisions.keys().chain(other.decisions.keys());
        let names: std::collections::BTreeSet<&String> = names.collect();
        for name in names {
            let said = |answers: &Answers| {
                answers.decisions.get(name).cloned().unwrap_or_else(|| "nothing".to_owned())
            };
            let (ours, theirs) = (said(first), said(other));
            if ours != theirs {
                differences.push(format!("{name}: {} {ours}, {} {theirs}", first.language, other.language));
            }
        }
    }
    differences
}

/// Puts the decisions where `BEARWARD_DECISIONS` asks for them.
fn hand_over(all: &[Answers]) -> Result<(), Fault> {
    let Some(file) = std::env::var_os("BEARWARD_DECISIONS") else {
        return Ok(());
    };
    let file = PathBuf::from(file);
    let Some(first) = all.first() else {
        return Ok(());
    };
    let lines = first.decisions.iter().map(|(name, decision)| format!("{name}\t{decision}\n"));
    let text: String = lines.collect();
    std::fs::write(&file, text).doing(format!("cannot write {}", file.display()))
}

/// A runner works in a folder of its own: relative directories are made absolute here.
pub(crate) fn pass_vectors(command: &mut Command) {
    if let Some(dirs) = std::env::var_os("BEARWARD_VECTORS") {
        let here = std::env::current_dir().unwrap_or_default();
        let absolute = std::env::split_paths(&dirs).map(|dir| here.join(dir));
        if let Ok(joined) = std::env::join_paths(absolute) {
            command.env("BEARWARD_VECTORS", joined);
        }
    }
}

/// The number after `conformance: <language>`.
fn count_in(text: &str, language: &str) -> Option<usize> {
    let mark = format!("conformance: {language} ");
    let (_, rest) = text.rsplit_once(&mark)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(language: &'static str, decisions: &[(&str, &str)]) -> Answers {
        let pairs = decisions.iter().map(|(name, said)| ((*name).to_owned(), (*said).to_owned()));
        Answers { language, count: Some(decisions.len()), decisions: pairs.collect(), passed: 1, failed: 0 }
    }

    #[test]
    fn reads_the_count() {
        assert_eq!(count_in("x\nconformance: rust 412\n", "rust"), Some(412));
        assert_eq!(count_in("conformance: rust 412", "python"), None);
        assert_eq!(count_in("conformance: rust many", "rust"), None);
    }

    #[test]
    fn names_each_difference() {
        let rust = answers("rust", &[("a", "accept"), ("b", "token_expired")]);
        let node = answers("node", &[("a", "accept"), ("b", "accept")]);
        let python = answers("python", &[("a", "accept")]);
        assert!(
            compare(&[answers("rust", &[("a", "accept")]), answers("node", &[("a", "accept")])]).is_empty()
        );
        assert_eq!(compare(&[rust, node]), ["b: rust token_expired, node accept"]);
        assert_eq!(
            compare(&[answers("rust", &[("a", "accept"), ("b", "x")]), python]),
            ["rust and python did not run the same number of cases", "b: rust x, python nothing",]
        );
    }
}

//! Which files are read.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::format::File;

/// Every `*.json` of `vectors/` and of the added directories, but the schema.
pub(crate) fn all() -> Vec<(PathBuf, File)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")];
    if let Some(more) = std::env::var_os("BEARWARD_VECTORS") {
        folders.extend(std::env::split_paths(&more).filter(|path| !path.as_os_str().is_empty()));
    }
    let files = folders.iter().flat_map(|folder| files_of(folder)).collect();
    supported(files)
}

#[cfg(feature = "aws-lc-rs")]
fn supported(files: Vec<(PathBuf, File)>) -> Vec<(PathBuf, File)> {
    files
}

/// ring has neither ES512 nor AES-CBC: that build says what it leaves out, and runs all the rest.
#[cfg(not(feature = "aws-lc-rs"))]
fn supported(mut files: Vec<(PathBuf, File)>) -> Vec<(PathBuf, File)> {
    let left_out: usize = files.iter_mut().map(|(_, file)| file.leave_out_unsupported()).sum();
    println!("left out: {left_out} cases that need ES512 or JWE (feature aws-lc-rs)");
    files
}

fn files_of(folder: &Path) -> Vec<(PathBuf, File)> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .filter(|path| path.file_name().is_some_and(|name| name != "schema.json"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} holds no vectors", folder.display());
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

/// Reads a file case by case: one that this runner does not understand is a fault of its own, and the others still run.
fn read(path: &Path) -> File {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut whole: Map<String, Value> =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut faults = Vec::new();
    for list in whole.values_mut().filter_map(Value::as_array_mut) {
        list.retain(|case| match File::understands(case) {
            Ok(()) => true,
            Err(why) => {
                faults.push((
                    case.get("name").map_or("a case", |name| name.as_str().unwrap_or_default()).to_owned(),
                    why,
                ));
                false
            }
        });
    }
    let mut file: File = serde_json::from_value(Value::Object(whole))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(file.format, 1, "{}: this runner knows format 1", path.display());
    file.faults = faults;
    file
}

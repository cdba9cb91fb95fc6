//! The Next.js application, built once: a copy of its sources, packages by its lock file, bearward from its tarballs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use ring::digest::{Context, SHA256};

use super::server::step;
use crate::fault::{Doing, Fault};
use crate::node::{self, Fresh};
use crate::repo;

/// Built, and ready to be started.
pub(super) struct App(Fresh);

const SOURCE: &str = "examples/nextjs-tasks";

impl App {
    /// Builds what has changed; once a run. A fault is said where it happens.
    pub(super) fn build() -> Result<&'static Self, Fault> {
        static BUILT: OnceLock<Option<App>> = OnceLock::new();
        if node::node().is_none() || node::npm().is_none() {
            return Err(node::HOW_TO_GET.into());
        }
        let build = || make().inspect_err(|fault| println!("    {fault}")).ok();
        BUILT.get_or_init(build).as_ref().ok_or_else(|| Fault::new("the Next.js application was not built"))
    }

    /// A script of its own packages.
    pub(super) fn script(&self, path: &str) -> Command {
        script(&self.0, path)
    }
}

fn make() -> Result<App, Fault> {
    let fresh = Fresh::make("nextjs-tasks", &repo::root().join(SOURCE))?;
    let mut sources = copy(&fresh.dir)?;
    let packages = node::package().ok_or("the npm package was not built")?;
    let packed = std::fs::read_dir(&packages.tarballs).doing("cannot list the tarballs")?;
    sources.extend(packed.filter_map(|entry| Some(entry.ok()?.path())));
    sources.sort();
    let now = digest(&sources)?;
    let stamp = fresh.dir.join(".next/built.txt");
    if !std::fs::read_to_string(&stamp).is_ok_and(|then| then == now) {
        drop(std::fs::remove_file(&stamp));
        step("nextjs-tasks: next build", script(&fresh, "node_modules/next/dist/bin/next").arg("build"))?;
        std::fs::write(&stamp, &now).doing("cannot write the stamp of the build")?;
    }
    step("nextjs-tasks: its tests", script(&fresh, "node_modules/typescript/bin/tsc").args(["-p", "e2e"]))?;
    Ok(App(fresh))
}

fn script(fresh: &Fresh, path: &str) -> Command {
    let mut command = fresh.node();
    command.arg(path).env("NEXT_TELEMETRY_DISABLED", "1").env_remove("NEXT_PUBLIC_API_URL");
    command
}

/// The sources as they are now, and nothing of what they were before; packages and build stay. Returns what is built.
fn copy(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let source = repo::root().join(SOURCE);
    let kept = ["node_modules", ".next", "next-env.d.ts"];
    for entry in std::fs::read_dir(folder).doing("cannot list the copy")?.filter_map(Result::ok) {
        if !kept.iter().any(|name| entry.file_name() == *name) {
            let path = entry.path();
            let gone =
                if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            gone.doing(format!("cannot delete {}", repo::shown(&path)))?;
        }
    }
    let mut copied = Vec::new();
    for file in repo::files()? {
        let Ok(name) = file.strip_prefix(&source) else { continue };
        let to = folder.join(name);
        let parent = to.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).doing(format!("cannot make {}", repo::shown(parent)))?;
        std::fs::copy(&file, &to).doing(format!("cannot copy {}", repo::shown(&file)))?;
        // The tests are no part of what is built.
        if !name.starts_with("e2e") {
            copied.push(to);
        }
    }
    Ok(copied)
}

/// Of names and contents.
fn digest(files: &[PathBuf]) -> Result<String, Fault> {
    let mut context = Context::new(&SHA256);
    for file in files {
        let bytes = std::fs::read(file).doing(format!("cannot read {}", repo::shown(file)))?;
        context.update(file.to_string_lossy().as_bytes());
        context.update(&bytes.len().to_be_bytes());
        context.update(&bytes);
    }
    Ok(context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
}

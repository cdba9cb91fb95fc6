//! The peers: programs that are told tokens line by line, and answer as soon as they know.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use bearward::testing::TestIssuer;
use serde::Deserialize;
use serde_json::json;

use crate::contestant::{Contestant, Maker, Pending, Settings, Verdict};
use crate::install::Installed;

/// All of them, by the names of their packages.
pub(crate) fn all(installed: &Installed) -> Vec<Box<dyn Maker>> {
    let node = |package: &'static str| Peer {
        name: installed.named(package),
        program: installed.node.clone(),
        words: vec![installed.node_script.display().to_string(), package.to_owned()],
    };
    let python = Peer {
        name: installed.named("PyJWT"),
        program: installed.python.display().to_string(),
        words: vec![installed.python_script.display().to_string()],
    };
    vec![Box::new(node("jose")), Box::new(node("aws-jwt-verify")), Box::new(python)]
}

struct Peer {
    name: String,
    program: String,
    words: Vec<String>,
}

impl Maker for Peer {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn make(&self, issuer: &TestIssuer, settings: Settings) -> Result<Box<dyn Contestant>, String> {
        let settings = json!({
            "jwks": issuer.jwks_url(),
            "issuer": issuer.issuer(),
            "audience": issuer.audience(),
            "max_age": settings.max_age,
            "cooldown": settings.cooldown,
        });
        let mut child = Command::new(&self.program)
            .args(&self.words)
            .arg(settings.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", self.name))?;
        let (Some(tokens), Some(verdicts)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("a child without pipes".to_owned());
        };
        let waiting = Waiting::default();
        let readers = waiting.clone();
        thread::spawn(move || readers.read(verdicts));
        Ok(Box::new(Running { name: self.name.clone(), child, tokens, waiting, next: 0 }))
    }
}

struct Running {
    name: String,
    child: Child,
    tokens: ChildStdin,
    waiting: Waiting,
    next: u64,
}

impl Contestant for Running {
    fn start(&mut self, token: &str) -> Result<Pending, String> {
        let (sender, verdict) = channel();
        let id = self.next;
        self.next += 1;
        self.waiting.lock().insert(id, sender);
        let started = Instant::now();
        let line = json!({"id": id, "token": token});
        writeln!(self.tokens, "{line}")
            .and_then(|()| self.tokens.flush())
            .map_err(|error| format!("{} is gone: {error}", self.name))?;
        Ok(Pending { started, verdict })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It ends when its input does; a fetch that hangs may keep it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Who waits for which verdict.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<HashMap<u64, Sender<Verdict>>>>);

#[derive(Deserialize)]
struct Line {
    id: u64,
    ok: bool,
    ms: f64,
    #[serde(default)]
    why: String,
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Sender<Verdict>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// To the end of the peer; those who wait then are told by the end of their channel.
    fn read(&self, verdicts: ChildStdout) {
        for line in BufReader::new(verdicts).lines().map_while(Result::ok) {
            let Ok(Line { id, ok, ms, why }) = serde_json::from_str(&line) else { continue };
            let took = Duration::try_from_secs_f64(ms / 1_000.0).unwrap_or_default();
            if let Some(sender) = self.lock().remove(&id) {
                let _ = sender.send(Verdict { took, refused: (!ok).then_some(why) });
            }
        }
        self.lock().clear();
    }
}

//! A thousand people, each with an account, a token and tasks of their own, who look at their lists again and again.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use bearward_benches::{Row, Side};
use serde_json::json;

use crate::Options;
use crate::http::Client;
use crate::people;
use crate::wrk::Wrk;

/// Everybody's token, in a file that is deleted when this value goes.
pub(crate) struct Crowd {
    tokens: Vec<String>,
    folder: PathBuf,
}

/// Hands that sign people up.
const HANDS: usize = 4;

/// What everybody has in their list.
const TASKS: usize = 3;

/// Who is asked, and how long people think between two looks at their list, in the mean.
const SCENES: [(&str, &str, Duration); 3] = [
    ("axum", "axum", Duration::from_secs(4)),
    ("FastAPI", "fastapi", Duration::from_secs(4)),
    ("axum, in a hurry", "axum", Duration::from_millis(500)),
];

const LENGTH: Duration = Duration::from_secs(60);

impl Crowd {
    /// Signs everybody up, and gives everybody a token and tasks in both APIs.
    pub(crate) fn gather(options: &Options) -> Result<Self, String> {
        let next = AtomicUsize::new(0);
        let hand = || -> Result<Vec<(String, String)>, String> {
            let client = Client::new();
            let mut people = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= options.users {
                    return Ok(people);
                }
                people.push(one(&client, options, number)?);
            }
        };
        let hands: Result<Vec<_>, String> = thread::scope(|scope| {
            let hands: Vec<_> = (0..HANDS).map(|_| scope.spawn(hand)).collect();
            hands
                .into_iter()
                .map(|hand| hand.join().unwrap_or_else(|_| Err("a hand panicked".into())))
                .collect()
        });
        let people: Vec<(String, String)> = hands?.into_iter().flatten().collect();
        let folder = std::env::temp_dir().join(format!("bearward-stack-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let crowd = Self { tokens: people.iter().map(|(_, token)| token.clone()).collect(), folder };
        let lines: String = people.iter().map(|(id, token)| format!("{id} {token}\n")).collect();
        fs::write(crowd.folder.join("people.txt"), lines).map_err(|error| format!("people.txt: {error}"))?;
        Ok(crowd)
    }

    pub(crate) fn some_token(&self) -> &str {
        self.tokens.first().map_or("", String::as_str)
    }

    /// Each scene as a row.
    pub(crate) fn rows(&self, options: &Options) -> Result<Vec<Row>, String> {
        let group =
            format!("GET /api/{{user_id}}/tasks, {} signed-in users at once, PostgreSQL", options.users);
        let wrk = Wrk::new(&self.folder)?;
        let mut rows = Vec::new();
        for (name, api, think) in SCENES {
            let origin = if api == "axum" { &options.axum } else { &options.fastapi };
            let connections = options.users;
            // The first round fills pools and caches.
            wrk.run(origin, connections, think, Duration::from_secs(5))?;
            let answers = wrk.run(origin, connections, think, LENGTH)?;
            rows.push(
                Row::new(&group, name)
                    .with("think_s", think.as_secs_f64())
                    .with("requests_per_second", answers.requests / answers.seconds)
                    .with("p50_ms", answers.p50_ms)
                    .with("p99_ms", answers.p99_ms)
                    .target("p99_ms", Side::AtMost, 50.0),
            );
        }
        Ok(rows)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// One more account, with its token and its tasks; user id and token.
fn one(client: &Client, options: &Options, number: usize) -> Result<(String, String), String> {
    let name = format!("user {number} of {}", std::process::id());
    let person = people::enter(client, &options.web, "sign-up", &name)?;
    let token = people::token(client, &options.web, &person)?;
    for api in [&options.axum, &options.fastapi] {
        for task in 0..TASKS {
            let url = format!("{api}/api/{}/tasks", person.id);
            client.post(&url, Some(&token), &json!({ "title": format!("task {task}") }))?;
        }
    }
    Ok((person.id, token))
}

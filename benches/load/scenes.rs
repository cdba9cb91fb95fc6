//! What is measured: plain and guarded slices beside each other, many times.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bearward_benches::{Row, Side, median};

use crate::machine::{processor_time, two_cores};
use crate::server::Listening;
use crate::wrk::{Slice, Wrk};

pub(crate) const EMPTY: &str = "a handler that does nothing, 10 connections";
pub(crate) const DATABASE: &str = "a handler with an SQLite query, 10 connections";
pub(crate) const CONNECTIONS: &str = "1000 connections, each thinking 80 ms in the mean";

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(2);

/// The running server and its wrk. Dropping it ends the server and removes its files.
pub(crate) struct Stage {
    server: Child,
    listening: Listening,
    wrk: Wrk,
    cores: [u32; 2],
    folder: PathBuf,
}

/// A route and the token that it is asked with.
#[derive(Clone, Copy)]
struct Route {
    name: &'static str,
    path: &'static str,
    /// The algorithm of the token that is sent.
    token: Option<&'static str>,
    /// The share of the plain route's throughput that it should keep.
    keeps: Option<f64>,
}

const fn route(name: &'static str, path: &'static str, token: &'static str) -> Route {
    Route { name, path, token: Some(token), keeps: None }
}

/// One slice of one route.
#[derive(Clone, Copy)]
struct Taken {
    per_second: f64,
    /// Of the server, for each request.
    cpu_us: f64,
    /// Of the server's core.
    busy: f64,
    p50_ms: f64,
    p99_ms: f64,
}

impl Stage {
    pub(crate) fn new() -> Result<Self, String> {
        let cores = two_cores()?;
        let folder = std::env::temp_dir().join(format!("bearward-load-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let wrk = Wrk::new(cores[1], &folder).inspect_err(|_| drop(fs::remove_dir_all(&folder)))?;
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let server = Command::new("taskset")
            .args(["-c", &cores[0].to_string()])
            .arg(program)
            .arg("serve")
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let server = server.map_err(|error| format!("the server: {error}"))?;
        let listening = Listening { port: 0, tokens: Default::default() };
        // From here on dropping the stage cleans up.
        let mut stage = Self { server, listening, wrk, cores, folder };
        stage.listening = stage.wait()?;
        Ok(stage)
    }

    fn wait(&mut self) -> Result<Listening, String> {
        let mut line = String::new();
        let output = self.server.stdout.take().ok_or("the server has no output")?;
        BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
        serde_json::from_str(&line).map_err(|_| "the server did not start".to_owned())
    }

    pub(crate) fn heading(&self) -> String {
        let [server, client] = self.cores;
        format!("server on core {server}, wrk on core {client}, loopback; medians of alternating slices")
    }

    fn slice(&self, route: &Route, connections: u32, length: Duration) -> Result<Taken, String> {
        let url = format!("http://127.0.0.1:{}{}", self.listening.port, route.path);
        let token = route.token.and_then(|name| self.listening.tokens.get(name)).map(String::as_str);
        let slice = Slice { url, token, connections, think: connections > 10, length };
        let before = processor_time(self.server.id())?;
        let answers = self.wrk.run(&slice)?;
        let cpu = processor_time(self.server.id())?.saturating_sub(before).as_secs_f64();
        Ok(Taken {
            per_second: answers.requests / answers.seconds,
            cpu_us: cpu / answers.requests * 1e6,
            busy: cpu / answers.seconds,
            p50_ms: answers.p50_ms,
            p99_ms: answers.p99_ms,
        })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What a guard costs where there is nothing else.
pub(crate) fn empty(stage: &mut Stage, rounds: usize) -> Result<Vec<Row>, String> {
    let guarded = [
        Route { keeps: Some(0.80), ..route("bearward HS256", "/HS256", "HS256") },
        route("bearward EdDSA", "/EdDSA", "EdDSA"),
        route("bearward RS256", "/RS256", "RS256"),
        route("bearward EdDSA, token cache", "/cached/EdDSA", "EdDSA"),
        route("jsonwebtoken 11 HS256", "/peer/HS256", "HS256"),
        route("jsonwebtoken 11 EdDSA", "/peer/EdDSA", "EdDSA"),
        Route { token: None, ..route("plain, no token sent", "/plain", "") },
    ];
    shares(stage, EMPTY, route("plain", "/plain", "HS256"), &guarded, rounds)
}

/// What it costs where the handler does its work.
pub(crate) fn database(stage: &mut Stage, rounds: usize) -> Result<Vec<Row>, String> {
    let guarded = [
        Route { keeps: Some(0.95), ..route("bearward HS256", "/tasks/HS256", "HS256") },
        route("bearward EdDSA", "/tasks/EdDSA", "EdDSA"),
    ];
    // A database's times are less even: more rounds.
    shares(stage, DATABASE, route("plain", "/tasks", "HS256"), &guarded, rounds * 2)
}

/// Each guarded slice stands beside a plain one of its own, asked with the very same request; which goes first alternates.
fn shares(
    stage: &Stage,
    group: &str,
    plain: Route,
    guarded: &[Route],
    rounds: usize,
) -> Result<Vec<Row>, String> {
    let mut plain_slices = Vec::new();
    let mut pairs: Vec<Vec<[Taken; 2]>> = vec![Vec::new(); guarded.len()];
    for round in 0..rounds {
        for (route, pairs) in guarded.iter().zip(&mut pairs) {
            let beside = Route { token: route.token.or(plain.token), ..plain };
            let take = |route: &Route| stage.slice(route, 10, SHORT);
            let pair = if round % 2 == 0 {
                let first = take(&beside)?;
                [first, take(route)?]
            } else {
                let first = take(route)?;
                [take(&beside)?, first]
            };
            plain_slices.extend(pair.first().copied());
            pairs.push(pair);
        }
    }
    let mut rows = vec![common(Row::new(group, plain.name), &plain_slices).with("share", 1.0)];
    for (route, pairs) in guarded.iter().zip(&pairs) {
        let slices: Vec<Taken> = pairs.iter().map(|[_, guarded]| *guarded).collect();
        let middle = |of: &dyn Fn(&[Taken; 2]) -> f64| median(&pairs.iter().map(of).collect::<Vec<_>>());
        let row = common(Row::new(group, route.name), &slices)
            .with("share", middle(&|[plain, guarded]| guarded.per_second / plain.per_second))
            .with("share_of_cpu", middle(&|[plain, guarded]| plain.cpu_us / guarded.cpu_us))
            .with("added_us", middle(&|[plain, guarded]| guarded.cpu_us - plain.cpu_us));
        rows.push(match route.keeps {
            Some(share) => row.target("share", Side::AtLeast, share),
            None => row,
        });
    }
    Ok(rows)
}

/// Many connections at a rate that the server can do: how long an answer takes.
pub(crate) fn connections(stage: &mut Stage, rounds: usize) -> Result<Vec<Row>, String> {
    let routes = [
        route("plain", "/plain", "HS256"),
        route("bearward HS256", "/HS256", "HS256"),
        route("bearward EdDSA", "/EdDSA", "EdDSA"),
        route("bearward EdDSA, token cache", "/cached/EdDSA", "EdDSA"),
        route("jsonwebtoken 11 HS256", "/peer/HS256", "HS256"),
    ];
    let mut taken: [Vec<Taken>; 5] = Default::default();
    for _ in 0..rounds.div_ceil(3) {
        for (route, taken) in routes.iter().zip(&mut taken) {
            taken.push(stage.slice(route, 1000, LONG)?);
        }
    }
    let rows = routes.iter().zip(&taken).map(|(route, taken)| {
        let middle = |of: &dyn Fn(&Taken) -> f64| median(&taken.iter().map(of).collect::<Vec<_>>());
        let row = common(Row::new(CONNECTIONS, route.name), taken)
            .with("p50_ms", middle(&|taken| taken.p50_ms))
            .with("p99_ms", middle(&|taken| taken.p99_ms));
        if route.name.starts_with("bearward") { row.target("p99_ms", Side::AtMost, 5.0) } else { row }
    });
    Ok(rows.collect())
}

fn common(row: Row, taken: &[Taken]) -> Row {
    let middle = |of: &dyn Fn(&Taken) -> f64| median(&taken.iter().map(of).collect::<Vec<_>>());
    row.with("requests_per_second", middle(&|taken| taken.per_second))
        .with("cpu_us", middle(&|taken| taken.cpu_us))
        .with("busy", middle(&|taken| taken.busy))
}

//! The API in this process, listening on a free port, with an issuer of its own.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::JoinHandle;

use axum_tasks::Config;
use bearward::testing::TestIssuer;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::client::{Reply, send};
use super::database::Scratch;

/// Stops when it is dropped.
pub struct Server<'s> {
    pub issuer: TestIssuer,
    pub database: &'s Scratch,
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), String>>>,
}

/// A server with further settings.
pub fn serve_on<'s>(database: &'s Scratch, settings: &[(&str, &str)]) -> Server<'s> {
    server(TestIssuer::start(), database, settings)
}

/// The same with a given issuer.
pub fn server<'s>(issuer: TestIssuer, database: &'s Scratch, settings: &[(&str, &str)]) -> Server<'s> {
    let (jwks_url, iss, aud) = (issuer.jwks_url(), issuer.url().to_owned(), issuer.audience().to_owned());
    let mut values = vec![("PORT", "0"), ("DATABASE_URL", database.url.as_str())];
    if !settings.iter().any(|(name, _)| *name == "AUTH_SECRET") {
        values.extend([("JWKS_URL", jwks_url.as_str()), ("ISSUER", &iss), ("AUDIENCE", &aud)]);
    }
    values.extend(settings);
    let config = Config::from_values(values).unwrap_or_else(|faults| panic!("{faults:?}"));

    let (stop, stopped) = oneshot::channel::<()>();
    let (listening, address) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let stop = async { drop(stopped.await) };
        runtime.block_on(axum_tasks::serve(config, move |address| listening.send(address).unwrap(), stop))
    });
    let address = address.recv().expect("the server did not start");
    Server { issuer, database, address, stop: Some(stop), thread: Some(thread) }
}

impl Server<'_> {
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A good token of that user.
    pub fn token(&self, user: &str) -> String {
        self.issuer.mint(json!({"sub": user, "email": format!("{user}@example.com"), "name": user}))
    }

    /// A request with that token and, if there is one, a JSON body.
    pub fn call(&self, method: &str, path: &str, token: &str, body: Option<Value>) -> Reply {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let body = body.map(|body| body.to_string());
        let headers = if body.is_some() { &headers[..] } else { &headers[..1] };
        send(method, &self.url(path), headers, body.as_deref())
    }

    /// A request with no headers but those given.
    pub fn plain(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        send(method, &self.url(path), headers, None)
    }

    /// A new task of that user; the task.
    pub fn create(&self, user: &str, title: &str) -> Value {
        let reply = self.call("POST", "/tasks", &self.token(user), Some(json!({"title": title})));
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()
    }

    /// Stops as on SIGTERM and says how it ended.
    pub fn stop(&mut self) -> Result<(), String> {
        drop(self.stop.take());
        self.thread.take().expect("stopped twice").join().unwrap()
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        if self.thread.is_some() && !std::thread::panicking() {
            self.stop().unwrap();
        }
    }
}

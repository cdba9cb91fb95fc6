//! The server: the same handlers plain and guarded, on a runtime of one thread.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::routing::get;
use bearward::axum::Bearer;
use bearward::{Algorithm, Verifier};
use bearward_benches::{Material, Peer, User};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::database::{self, Tasks};

/// What the server says when it listens: one line of JSON.
#[derive(Deserialize, Serialize)]
pub(crate) struct Listening {
    pub(crate) port: u16,
    /// A good token for each algorithm, by its name.
    pub(crate) tokens: BTreeMap<String, String>,
}

/// Serves on loopback until standard input ends; the database is made in `folder`.
pub(crate) fn serve(folder: &Path) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("runtime: {error}"))?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| format!("bind: {error}"))?;
        let port = listener.local_addr().map_err(|error| error.to_string())?.port();
        let (routes, tokens) = routes(folder).await?;
        let listening = serde_json::to_string(&Listening { port, tokens });
        println!("{}", listening.map_err(|error| error.to_string())?);
        std::thread::spawn(stop_with_parent);
        axum::serve(listener, routes).await.map_err(|error| format!("serve: {error}"))
    })
}

fn stop_with_parent() {
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    std::process::exit(0);
}

async fn routes(folder: &Path) -> Result<(Router, BTreeMap<String, String>), String> {
    let tasks = Tasks::open(folder).await.map_err(|error| format!("database: {error}"))?;
    let mut router = Router::new().route("/plain", get(nothing));
    router = router.merge(database::plain(tasks.clone()));
    let mut tokens = BTreeMap::new();
    for algorithm in [Algorithm::Hs256, Algorithm::EdDsa, Algorithm::Rs256] {
        let material = Material::new(algorithm);
        let (name, verifier) = (algorithm.name(), verifier(&material, false)?);
        router = router
            .merge(guarded(&format!("/{name}"), verifier.clone()))
            .merge(guarded(&format!("/cached/{name}"), self::verifier(&material, true)?))
            .merge(database::guarded(&format!("/tasks/{name}"), verifier, tasks.clone()))
            .merge(peer(&format!("/peer/{name}"), &material)?);
        tokens.insert(name.to_owned(), material.token);
    }
    Ok((router, tokens))
}

fn verifier(material: &Material, cached: bool) -> Result<Verifier, String> {
    let builder = material.verifier();
    let builder = if cached { builder.token_cache(10_000, 16 << 20) } else { builder };
    builder.build().map_err(|error| error.to_string())
}

async fn nothing() -> &'static str {
    "ok"
}

fn guarded(path: &str, verifier: Verifier) -> Router {
    async fn handler(Bearer(_): Bearer) -> &'static str {
        "ok"
    }
    Router::new().route(path, get(handler)).with_state(verifier)
}

/// What one writes by hand around `jsonwebtoken`.
struct ByHand(
    #[expect(dead_code, reason = "as in the other handlers, the claims are made and not used")] User,
);

impl FromRequestParts<Arc<Peer>> for ByHand {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, peer: &Arc<Peer>) -> Result<Self, StatusCode> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or(StatusCode::UNAUTHORIZED)?;
        peer.verify(token).map(Self).ok_or(StatusCode::UNAUTHORIZED)
    }
}

fn peer(path: &str, material: &Material) -> Result<Router, String> {
    async fn handler(_: ByHand) -> &'static str {
        "ok"
    }
    let peer = Peer::new(material).ok_or("the peer cannot read the key")?;
    Ok(Router::new().route(path, get(handler)).with_state(Arc::new(peer)))
}

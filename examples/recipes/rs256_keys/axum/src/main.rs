//! Tasks behind a key set of RS256 keys: no start without keys, an issuer and an audience that differ, figures to watch.
//!
//! ```text
//! BETTER_AUTH_URL=https://app.example.com BETTER_AUTH_JWKS_URL=https://app.example.com/.well-known/jwks.json cargo run -p rs256-keys
//! ```

mod auth;
mod config;
mod metrics;
mod routes;

use std::process::ExitCode;
use std::sync::Arc;

use axum::extract::FromRef;
use axum_tasks::store::Store;
use bearward::Verifier;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use config::Config;
use metrics::Latency;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) verifier: Verifier,
    pub(crate) store: Arc<Store>,
    pub(crate) latency: Arc<Latency>,
}

impl FromRef<App> for Verifier {
    fn from_ref(app: &App) -> Verifier {
        app.verifier.clone()
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match start().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("rs256-keys: {fault}");
            ExitCode::FAILURE
        }
    }
}

async fn start() -> Result<(), String> {
    let config = Config::from_env()?;
    let level = if config.debug { "debug" } else { "info,sqlx=warn" };
    tracing_subscriber::fmt().with_env_filter(EnvFilter::new(level)).with_writer(std::io::stderr).init();
    let verifier = auth::verifier(&config).map_err(|error| error.to_string())?;
    // No start without keys.
    let warm = verifier.warm_async().await;
    warm.map_err(|denial| format!("JWKS endpoint unavailable: {}", denial.explain()))?;
    let store = Store::open(&config.database).await.map_err(|error| format!("DATABASE_URL: {error}"))?;
    let app = App { verifier, store: Arc::new(store), latency: Arc::default() };

    let listener = TcpListener::bind((config.host.as_str(), config.port)).await;
    let listener = listener.map_err(|error| format!("HOST, PORT: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("running on http://{address}");
    axum::serve(listener, routes::all(app, &config.allowed_origins)).await.map_err(|error| error.to_string())
}

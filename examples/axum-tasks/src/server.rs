//! Start and stop.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::config::Config;
use crate::routes;
use crate::state::App;
use crate::store::Store;

/// How long requests that are under way may take after the signal to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until `stop` is ready, then answers what is under way and closes the database. `listening` is told the address.
///
/// # Errors
/// One sentence that says what kept it from starting.
pub async fn serve(
    config: Config,
    listening: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), String> {
    let Config { host, port, verifier, require_keys, allowed_origins, database } = config;
    let store = Store::open(&database)
        .await
        .map_err(|error| format!("DATABASE_URL: the database cannot be used: {error}."))?;
    let app = App { verifier, store: Arc::new(store), allowed_origins };
    fetch_keys(&app, require_keys).await?;

    let unusable = |error: io::Error| format!("HOST, PORT: cannot listen on {host}:{port}: {error}.");
    let listener = TcpListener::bind((host.as_str(), port)).await.map_err(unusable)?;
    let address = listener.local_addr().map_err(unusable)?;
    listening(address);

    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let serving = axum::serve(listener, routes::app(app.clone())).with_graceful_shutdown(async move {
        stop.await;
        let _ = stopping.send(());
    });
    let late = async {
        let _ = stopped.await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        ended = serving.into_future() => ended.map_err(|error| format!("The server failed: {error}."))?,
        () = late => tracing::warn!("stopped before every request was answered"),
    }
    app.store.close().await;
    Ok(())
}

/// Required keys are fetched before the port opens; others while requests already come in.
async fn fetch_keys(app: &App, required: bool) -> Result<(), String> {
    let verifier = app.verifier.clone();
    if required {
        let warm = verifier.warm_async().await;
        return warm.map_err(|denial| {
            format!("REQUIRE_KEYS: the issuer's keys cannot be had ({}).", denial.explain())
        });
    }
    tokio::spawn(async move {
        if let Err(denial) = verifier.warm_async().await {
            tracing::warn!(reason = %denial.explain(), "no keys yet: tokens are answered with 503 until the issuer is back");
        }
    });
    Ok(())
}

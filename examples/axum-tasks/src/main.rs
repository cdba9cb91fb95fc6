//! The task API as a program: reads the environment (`.env.example` lists it), serves until SIGTERM or Ctrl-C.
//!
//! ```text
//! AUTH_BASE_URL=https://app.example.com cargo run -p axum-tasks
//! open http://127.0.0.1:8000/docs
//! ```

use std::process::ExitCode;

use axum_tasks::{Config, serve};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    // The log goes to stderr, one JSON object a line. Statements of the database are not for the log.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    std::panic::set_hook(Box::new(
        |panic| tracing::error!(%panic, "a request or a task of this program panicked"),
    ));

    let config = match Config::from_env() {
        Ok(config) => config,
        Err(faults) => return refuse(faults),
    };
    match serve(config, |address| println!("listening on http://{address}"), stop_signal()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => refuse([fault]),
    }
}

fn refuse(faults: impl IntoIterator<Item = String>) -> ExitCode {
    for fault in faults {
        eprintln!("axum-tasks: {fault}");
    }
    ExitCode::FAILURE
}

/// Ctrl-C, or SIGTERM from whatever runs this program.
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}

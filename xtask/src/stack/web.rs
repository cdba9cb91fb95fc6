//! The built Next.js application, as a server.

use std::path::Path;

use super::app::App;
use super::server::Server;
use crate::fault::Fault;

/// Where the application keeps its users.
pub(super) enum Users<'a> {
    /// In its embedded database, in this folder.
    Embedded(&'a Path),
    /// In PostgreSQL, at this URL.
    Postgres(&'a str),
}

/// Starts it on that port; its pages talk to the task API at `api`.
pub(super) fn start(app: &App, port: u16, api: &str, users: &Users) -> Result<Server, Fault> {
    let origin = format!("http://localhost:{port}");
    let mut command = app.script("node_modules/next/dist/bin/next");
    command
        .args(["start", "-H", "127.0.0.1", "-p", &port.to_string()])
        .env("BETTER_AUTH_URL", &origin)
        .env("NEXT_PUBLIC_API_URL", api);
    match users {
        Users::Embedded(folder) => command.env("DATA_DIR", folder.join("web")),
        Users::Postgres(url) => command
            .env("DATABASE_URL", url)
            .env("BETTER_AUTH_SECRET", "for one measurement, then thrown away"),
    };
    Server::start("nextjs-tasks", &mut command, origin, "/api/auth/ok")
}

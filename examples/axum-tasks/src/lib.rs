//! The reference task API: [bearward] on axum, with SQLite or PostgreSQL.
//!
//! A request passes [`http`] (limits, headers, CORS, log), then [`routes`] (token, owner, body), then [`store`] (SQL, always
//! filtered by the owner). Start reading at `routes/tasks_by_path.rs`.

pub mod account;
pub mod config;
mod config_auth;
pub mod error;
pub mod http;
pub mod page;
pub mod routes;
pub mod server;
pub mod state;
pub mod store;
pub mod task;
pub mod timestamp;
pub mod validation;

pub use config::Config;
pub use routes::app;
pub use server::serve;
pub use state::App;

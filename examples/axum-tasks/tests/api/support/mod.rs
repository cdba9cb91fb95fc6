//! A running server, a client, and a look into the database.

pub mod client;
pub mod database;
pub mod server;

pub use client::{Reply, raw};
pub use database::{Scratch, databases};
pub use server::{Server, serve_on, server};

/// Runs a test on every database at hand, each time with a new server and empty tables.
pub fn on_each_database(test: impl Fn(&Server)) {
    for scratch in databases() {
        eprintln!("on {}", scratch.kind());
        test(&serve_on(&scratch, &[]));
    }
}

//! What the measurements share: tokens, contestants, rounds, tables.
//!
//! - `cargo bench -p bearward-benches --bench ratios`: contestants in alternating rounds, with the targets
//! - `cargo bench -p bearward-benches --bench verify`: the same decisions under criterion, and the denials
//! - `cargo bench -p bearward-benches --bench jwks`: reading key sets, and headers made to be slow
//! - `cargo bench -p bearward-benches --bench heap`: what a decision takes from the heap
//! - `cargo run --release -p bearward-benches --bin load`: HTTP under load
//! - `cargo run --release -p bearward-benches --bin plot`: the pictures in `docs/`

mod contestants;
mod heap;
mod hostile;
mod material;
mod peer;
mod primitive;
mod results;
mod rounds;

pub use contestants::{Contestant, cached, contestants, known_header};
pub use heap::{CountingHeap, HeapUse, measured};
pub use hostile::hostile_headers;
pub use material::{AUDIENCE, ISSUER, Material, User, payload};
pub use peer::Peer;
pub use primitive::Primitive;
pub use results::{Row, Side, Target, median, read_rows, write_rows};
pub use rounds::{Measured, ratio, rounds};

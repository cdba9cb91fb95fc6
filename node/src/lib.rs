//! The npm package's binding: it converts and calls, and decides nothing. One file for each type of the core.
//!
//! Free functions over the numbers of verifiers, because a method of a class costs more than many a check; the classes that
//! people see are written in TypeScript (`node/ts`). A number is never used twice, and each environment (the main thread, every worker)
//! has a table of its own. A decision is made in line: it takes microseconds, and a trip to a worker pool takes longer. What
//! waits, waits for a flight of the core on a thread of its own, never in libuv's pool.

#![allow(unreachable_pub, reason = "what is public goes to JavaScript")]

mod callbacks;
mod claims;
mod cli;
mod denial;
mod env;
mod fetch;
mod hot;
mod log;
mod options;
mod presets;
mod request;
mod sessions;
mod testing;
mod text;
mod verdict;
mod verifier;
mod virtual_time;
mod wake;

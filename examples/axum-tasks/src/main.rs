//! The reference task API.
fn main() {}

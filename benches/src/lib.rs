//! Benchmarks of bearward; see README.md.

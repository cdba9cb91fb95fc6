//! The whole system: Better Auth in Next.js, and both task APIs behind it, from built packages.

mod apis;
mod app;
mod chromium;
mod demo;
mod http;
mod load;
mod people;
mod ports;
mod server;
mod table;
mod web;

pub(crate) use chromium::{browser, suites};
pub(crate) use demo::run;
pub(crate) use load::measure;

//! Where the three programs listen.

use std::net::TcpListener;

use crate::fault::{Doing, Fault};

/// One port each.
#[derive(Clone, Copy)]
pub(super) struct Ports {
    pub(super) web: u16,
    pub(super) fastapi: u16,
    pub(super) axum: u16,
}

/// Other ports for `--serve`, as `3000,8000,8001`.
const CHOICE: &str = "STACK_PORTS";

const USUAL: Ports = Ports { web: 3000, fastapi: 8000, axum: 8001 };

impl Ports {
    /// Ports that nobody uses at this moment.
    pub(super) fn free() -> Result<Self, Fault> {
        // Held together, so that they differ.
        let held: Vec<TcpListener> = (0..3)
            .map(|_| TcpListener::bind("127.0.0.1:0"))
            .collect::<Result<_, _>>()
            .doing("no free port")?;
        let mut ports = held.iter().map(|one| one.local_addr().map_or(0, |address| address.port()));
        let mut next = || ports.next().unwrap_or_default();
        Ok(Self { web: next(), fastapi: next(), axum: next() })
    }

    /// The usual ports, or those that the person has chosen; a fault if one is taken.
    pub(super) fn usual() -> Result<Self, Fault> {
        let ports = match std::env::var(CHOICE) {
            Ok(choice) => parse(&choice)?,
            Err(_) => USUAL,
        };
        for (name, port) in [("Next.js", ports.web), ("FastAPI", ports.fastapi), ("axum", ports.axum)] {
            // Both, since a program on `localhost` may have taken either.
            for host in ["127.0.0.1", "::1"] {
                let taken = TcpListener::bind((host, port)).err();
                if taken.is_some_and(|error| error.kind() == std::io::ErrorKind::AddrInUse) {
                    return Err(Fault::new(format!(
                        "port {port} (for {name}) is taken: end what listens there, or choose three others with {CHOICE}=3100,8100,8101"
                    )));
                }
            }
        }
        Ok(ports)
    }
}

fn parse(choice: &str) -> Result<Ports, Fault> {
    let ports: Vec<u16> = choice.split(',').filter_map(|port| port.trim().parse().ok()).collect();
    match ports.as_slice() {
        [web, fastapi, axum] if web != fastapi && web != axum && fastapi != axum => {
            Ok(Ports { web: *web, fastapi: *fastapi, axum: *axum })
        }
        _ => Err(Fault::new(format!(
            "{CHOICE} must be three ports such as 3000,8000,8001 (Next.js, FastAPI, axum)"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_different_ports() {
        let ports = parse("1, 2,3").expect("three ports");
        assert_eq!([ports.web, ports.fastapi, ports.axum], [1, 2, 3]);
        for wrong in ["", "1,2", "1,2,3,4", "1,1,2", "1,2,x", "1,2,70000"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}

//! A port that stays this issuer's own while it is down.

use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::{lock, random};

/// A reserved port of 127.0.0.1: no other issuer of this process takes it before this is dropped.
///
/// It lies below the ranges from which systems hand out ports of their own (32768 on Linux, 49152 elsewhere): while the
/// issuer is down, no outgoing connection and no listener on port 0 can land on it.
#[derive(Debug)]
pub(super) struct Port(u16);

static RESERVED: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());

const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;
const ATTEMPTS: usize = 200;

impl Port {
    pub(super) fn reserve() -> (Self, TcpListener) {
        let mut reserved = lock(&RESERVED);
        for _ in 0..ATTEMPTS {
            let number = FIRST + u16::from_be_bytes(random()) % COUNT;
            if reserved.contains(&number) {
                continue;
            }
            if let Ok(listener) = bind(number) {
                reserved.insert(number);
                return (Self(number), listener);
            }
        }
        panic!("no free port on 127.0.0.1 for a test issuer after {ATTEMPTS} attempts");
    }

    pub(super) fn number(&self) -> u16 {
        self.0
    }

    /// Listens on it again; another process may hold it for a moment.
    pub(super) fn listen_again(&self) -> TcpListener {
        let deadline = Instant::now() + Duration::from_secs(5);
        loop {
            match bind(self.0) {
                Ok(listener) => return listener,
                Err(_) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                Err(error) => panic!("port {} of the test issuer was taken: {error}", self.0),
            }
        }
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        lock(&RESERVED).remove(&self.0);
    }
}

fn bind(number: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, number))
}

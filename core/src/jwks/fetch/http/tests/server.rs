//! A server that does to each connection what the test says.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Listens on a free port of loopback until dropped, one thread per connection.
pub(super) struct Server {
    address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    stopped: AtomicBool,
    connections: AtomicUsize,
    heads: Mutex<Vec<String>>,
}

impl Server {
    /// Reads the request's head, then lets `answer` write.
    pub(super) fn http(answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Self {
        Self::start(move |stream, state| {
            let head = read_head(stream);
            state.heads.lock().unwrap().push(head);
            answer(stream);
        })
    }

    /// Answers each request with this text.
    pub(super) fn answering(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::http(move |stream| {
            let _ = stream.write_all(text.as_bytes());
        })
    }

    /// Leaves everything to `serve`.
    pub(super) fn raw(serve: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> Self {
        Self::start(move |stream, _| serve(stream))
    }

    fn start(serve: impl Fn(&mut TcpStream, &State) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let (shared, serve) = (state.clone(), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stopped.load(Ordering::SeqCst) {
                    return;
                }
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let (shared, serve) = (shared.clone(), serve.clone());
                thread::spawn(move || serve(&mut stream.unwrap(), &shared));
            }
        });
        Self { address, state }
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/jwks", self.address)
    }

    pub(super) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// The heads of the requests so far, in lower case.
    pub(super) fn heads(&self) -> Vec<String> {
        self.state.heads.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

/// Up to and with the empty line, in lower case.
pub(super) fn read_head(stream: &mut TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap_or(0) > 0 {}
    head.to_ascii_lowercase()
}

/// Writes one byte after the other, slowly, until the client hangs up or the text ends.
pub(super) fn drip(stream: &mut TcpStream, text: &str) {
    for byte in text.bytes() {
        if stream.write_all(&[byte]).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// A port on which nobody listens.
pub(super) fn closed_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

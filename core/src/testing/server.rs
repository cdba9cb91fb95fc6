//! A small HTTP/1.1 server: one thread that accepts, one for each connection, all gone when it stops.

use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::connection;
use super::lock;
use super::port::Port;
use super::site::Site;

#[derive(Debug)]
pub(super) struct Server {
    port: Port,
    running: Mutex<Option<Running>>,
}

impl Server {
    /// A port to serve on, not yet served.
    pub(super) fn bind() -> (Self, TcpListener) {
        let (port, listener) = Port::reserve();
        let running = Mutex::new(None);
        (Self { port, running }, listener)
    }

    pub(super) fn port(&self) -> u16 {
        self.port.number()
    }

    pub(super) fn serve(&self, listener: TcpListener, site: &Arc<Site>) {
        *lock(&self.running) = Some(Running::start(listener, site));
    }

    /// Listens on the same port again, unless it does.
    pub(super) fn up(&self, site: &Arc<Site>) {
        let mut running = lock(&self.running);
        if running.is_none() {
            *running = Some(Running::start(self.port.listen_again(), site));
        }
    }

    /// Closes the listener and every connection; the port refuses connections when this returns.
    pub(super) fn down(&self) {
        let running = lock(&self.running).take();
        if let Some(running) = running {
            running.stop(self.port());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.down();
    }
}

#[derive(Debug)]
struct Running {
    stopping: Arc<AtomicBool>,
    acceptor: JoinHandle<()>,
    connections: Arc<Mutex<Vec<Connection>>>,
}

#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    thread: JoinHandle<()>,
}

impl Running {
    fn start(listener: TcpListener, site: &Arc<Site>) -> Self {
        let stopping = Arc::new(AtomicBool::new(false));
        let connections = Arc::new(Mutex::new(Vec::new()));
        let acceptor = {
            let (site, stopping) = (Arc::clone(site), Arc::clone(&stopping));
            let connections = Arc::clone(&connections);
            move || accept_all(&listener, &site, &stopping, &connections)
        };
        let acceptor = thread::Builder::new()
            .name("bearward-test-issuer".into())
            .spawn(acceptor)
            .expect("a thread for the test issuer");
        Self { stopping, acceptor, connections }
    }

    fn stop(self, port: u16) {
        self.stopping.store(true, Ordering::SeqCst);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        // Accepting blocks: a connection of our own wakes it.
        while !self.acceptor.is_finished() {
            let _woken = TcpStream::connect_timeout(&address, Duration::from_millis(100));
            thread::sleep(Duration::from_millis(1));
        }
        let _panicked = self.acceptor.join();
        let connections = std::mem::take(&mut *lock(&self.connections));
        for connection in &connections {
            let _closed = connection.stream.shutdown(Shutdown::Both);
        }
        for connection in connections {
            let _panicked = connection.thread.join();
        }
    }
}

fn accept_all(
    listener: &TcpListener,
    site: &Arc<Site>,
    stopping: &AtomicBool,
    connections: &Mutex<Vec<Connection>>,
) {
    loop {
        let accepted = listener.accept();
        if stopping.load(Ordering::SeqCst) {
            return;
        }
        match accepted {
            Ok((stream, _)) => {
                site.count_connection();
                let connection = Connection::start(stream, site);
                let mut connections = lock(connections);
                connections.retain(|connection| !connection.thread.is_finished());
                connections.extend(connection);
            }
            // Out of descriptors, or a connection aborted in the queue: never a busy loop.
            Err(_) => thread::sleep(Duration::from_millis(10)),
        }
    }
}

impl Connection {
    /// `None` if the system has no thread or descriptor left: the client then sees a closed connection.
    fn start(stream: TcpStream, site: &Arc<Site>) -> Option<Self> {
        let served = stream.try_clone().ok()?;
        let site = Arc::clone(site);
        let thread = thread::Builder::new()
            .name("bearward-test-issuer".into())
            .spawn(move || connection::serve(served, &site))
            .ok()?;
        Some(Self { stream, thread })
    }
}

//! One connection: a request, an answer, the end.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use super::answer::{Answer, Pace};
use super::request::Request;
use super::site::Site;

/// The longest that a request may take to arrive, and one write to be taken.
const IO_LIMIT: Duration = Duration::from_secs(5);

/// The longest that any connection lives, a hanging one too.
const LIFE_LIMIT: Duration = Duration::from_secs(60);

/// Serves the connection to its end. Shutting the stream down from outside ends it at once.
pub(super) fn serve(mut stream: TcpStream, site: &Site) {
    answer(&mut stream, site);
    // Closing alone would not tell the client: the server holds the stream too, to end it from outside.
    let _closed = stream.shutdown(Shutdown::Both);
}

fn answer(stream: &mut TcpStream, site: &Site) {
    let deadline = Instant::now() + LIFE_LIMIT;
    let Some(request) = Request::read(stream, IO_LIMIT) else {
        return;
    };
    let reply = site.reply(request);
    let Some(answer) = reply.answer else {
        rest(stream, deadline);
        return;
    };
    if reply.after.is_zero() || rest(stream, deadline.min(Instant::now() + reply.after)) {
        // A client that has gone away is its own business.
        let _gone = Writer { stream, deadline }.send(&answer, reply.pace);
    }
}

struct Writer<'a> {
    stream: &'a mut TcpStream,
    deadline: Instant,
}

/// The client has gone, the issuer is going down, or the time is up.
struct Over;

impl Writer<'_> {
    fn send(&mut self, answer: &Answer, pace: Pace) -> Result<(), Over> {
        self.stream.set_write_timeout(Some(IO_LIMIT)).map_err(|_| Over)?;
        match pace {
            Pace::AtOnce => self.write(&[answer.head(false), answer.body.clone()].concat()),
            Pace::EachByte(pause) => self.trickle(&[answer.head(false), answer.body.clone()].concat(), pause),
            Pace::EachBodyByte(pause) => {
                self.write(&answer.head(false))?;
                self.trickle(&answer.body, pause)
            }
            Pace::BodyForEver => {
                self.write(&answer.head(true))?;
                // Repeated into pieces of a decent size, so that a short body floods too.
                let piece: Vec<u8> = answer.body.iter().copied().cycle().take(8192).collect();
                while !piece.is_empty() && Instant::now() < self.deadline {
                    self.write(&piece)?;
                }
                Ok(())
            }
        }
    }

    fn trickle(&mut self, bytes: &[u8], pause: Duration) -> Result<(), Over> {
        for byte in bytes {
            self.write(std::slice::from_ref(byte))?;
            let until = self.deadline.min(Instant::now() + pause);
            if !rest(self.stream, until) || until == self.deadline {
                return Err(Over);
            }
        }
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Over> {
        self.stream.write_all(bytes).map_err(|_| Over)
    }
}

/// Waits until then; false as soon as the connection is closed from either side.
///
/// Waiting is a read, which a shutdown of the stream ends: no sleeping thread outlives the issuer.
fn rest(stream: &mut TcpStream, until: Instant) -> bool {
    let mut ignored = [0; 256];
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        // A read limit below the clock's step would be refused or endless.
        let limit = left.max(Duration::from_millis(1));
        if stream.set_read_timeout(Some(limit)).is_err() {
            return false;
        }
        match stream.read(&mut ignored) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(error) if is_timeout(error.kind()) => {}
            Err(_) => return false,
        }
    }
}

fn is_timeout(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

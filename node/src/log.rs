//! The core's log lines go to the shell, from whatever thread they come.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};

use napi::Status;
use napi::bindgen_prelude::*;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, Subscriber};
use tracing::{Event, Level, Metadata};

type Line = FnArgs<(String, String, Vec<Vec<String>>)>;
type Sink = ThreadsafeFunction<Line, (), Line, Status, false, true, 0>;

/// Each environment's, with its thread.
static SINKS: Mutex<Vec<(ThreadId, Arc<Sink>)>> = Mutex::new(Vec::new());

/// Sends what the core logs to the shell. The `tracing` in this library is its own: no other library is listened to.
pub(crate) fn install() {
    // Another environment of this process finds it set.
    drop(tracing::subscriber::set_global_default(ToShell));
}

/// Where log lines go. Called once, by the loader.
#[napi(
    catch_unwind,
    ts_args_type = "callback: (level: string, message: string, fields: [string, string][]) => void"
)]
pub fn on_log(callback: Function<'_, Line, ()>) -> Result<()> {
    let sink = callback.build_threadsafe_function::<Line>().weak::<true>().build()?;
    forget_thread();
    sinks().push((thread::current().id(), Arc::new(sink)));
    Ok(())
}

/// This thread's environment is at its end.
pub(crate) fn forget_thread() {
    let here = thread::current().id();
    let gone: Vec<_> = sinks().extract_if(.., |(thread, _)| *thread == here).collect();
    drop(gone); // outside the lock
}

fn sinks() -> std::sync::MutexGuard<'static, Vec<(ThreadId, Arc<Sink>)>> {
    SINKS.lock().unwrap_or_else(PoisonError::into_inner)
}

struct ToShell;

impl Subscriber for ToShell {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target() == "bearward" && *metadata.level() <= Level::INFO
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let here = thread::current().id();
        let sink = {
            let sinks = sinks();
            // A flight's thread belongs to no environment: the first one hears of it.
            let own = sinks.iter().find(|(thread, _)| *thread == here).or_else(|| sinks.first());
            own.map(|(_, sink)| Arc::clone(sink))
        };
        if let Some(sink) = sink {
            let level = event.metadata().level().as_str().to_ascii_lowercase();
            let line = (level, fields.message, fields.others).into();
            // An environment that is closing logs nothing any more.
            let _ = sink.call(line, ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Fields {
    message: String,
    others: Vec<Vec<String>>,
}

impl Fields {
    fn add(&mut self, field: &Field, value: String) {
        match field.name() {
            "message" => self.message = value,
            name => self.others.push(vec![name.to_owned(), value]),
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field, format!("{value:?}"));
    }
}

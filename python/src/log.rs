//! The core's log lines go to Python's logger `bearward`.

use std::fmt::Debug;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, Subscriber};
use tracing::{Event, Level, Metadata};

use crate::ending;

/// Sends what the core logs to Python. The `tracing` in this library is its own: no other library is listened to.
pub(crate) fn install() {
    // A second import in the same process (a subinterpreter) finds it set.
    drop(tracing::subscriber::set_global_default(ToPython));
}

struct ToPython;

impl Subscriber for ToPython {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target() == "bearward"
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let level = *event.metadata().level();
        // An interpreter that is ending logs nothing any more.
        let _ = ending::attach(|py| {
            if let Err(error) = fields.emit(py, level) {
                error.write_unraisable(py, None);
            }
        });
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
    others: Vec<(&'static str, String)>,
}

impl Fields {
    fn emit(self, py: Python<'_>, level: Level) -> PyResult<()> {
        static EMIT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let level = match level {
            Level::ERROR => 40,
            Level::WARN => 30,
            Level::INFO => 20,
            _ => 10,
        };
        let fields = PyDict::new(py);
        for (name, value) in self.others {
            fields.set_item(name, value)?;
        }
        EMIT.import(py, "bearward._log", "emit")?.call1((level, self.message, fields)).map(drop)
    }

    fn add(&mut self, field: &Field, value: String) {
        match field.name() {
            "message" => self.message = value,
            name => self.others.push((name, value)),
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

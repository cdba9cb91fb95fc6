//! Collects what is logged, field by field, raw: before any formatter could escape it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// One event.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) target: String,
    pub(crate) level: tracing::Level,
    pub(crate) fields: BTreeMap<&'static str, String>,
}

impl Line {
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }
}

#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Line>>>);

impl<S: Subscriber> Layer<S> for Collector {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields(BTreeMap::new());
        event.record(&mut fields);
        let meta = event.metadata();
        let line = Line { target: meta.target().to_owned(), level: *meta.level(), fields: fields.0 };
        self.0.lock().unwrap().push(line);
    }
}

struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

/// The log of this thread while it lives. With a single-threaded runtime that is the log of all requests of a test.
pub(crate) struct Log {
    collector: Collector,
    _guard: DefaultGuard,
}

impl Log {
    pub(crate) fn start() -> Self {
        // While this thread's is the only subscriber, tracing asks whichever thread comes first whether an event is wanted at all,
        // and keeps a "never" of one that has none.
        let _ = global();
        let collector = Collector::default();
        let subscriber = tracing_subscriber::registry().with(collector.clone());
        Self { collector, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// All lines of bearward since the last look.
    pub(crate) fn take(&self) -> Vec<Line> {
        let lines = std::mem::take(&mut *self.collector.0.lock().unwrap());
        lines.into_iter().filter(|line| line.target == "bearward").collect()
    }

    /// The lines about denials since the last look.
    pub(crate) fn denials(&self) -> Vec<Line> {
        self.take().into_iter().filter(|line| line.field("message") == Some("request denied")).collect()
    }
}

/// Everything logged by threads without a log of their own, such as those that fetch keys.
pub(crate) fn of_other_threads() -> Vec<Line> {
    global().0.lock().unwrap().clone()
}

fn global() -> &'static Collector {
    static GLOBAL: OnceLock<Collector> = OnceLock::new();
    GLOBAL.get_or_init(|| {
        let collector = Collector::default();
        let subscriber = tracing_subscriber::registry().with(collector.clone());
        tracing::subscriber::set_global_default(subscriber).expect("the only global subscriber");
        collector
    })
}

//! Waiting as Node.js waits: a flight of the core lands on its own thread and wakes the event loop.
//!
//! The threadsafe function is unref'ed: a fetch that hangs never keeps a process alive. What should be waited for is held by the
//! shell's timers.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Instant;

use bearward::Landing;
use napi::Status;
use napi::bindgen_prelude::*;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;

use crate::env::State;

type Waker = ThreadsafeFunction<u32, (), u32, Status, false, true, 0>;

/// How an environment is woken.
pub(crate) struct Wake {
    waker: Arc<Waker>,
    last: Cell<u32>,
}

/// A wait that has begun: the shell is called with its number when it is over, or stops waiting by itself.
#[napi(object, object_from_js = false)]
pub struct Wait {
    pub wait: u32,
    /// Until the flight counts as lost.
    pub seconds_left: f64,
    /// There are no keys at all: nothing can be decided before.
    pub cold: bool,
}

impl Wake {
    /// A number, and what wakes it from any thread.
    pub(crate) fn begin(&self) -> (u32, impl Fn() + Send + 'static + use<>) {
        let number = self.last.get().wrapping_add(1);
        self.last.set(number);
        let waker = Arc::clone(&self.waker);
        let wake = move || {
            // An environment that is closing has nobody to wake.
            let _ = waker.call(number, ThreadsafeFunctionCallMode::NonBlocking);
        };
        (number, wake)
    }
}

impl Wait {
    pub(crate) fn on(state: &State, landing: &Landing, cold: bool) -> Result<Self> {
        let (wait, wake) = state.begin_wait()?;
        landing.on_done(wake);
        let seconds_left = landing.deadline().saturating_duration_since(Instant::now()).as_secs_f64();
        Ok(Self { wait, seconds_left, cold })
    }
}

impl State {
    pub(crate) fn begin_wait(&self) -> Result<(u32, impl Fn() + Send + 'static + use<>)> {
        let wake = self.wake.borrow();
        let wake = wake.as_ref().ok_or_else(|| Error::from_reason("onWake was not called"))?;
        Ok(wake.begin())
    }
}

/// Whom to call when a wait is over. Called once, by the loader.
#[napi(catch_unwind, ts_args_type = "callback: (wait: number) => void")]
pub fn on_wake(env: Env, callback: Function<'_, u32, ()>) -> Result<()> {
    let waker = callback.build_threadsafe_function::<u32>().weak::<true>().build()?;
    *State::of(&env)?.wake.borrow_mut() = Some(Wake { waker: Arc::new(waker), last: Cell::new(0) });
    Ok(())
}

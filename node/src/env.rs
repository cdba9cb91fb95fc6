//! What belongs to one environment of Node.js: its verifiers by number, and how it is woken.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::mem::ManuallyDrop;
use std::ptr;
use std::rc::Rc;
use std::thread::{self, ThreadId};

use bearward::Claims;
use napi::bindgen_prelude::*;
use napi::sys;
use napi_derive::napi;

use crate::sessions::Sessions;
use crate::verifier::{Entry, Warmings};
use crate::virtual_time::Flights;
use crate::wake::Wake;

/// One for each environment; only its own thread comes here.
#[derive(Default)]
pub(crate) struct State {
    /// In the order of their numbers.
    table: RefCell<Vec<(u32, Decider)>>,
    last_number: Cell<u32>,
    pub(crate) wake: RefCell<Option<Wake>>,
    pub(crate) flights: Flights,
    pub(crate) warmings: Warmings,
}

impl State {
    /// The state of the environment that calls.
    pub(crate) fn of(env: &Env) -> Result<&State> {
        let mut data = ptr::null_mut();
        // SAFETY: a valid environment and a place for the pointer.
        let status = unsafe { sys::napi_get_instance_data(env.raw(), &mut data) };
        // SAFETY: `install` put a `State` there, which lives as long as the environment.
        let state = unsafe { State::at(data) }.filter(|_| status == sys::Status::napi_ok);
        state.ok_or_else(|| Error::from_reason("this environment is closing"))
    }

    /// # Safety
    /// The pointer is null, or the one that `install` made.
    pub(crate) unsafe fn at<'a>(data: *mut c_void) -> Option<&'a State> {
        // SAFETY: see above.
        unsafe { data.cast::<State>().as_ref() }
    }

    /// A number that was never used before.
    pub(crate) fn add(&self, decider: Decider) -> u32 {
        let number = self.last_number.get().saturating_add(1);
        self.last_number.set(number);
        self.table.borrow_mut().push((number, decider));
        number
    }

    pub(crate) fn verifier(&self, number: u32) -> Result<Rc<Entry>> {
        self.with(number, |decider| match decider {
            Decider::Verifier(entry) => Some(Rc::clone(entry)),
            Decider::Sessions(_) => None,
        })
    }

    pub(crate) fn sessions(&self, number: u32) -> Result<Rc<Sessions>> {
        self.with(number, |decider| match decider {
            Decider::Sessions(entry) => Some(Rc::clone(entry)),
            Decider::Verifier(_) => None,
        })
    }

    /// Claims that this decider accepted before, from their text.
    pub(crate) fn reopen(&self, number: u32, accepted: &str, issuer: u32) -> Result<Claims> {
        self.with(number, |decider| match decider {
            Decider::Verifier(entry) => entry.verifier.reopen(accepted, issuer),
            Decider::Sessions(entry) => entry.cookies.reopen(accepted),
        })
    }

    /// What is in use stays alive although it is forgotten meanwhile: deciding may call back.
    fn with<T>(&self, number: u32, read: impl FnOnce(&Decider) -> Option<T>) -> Result<T> {
        let table = self.table.borrow();
        let at = table.binary_search_by_key(&number, |(number, _)| *number);
        let found = at.ok().and_then(|at| table.get(at)).and_then(|(_, decider)| read(decider));
        found.ok_or_else(|| Error::from_reason("there is no such verifier in this environment"))
    }

    fn forget(&self, number: u32) {
        let gone = {
            let mut table = self.table.borrow_mut();
            let at = table.binary_search_by_key(&number, |(number, _)| *number);
            at.ok().map(|at| table.remove(at))
        };
        drop(gone); // outside the borrow
    }
}

/// What decides, by its number.
pub(crate) enum Decider {
    Verifier(Rc<Entry>),
    Sessions(Rc<Sessions>),
}

#[napi(module_exports)]
pub(crate) fn install(exports: Object<'_>, env: Env) -> Result<()> {
    bearward::Language::TypeScript.choose();
    crate::log::install();
    let state = Box::into_raw(Box::<State>::default()).cast::<c_void>();
    // SAFETY: the pointer is given to the environment, which hands it to `free` at its end and to nobody else.
    check_status!(unsafe { sys::napi_set_instance_data(env.raw(), state, Some(free), ptr::null_mut()) })?;
    // SAFETY: the hook runs on this thread, before `free`, while references to functions can still be given back.
    check_status!(unsafe { sys::napi_add_env_cleanup_hook(env.raw(), Some(close), state) })?;
    crate::hot::install(&env, &exports, state)
}

/// The verifier's object has been collected.
#[napi(catch_unwind)]
pub fn forget(env: Env, verifier: u32) -> Result<()> {
    State::of(&env)?.forget(verifier);
    Ok(())
}

/// The version of this addon: that of the package it belongs to.
#[napi(catch_unwind)]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

unsafe extern "C" fn close(state: *mut c_void) {
    // SAFETY: see `install`.
    if let Some(state) = unsafe { State::at(state) } {
        drop(state.table.take());
        drop(state.wake.take());
    }
    crate::log::forget_thread();
}

unsafe extern "C" fn free(_env: sys::napi_env, state: *mut c_void, _hint: *mut c_void) {
    // SAFETY: see `install`.
    drop(unsafe { Box::from_raw(state.cast::<State>()) });
}

/// Something of JavaScript inside something that the core may hold on any thread. Only its own thread gets at it.
pub(crate) struct OnThread<T> {
    value: ManuallyDrop<T>,
    thread: ThreadId,
}

// SAFETY: every access is behind a look at the thread.
unsafe impl<T> Send for OnThread<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for OnThread<T> {}

impl<T> OnThread<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value: ManuallyDrop::new(value), thread: thread::current().id() }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        (thread::current().id() == self.thread).then_some(&*self.value)
    }
}

impl<T> Drop for OnThread<T> {
    fn drop(&mut self) {
        if thread::current().id() == self.thread {
            // SAFETY: dropped once, here; on another thread it is left behind with its environment.
            unsafe { ManuallyDrop::drop(&mut self.value) };
        }
    }
}

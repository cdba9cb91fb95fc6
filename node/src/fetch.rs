//! The application's own fetcher: called on the thread of its environment, waited for on the flight's.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bearward::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse};
use napi::bindgen_prelude::*;
use napi::sys;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;

use crate::callbacks::said;
use crate::env::OnThread;

/// The number of the request, the address, the ETag, the seconds that are left.
pub(crate) type Arguments = FnArgs<(u32, String, Option<String>, f64)>;
type Caller = ThreadsafeFunction<Arguments, Unknown<'static>, Arguments, Status, false, true, 0>;
type Answer = std::result::Result<FetchResponse, FetchError>;

/// What a fetcher brought: an answer, or how it failed.
#[napi(object, object_to_js = false)]
pub struct Fetched {
    pub status: Option<u32>,
    #[napi(ts_type = "[string, string][]")]
    pub headers: Option<Vec<Vec<String>>>,
    pub body: Option<Uint8Array>,
    #[napi(ts_type = "'timeout' | 'connect' | 'other'")]
    pub failure: Option<String>,
    pub said: Option<String>,
}

/// Who waits for which answer. A number is never used twice.
static WAITING: LazyLock<Mutex<HashMap<u32, SyncSender<Answer>>>> = LazyLock::new(Mutex::default);
static LAST: AtomicU32 = AtomicU32::new(0);
/// The host has its own timer; this one is for hosts that are gone.
const GRACE: Duration = Duration::from_millis(200);

/// `fetch`.
pub(crate) struct OwnFetch {
    here: OnThread<(sys::napi_env, FunctionRef<Arguments, Unknown<'static>>)>,
    caller: Caller,
}

impl OwnFetch {
    pub(crate) fn new(function: Function<'_, Arguments, Unknown<'_>>) -> Result<Self> {
        let value = function.value();
        // SAFETY: the same function, told to outlive this call: only references to it are made.
        let function: Function<'_, Arguments, Unknown<'static>> =
            unsafe { FromNapiValue::from_napi_value(value.env, value.value)? };
        let caller = function.build_threadsafe_function::<Arguments>().weak::<true>().build()?;
        Ok(Self { here: OnThread::new((value.env, function.create_ref()?)), caller })
    }

    /// On the thread of the environment nothing can be waited for: the answer is there at once, or there is none.
    fn call_here(
        env: sys::napi_env,
        function: &FunctionRef<Arguments, Unknown<'static>>,
        arguments: Arguments,
    ) -> Answer {
        let env = Env::from_raw(env);
        let answer = function.borrow_back(&env).and_then(|function| function.call(arguments));
        let answer = answer.and_then(|answer| {
            // SAFETY: a value of this call.
            unsafe { Fetched::from_napi_value(env.raw(), answer.raw()) }
        });
        read(answer.map_err(|error| FetchError::new(FetchErrorKind::Other, said(&error)))?)
    }

    fn call_there(&self, request: u32, arguments: Arguments, timeout: Duration) -> Answer {
        let (sender, receiver) = mpsc::sync_channel(1);
        waiting().insert(request, sender);
        let called = self.caller.call(arguments, ThreadsafeFunctionCallMode::NonBlocking);
        let answer = if called == Status::Ok {
            receiver.recv_timeout(timeout + GRACE).unwrap_or_else(|_| {
                Err(FetchError::new(FetchErrorKind::Timeout, "fetch gave no answer in time"))
            })
        } else {
            Err(FetchError::new(FetchErrorKind::Other, "the environment of fetch is closing"))
        };
        waiting().remove(&request);
        answer
    }
}

impl Fetch for OwnFetch {
    fn fetch(&self, request: &FetchRequest) -> Answer {
        let arguments = |number| -> Arguments {
            (number, request.url.clone(), request.etag.clone(), request.timeout.as_secs_f64()).into()
        };
        match self.here.get() {
            Some((env, function)) => Self::call_here(*env, function, arguments(0)),
            None => {
                let number = LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1).max(1);
                self.call_there(number, arguments(number), request.timeout)
            }
        }
    }
}

/// Brings the answer to a request of `fetch`.
#[napi(catch_unwind)]
pub fn fetched(request: u32, answer: Fetched) {
    let sender = waiting().remove(&request);
    if let Some(sender) = sender {
        // Who gave up has no use for it.
        let _ = sender.send(read(answer));
    }
}

fn read(answer: Fetched) -> Answer {
    if let Some(failure) = answer.failure {
        let kind = match failure.as_str() {
            "timeout" => FetchErrorKind::Timeout,
            "connect" => FetchErrorKind::Connect,
            _ => FetchErrorKind::Other,
        };
        return Err(FetchError::new(kind, answer.said.unwrap_or_default()));
    }
    let pair = |field: Vec<String>| {
        let mut words = field.into_iter();
        Some((words.next()?.to_ascii_lowercase(), words.next()?))
    };
    Ok(FetchResponse {
        status: answer.status.and_then(|status| status.try_into().ok()).unwrap_or_default(),
        headers: answer.headers.unwrap_or_default().into_iter().filter_map(pair).collect(),
        body: answer.body.map(|body| body.to_vec()).unwrap_or_default(),
    })
}

fn waiting() -> MutexGuard<'static, HashMap<u32, SyncSender<Answer>>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

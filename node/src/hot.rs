//! The functions of every request, without the wrapper that napi-derive writes around a function: it costs as much as reading the token.
//! They take the place of those of the same names, which give them their types.

use std::ffi::{CStr, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use napi::bindgen_prelude::*;
use napi::sys;

use crate::env::State;
use crate::verdict::Verdict;
use crate::verifier::{checked, checked_at_once, decided_field};

/// The most words that one takes behind the verifier's number.
const MOST: usize = 3;
/// Absent words are undefined.
type Words = [sys::napi_value; MOST];
type Check = fn(&Env, &State, u32, Words) -> Result<Verdict>;

/// Puts them into the module. `state` is that of this environment.
pub(crate) fn install(env: &Env, exports: &Object<'_>, state: *mut c_void) -> Result<()> {
    let all: [(&CStr, sys::napi_callback); 3] = [
        (c"verify", Some(verify)),
        (c"verifyAtOnce", Some(verify_at_once)),
        (c"decideField", Some(decide_field)),
    ];
    for (name, callback) in all {
        let mut function = ptr::null_mut();
        // SAFETY: names that end, a callback that lives as long as this library, and the environment's own state.
        unsafe {
            let length = name.count_bytes() as isize;
            check_status!(sys::napi_create_function(
                env.raw(),
                name.as_ptr(),
                length,
                callback,
                state,
                &mut function
            ))?;
            check_status!(sys::napi_set_named_property(env.raw(), exports.raw(), name.as_ptr(), function))?;
        }
    }
    Ok(())
}

unsafe extern "C" fn verify(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    call(env, info, |env, state, verifier, [token, ..]| checked(env, state, verifier, token))
}

unsafe extern "C" fn verify_at_once(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    call(env, info, |env, state, verifier, [token, ..]| checked_at_once(env, state, verifier, token))
}

unsafe extern "C" fn decide_field(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    call(env, info, decided_field)
}

/// Nothing unwinds into Node.js: a panic becomes an error as any other.
fn call(env: sys::napi_env, info: sys::napi_callback_info, check: Check) -> sys::napi_value {
    let answer = catch_unwind(AssertUnwindSafe(|| answer(env, info, check)));
    answer.unwrap_or_else(|_| Err(Error::from_reason("bearward panicked: please report it"))).unwrap_or_else(
        |error| {
            // SAFETY: the environment of this call.
            unsafe { JsError::from(error).throw_into(env) };
            ptr::null_mut()
        },
    )
}

fn answer(env: sys::napi_env, info: sys::napi_callback_info, check: Check) -> Result<sys::napi_value> {
    let mut count = MOST + 1;
    let mut words = [ptr::null_mut(); MOST + 1];
    let (mut data, mut verifier) = (ptr::null_mut(), 0);
    // SAFETY: room for as many words as we say; absent ones are undefined. The data is what `install` gave.
    let state = unsafe {
        let (words, this) = (words.as_mut_ptr(), ptr::null_mut());
        check_status!(sys::napi_get_cb_info(env, info, &mut count, words, this, &mut data))?;
        State::at(data)
    };
    let [number, words @ ..] = words;
    // SAFETY: a value of this call.
    check_status!(unsafe { sys::napi_get_value_uint32(env, number, &mut verifier) })?;
    let state = state.ok_or_else(|| Error::from_reason("this environment is closing"))?;
    let verdict = check(&Env::from_raw(env), state, verifier, words)?;
    // SAFETY: the environment of this call.
    unsafe { ToNapiValue::to_napi_value(env, verdict) }
}

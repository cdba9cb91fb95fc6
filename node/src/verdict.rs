//! What a decision looks like in JavaScript: by its type, so that the common one costs a string and nothing else.

use std::borrow::Cow;
use std::ptr;

use bearward::{Claims, Denial};
use napi::bindgen_prelude::*;
use napi::sys;

use crate::denial::DenialParts;
use crate::wake::Wait;

/// The answer of a check.
pub(crate) enum Verdict {
    /// A string: the payload as it came, `marked`, to be parsed. An object `{ exact }` where a number in it would be rounded.
    Accepted(Claims),
    /// A number: that of an acceptance whose claims the shell has in a table of its own, or recalls.
    Remembered(u64),
    /// An object with a code.
    Denied(Denial),
    /// An object with the number of a wait.
    Wait(Wait),
    /// Null: a session that must be renewed.
    Nothing,
}

impl ToNapiValue for Verdict {
    unsafe fn to_napi_value(env: sys::napi_env, verdict: Self) -> Result<sys::napi_value> {
        // SAFETY: the environment is that of the call.
        unsafe {
            match verdict {
                Self::Accepted(claims) => {
                    if !crate::claims::would_be_rounded(claims.as_json()) {
                        return string(env, &marked(claims.as_json()));
                    }
                    let text = string(env, claims.as_json())?;
                    let mut object = ptr::null_mut();
                    check_status!(sys::napi_create_object(env, &mut object))?;
                    check_status!(sys::napi_set_named_property(env, object, c"exact".as_ptr(), text))?;
                    Ok(object)
                }
                Self::Remembered(mark) => ToNapiValue::to_napi_value(env, mark as f64),
                Self::Denied(denial) => ToNapiValue::to_napi_value(env, DenialParts::from(&denial)),
                Self::Wait(wait) => ToNapiValue::to_napi_value(env, wait),
                Self::Nothing => ToNapiValue::to_napi_value(env, Null),
            }
        }
    }
}

/// With a space before it if an object or an array may be in it: only then does the shell look for what else is to be frozen. JSON may
/// begin with a space, and a look at it here is much quicker than one there.
pub(crate) fn marked(text: &str) -> Cow<'_, str> {
    let inner = text.as_bytes().get(1..).unwrap_or_default();
    // Without a way out in the middle: so it is compiled to a few wide steps.
    let is_nested = inner.iter().fold(false, |found, octet| found | matches!(octet, b'{' | b'['));
    if is_nested { Cow::Owned(format!(" {text}")) } else { Cow::Borrowed(text) }
}

/// ASCII, as almost every payload is, is one octet a character in both worlds.
unsafe fn string(env: sys::napi_env, text: &str) -> Result<sys::napi_value> {
    let mut value = ptr::null_mut();
    let length = text.len() as isize;
    let status = if text.is_ascii() {
        // SAFETY: the text is as long as we say.
        unsafe { sys::napi_create_string_latin1(env, text.as_ptr().cast(), length, &mut value) }
    } else {
        // SAFETY: the text is as long as we say.
        unsafe { sys::napi_create_string_utf8(env, text.as_ptr().cast(), length, &mut value) }
    };
    check_status!(status)?;
    Ok(value)
}

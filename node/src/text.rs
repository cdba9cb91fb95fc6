//! Strings of JavaScript as the core reads them: UTF-8, and never by truncating units.

use std::mem::MaybeUninit;
use std::ptr;

use napi::bindgen_prelude::*;
use napi::sys;

/// Most tokens fit.
const ON_THE_STACK: usize = 4096;
/// A character is never cut: what is left free may be one short of its octets.
const LONGEST_CHARACTER: usize = 4;

/// Lends the text of a string. Half of a surrogate pair becomes U+FFFD, which no token and no owner has.
pub(crate) fn with_text<R>(env: &Env, value: sys::napi_value, read: impl FnOnce(&str) -> R) -> Result<R> {
    let mut buffer = [MaybeUninit::<u8>::uninit(); ON_THE_STACK];
    let mut written = 0;
    // SAFETY: the buffer is as long as we say; what was written is initialised.
    let octets = unsafe {
        check_status!(
            sys::napi_get_value_string_utf8(
                env.raw(),
                value,
                buffer.as_mut_ptr().cast(),
                ON_THE_STACK,
                &mut written
            ),
            "a string is needed"
        )?;
        std::slice::from_raw_parts(buffer.as_ptr().cast::<u8>(), written.min(ON_THE_STACK))
    };
    if written + LONGEST_CHARACTER < ON_THE_STACK {
        if octets.is_ascii() {
            // SAFETY: ASCII is UTF-8. Every token is, and the look at it is much quicker.
            return Ok(read(unsafe { str::from_utf8_unchecked(octets) }));
        }
        let text = str::from_utf8(octets).map_err(|_| Error::from_reason("a string that is no text"))?;
        return Ok(read(text));
    }
    long_text(env, value).map(|text| read(&text))
}

/// A text of its own.
pub(crate) fn text(env: &Env, value: sys::napi_value) -> Result<String> {
    with_text(env, value, str::to_owned)
}

/// Lends the value of a header field: each unit up to U+00FF is one octet, as Node.js and `Headers` have them; what is above goes as UTF-8.
pub(crate) fn with_octets<R>(env: &Env, value: sys::napi_value, read: impl Fn(&[u8]) -> R) -> Result<R> {
    let plain = with_text(env, value, |text| text.is_ascii().then(|| read(text.as_bytes())))?;
    match plain {
        Some(result) => Ok(result),
        None => Ok(read(&octets_of(&units(env, value)?))),
    }
}

/// A value of its own.
pub(crate) fn octets(env: &Env, value: sys::napi_value) -> Result<Vec<u8>> {
    with_octets(env, value, <[u8]>::to_vec)
}

fn octets_of(units: &[u16]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(units.len());
    for character in char::decode_utf16(units.iter().copied()) {
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        match u8::try_from(u32::from(character)) {
            Ok(octet) => octets.push(octet),
            Err(_) => octets.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    octets
}

fn long_text(env: &Env, value: sys::napi_value) -> Result<String> {
    let mut length = 0;
    // SAFETY: without a buffer only the length is told.
    check_status!(unsafe {
        sys::napi_get_value_string_utf8(env.raw(), value, ptr::null_mut(), 0, &mut length)
    })?;
    let mut octets = vec![0_u8; length + 1];
    let mut written = 0;
    // SAFETY: the buffer is as long as we say.
    check_status!(unsafe {
        sys::napi_get_value_string_utf8(
            env.raw(),
            value,
            octets.as_mut_ptr().cast(),
            octets.len(),
            &mut written,
        )
    })?;
    octets.truncate(written);
    String::from_utf8(octets).map_err(|_| Error::from_reason("a string that is no text"))
}

fn units(env: &Env, value: sys::napi_value) -> Result<Vec<u16>> {
    let mut length = 0;
    // SAFETY: without a buffer only the length is told.
    check_status!(unsafe {
        sys::napi_get_value_string_utf16(env.raw(), value, ptr::null_mut(), 0, &mut length)
    })?;
    let mut units = vec![0_u16; length + 1];
    let mut written = 0;
    // SAFETY: the buffer is as long as we say.
    check_status!(unsafe {
        sys::napi_get_value_string_utf16(env.raw(), value, units.as_mut_ptr(), units.len(), &mut written)
    })?;
    units.truncate(written);
    Ok(units)
}

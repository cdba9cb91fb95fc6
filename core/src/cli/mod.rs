//! `bearward doctor`: looks at a configuration before users do (feature `cli`).
//!
//! The same program as `python -m bearward` and `npx bearward`: they hand their arguments to [`run`].

mod clock;
mod doctor;
mod keys;
mod options;
mod report;
mod secret;
mod token;
mod watched;

use std::ffi::OsString;
use std::io::{Read, Write};

use options::{Command, Options};

/// Where a command reads and writes.
pub struct Console<'a> {
    /// A token to be judged comes from here, never from the arguments, which other users of a machine can see.
    pub input: &'a mut dyn Read,
    /// The findings.
    pub output: &'a mut dyn Write,
    /// Progress and usage errors.
    pub errors: &'a mut dyn Write,
}

/// Runs a command; `arguments` are those after the program's name. The answer is the exit code: 0 sound, 1 faults found, 2 the
/// arguments are wrong, 3 the key set could not be reached.
///
/// ```
/// use bearward::cli::{Console, run};
/// let (mut output, mut errors) = (Vec::new(), Vec::new());
/// let mut console = Console { input: &mut std::io::empty(), output: &mut output, errors: &mut errors };
/// assert_eq!(run(["--help".into()], &mut console), 0);
/// assert!(String::from_utf8_lossy(&output).contains("bearward doctor"));
/// ```
pub fn run(arguments: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> u8 {
    let say = |stream: &mut dyn Write, text: &str| {
        // A reader that has gone away is no reason to fail.
        let _ = writeln!(stream, "{text}");
    };
    match Options::read(arguments) {
        Ok(Command::Help) => {
            say(console.output, options::USAGE);
            0
        }
        Ok(Command::Version) => {
            say(console.output, concat!("bearward ", env!("CARGO_PKG_VERSION")));
            0
        }
        Ok(Command::Doctor(options)) => doctor::run(&options, console),
        Err(why) => {
            say(console.errors, &format!("bearward: {why}\n\n{}", options::USAGE));
            2
        }
    }
}

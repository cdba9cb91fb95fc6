//! Time is an argument: the unix clock judges claims, the monotonic clock judges keys.

use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// One moment on both clocks.
///
/// ```
/// use bearward::Now;
/// use std::time::Duration;
/// let fixed = Now::at(1_795_144_080.0, Duration::from_secs(60)); // a test's moment
/// assert_eq!(fixed.unix(), 1_795_144_080.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Now {
    unix: f64,
    monotonic: Duration,
}

/// Monotonic time counts from the first look at it, so that it fits a `Duration` on every platform.
static ORIGIN: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Now {
    /// The clocks of this machine.
    ///
    /// ```
    /// # use bearward::Now;
    /// assert!(Now::system().unix() > 1_700_000_000.0);
    /// ```
    pub fn system() -> Self {
        Self { unix: unix_now(), monotonic: ORIGIN.elapsed() }
    }

    /// A given moment: `unix` in seconds since 1970 (fractions allowed), `monotonic` since any fixed origin.
    ///
    /// ```
    /// # use bearward::Now;
    /// # use std::time::Duration;
    /// let now = Now::at(1_795_144_080.5, Duration::ZERO);
    /// # assert_eq!(now.unix(), 1_795_144_080.5);
    /// ```
    pub const fn at(unix: f64, monotonic: Duration) -> Self {
        Self { unix, monotonic }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    ///
    /// ```
    /// # use bearward::Now;
    /// # use std::time::Duration;
    /// assert_eq!(Now::at(1_795_144_080.5, Duration::ZERO).unix(), 1_795_144_080.5);
    /// ```
    pub const fn unix(self) -> f64 {
        self.unix
    }

    /// Time since the origin of the monotonic clock.
    ///
    /// ```
    /// # use bearward::Now;
    /// # use std::time::Duration;
    /// assert_eq!(Now::at(0.0, Duration::from_secs(60)).monotonic(), Duration::from_secs(60));
    /// ```
    pub const fn monotonic(self) -> Duration {
        self.monotonic
    }

    /// For verifiers whose keys cannot age: leaves the second clock unread.
    pub(crate) fn unix_only() -> Self {
        Self { unix: unix_now(), monotonic: Duration::ZERO }
    }
}

fn unix_now() -> f64 {
    // A clock before 1970 reads as 1970: every token is then not yet valid or unexpired by its own `nbf`; nothing panics.
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

/// A span of seconds from a number or a `Duration`; checked where it is used, so that a negative or
/// NaN setting is a [`ConfigError`](crate::ConfigError) with a sentence and not a panic.
///
/// ```
/// use bearward::Seconds;
/// use std::time::Duration;
/// assert_eq!(Seconds::from(30), Seconds::from(30.0));
/// assert_eq!(Seconds::from(30), Seconds::from(Duration::from_secs(30)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seconds(pub(crate) f64);

impl From<f64> for Seconds {
    fn from(seconds: f64) -> Self {
        Self(seconds)
    }
}

impl From<u32> for Seconds {
    fn from(seconds: u32) -> Self {
        Self(f64::from(seconds))
    }
}

impl From<i32> for Seconds {
    fn from(seconds: i32) -> Self {
        Self(f64::from(seconds))
    }
}

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs_f64())
    }
}

//! The brakes that the invariants rest on. A test takes one out at a time, to see that the properties notice.

/// What holds a cache back from harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brake {
    /// A flight past its lease is lost (I7).
    Lease,
    /// A fruitless Miss forbids the next for a while (I3).
    Cooldown,
    /// Only the current flight may land (I12).
    Ticket,
    /// What is remembered counts only under the keys that verified it (I4, I10).
    #[cfg(feature = "token-cache")]
    Generation,
    /// What is remembered counts only while the keys may decide (I6, I10).
    #[cfg(feature = "token-cache")]
    UsableSet,
}

#[cfg(not(test))]
impl Brake {
    /// Always: outside tests there is no way to take one out.
    pub(crate) const fn holds(self) -> bool {
        true
    }
}

#[cfg(test)]
thread_local! {
    static TAKEN_OUT: std::cell::Cell<Option<Brake>> = const { std::cell::Cell::new(None) };
}

#[cfg(test)]
impl Brake {
    pub(crate) fn holds(self) -> bool {
        TAKEN_OUT.get() != Some(self)
    }

    /// Runs the work on this thread without this brake.
    pub(crate) fn taken_out<T>(self, work: impl FnOnce() -> T) -> T {
        /// Puts it back, also after a panic.
        struct Back;
        impl Drop for Back {
            fn drop(&mut self) {
                TAKEN_OUT.set(None);
            }
        }
        TAKEN_OUT.set(Some(self));
        let _back = Back;
        work()
    }
}

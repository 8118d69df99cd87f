//! Time as the caller's millisecond counter: wrapping, never read here.

/// A point in time: milliseconds of a free-running counter that wraps at 2^32.
///
/// Two instants compare correctly while they lie less than 2^31 ms (24 days) apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(u32);

/// A span of time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(u32);

impl Instant {
    /// From the caller's counter.
    pub const fn from_millis(millis: u32) -> Self {
        Self(millis)
    }

    /// The counter value.
    pub const fn as_millis(self) -> u32 {
        self.0
    }

    /// Whether `self` is at or past `deadline`.
    pub const fn has_reached(self, deadline: Self) -> bool {
        self.0.wrapping_sub(deadline.0) < 1 << 31
    }

    /// Time from here to `deadline`; none when it is past.
    #[must_use]
    pub const fn until(self, deadline: Self) -> Duration {
        if self.has_reached(deadline) {
            Duration(0)
        } else {
            Duration(deadline.0.wrapping_sub(self.0))
        }
    }

    /// The instant `span` later.
    #[must_use]
    pub const fn after(self, span: Duration) -> Self {
        Self(self.0.wrapping_add(span.0))
    }
}

impl Duration {
    /// From milliseconds.
    pub const fn from_millis(millis: u32) -> Self {
        Self(millis)
    }

    /// From seconds.
    pub const fn from_secs(secs: u32) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// In milliseconds.
    pub const fn as_millis(self) -> u32 {
        self.0
    }
}

/// A span of time in a table of steps: hundredths of a second, at most 655 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hundredths(u16);

impl Hundredths {
    /// What is less than a hundredth of a second is cut off.
    pub(crate) const fn of(span: Duration) -> Self {
        Self((span.0 / 10) as u16)
    }

    pub(crate) const fn span(self) -> Duration {
        Duration(self.0 as u32 * 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparison_survives_the_wrap() {
        let late = Instant::from_millis(u32::MAX - 5);
        let deadline = late.after(Duration::from_millis(10));
        assert_eq!(deadline.as_millis(), 4);
        assert!(!late.has_reached(deadline));
        assert!(deadline.has_reached(deadline));
        assert!(Instant::from_millis(5).has_reached(deadline));
    }
}

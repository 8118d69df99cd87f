//! Time as the caller's free-running millisecond counter.

/// A moment: milliseconds modulo 2^32. Moments up to 2^31 ms (24 days) apart compare rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(pub u32);

/// A span of time in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(transparent)]
pub struct Duration(pub u32);

impl Instant {
    /// The moment `span` later.
    #[must_use]
    pub const fn after(self, span: Duration) -> Self {
        Self(self.0.wrapping_add(span.0))
    }

    /// The time from `earlier` to `self`.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.wrapping_sub(earlier.0))
    }

    /// `self` lies at or before `now`.
    #[must_use]
    pub const fn is_due(self, now: Self) -> bool {
        now.0.wrapping_sub(self.0) < 1 << 31
    }

    /// The earlier of two moments.
    #[must_use]
    pub const fn earlier(self, other: Self) -> Self {
        if self.is_due(other) { self } else { other }
    }

    /// The later of two moments.
    #[must_use]
    pub const fn later(self, other: Self) -> Self {
        if self.is_due(other) { other } else { self }
    }
}

impl Duration {
    /// The longest span that [`Instant`] can order.
    pub(crate) const MAX: Self = Self(u32::MAX >> 1);

    /// `seconds` as a span, at most as many as [`Duration::MAX`] holds.
    #[must_use]
    pub const fn seconds(seconds: u32) -> Self {
        const LONGEST: u32 = Duration::MAX.0 / 1000;
        Self(if seconds < LONGEST { seconds } else { LONGEST } * 1000)
    }

    /// The span, at most [`Duration::MAX`].
    #[must_use]
    pub const fn capped(self) -> Self {
        if self.0 > Self::MAX.0 { Self::MAX } else { self }
    }

    /// The sum, at most [`Duration::MAX`].
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0)).capped()
    }

    /// The product, at most [`Duration::MAX`].
    #[must_use]
    pub const fn times(self, factor: u32) -> Self {
        Self(self.0.saturating_mul(factor)).capped()
    }
}

/// The soonest of several moments, looked at from now.
pub(crate) struct Soonest {
    now: Instant,
    /// Milliseconds from now to the soonest one, if there is one; negative when it has passed.
    wait: i32,
    is_any: bool,
}

impl Soonest {
    pub(crate) const fn new(now: Instant) -> Self {
        Self { now, wait: i32::MAX, is_any: false }
    }

    /// One more moment.
    #[inline(never)]
    pub(crate) fn add(&mut self, due: Instant) {
        self.wait = self.wait.min(due.since(self.now).0 as i32);
        self.is_any = true;
    }

    pub(crate) const fn is_due(&self, due: Instant) -> bool {
        due.is_due(self.now)
    }

    pub(crate) fn get(&self) -> Option<Instant> {
        self.is_any.then_some(self.now.after(Duration(self.wait as u32)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_holds_across_the_wrap() {
        let before = Instant(u32::MAX - 5);
        let after = before.after(Duration(10));
        assert_eq!(after, Instant(4));
        assert!(before.is_due(after) && !after.is_due(before));
        assert_eq!(after.since(before), Duration(10));
        assert_eq!(before.earlier(after), before);
        assert_eq!(before.later(after), after);
    }

    #[test]
    fn a_moment_is_due_when_it_has_come() {
        assert!(Instant(7).is_due(Instant(7)));
        assert!(!Instant(8).is_due(Instant(7)));
    }

    #[test]
    fn spans_saturate() {
        assert_eq!(Duration::seconds(u32::MAX), Duration(2_147_483_000));
        assert_eq!(Duration(u32::MAX).capped(), Duration::MAX);
        assert_eq!(Duration(3).plus(Duration::MAX), Duration::MAX);
        assert_eq!(Duration(3).times(5), Duration(15));
    }
}

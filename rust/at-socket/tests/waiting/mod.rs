//! What a request waits for: an answer, or, put aside, the time to be taken up.

use at_socket::{Aside, Duration, Instant, Modem};

/// The request while it only waits.
pub(crate) struct Waiting {
    aside: Option<Aside>,
    /// Between two dials of one open.
    pub(crate) dial_pause: Duration,
}

impl Waiting {
    pub(crate) fn new() -> Self {
        Self { aside: None, dial_pause: Duration::from_secs(5) }
    }

    /// When time means something to the request.
    pub(crate) fn due(&mut self, modem: &mut Modem, now: Instant) -> Option<Instant> {
        self.aside = self.aside.or_else(|| modem.poll_aside());
        match &self.aside {
            Some(aside) => Some(modem.due(aside, self.dial_pause).unwrap_or(now)),
            None => modem.poll_timeout(),
        }
    }

    /// Goes on when it is time; as harmless as `handle_timeout` when it is not.
    pub(crate) fn pass(&mut self, modem: &mut Modem, now: Instant) {
        let is_due = self.due(modem, now).is_some_and(|due| now.has_reached(due));
        match self.aside.take_if(|_| is_due) {
            Some(aside) => modem.take_up(now, &aside),
            None => modem.handle_timeout(now),
        }
    }

    /// What was heard may have ended the wait.
    pub(crate) fn hear(&mut self, modem: &mut Modem, now: Instant) {
        self.aside = self.aside.or_else(|| modem.poll_aside());
        let dial_pause = self.dial_pause;
        if let Some(aside) = self.aside.take_if(|aside| modem.due(aside, dial_pause).is_none()) {
            modem.take_up(now, &aside);
        }
    }

    /// Another request takes the place of this one.
    pub(crate) fn forget(&mut self) {
        self.aside = None;
    }
}

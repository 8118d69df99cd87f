//! The table of sockets: what is open, what the modem still holds, what waits to be read.

use heapless::Deque;

use crate::types::{Family, MAX_SOCKETS, PayloadFormat, SocketId, Transport};

/// Announced arrivals remembered one by one; more are remembered as "there is more".
const ARRIVALS: usize = 6;

/// Refused reads in a row after which nothing is believed to wait.
const REFUSALS: u8 = 2;

/// Where a socket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SocketState {
    /// The modem holds no connection for it.
    #[default]
    Closed,
    /// The connection is open.
    Open,
    /// The connection was open, and peer, network or modem ended it.
    Lost,
}

/// One socket.
#[derive(Default)]
pub(crate) struct Socket {
    pub(crate) state: SocketState,
    pub(crate) family: Family,
    pub(crate) transport: Transport,
    pub(crate) format: PayloadFormat,
    /// Format the modem was told; survives the socket, as the modem keeps it per connection id.
    pub(crate) configured: Option<PayloadFormat>,
    /// The modem is known to hold no connection under this id.
    pub(crate) is_clean: bool,
    /// The timers of this id are set.
    pub(crate) has_timers: bool,
    /// Lengths of announced arrivals, oldest first; 0 = length unknown.
    arrivals: Deque<u16, ARRIVALS>,
    /// Arrivals beyond the queue.
    has_more: bool,
    /// Reads refused in a row.
    refusals: u8,
}

impl Socket {
    /// Notes an arrival of `len` bytes.
    pub(crate) fn note_arrival(&mut self, len: Option<u16>) {
        if self.arrivals.push_back(len.unwrap_or(0)).is_err() {
            self.has_more = true;
        }
    }

    /// Whether data waits in the modem, as far as it told.
    pub(crate) fn is_readable(&self) -> bool {
        !self.arrivals.is_empty() || self.has_more
    }

    /// Length of the oldest arrival when it is known.
    pub(crate) fn next_arrival(&self) -> Option<u16> {
        self.arrivals.front().copied().filter(|&len| len > 0)
    }

    /// The oldest arrival was read. Arrivals beyond the queue stay until a read comes back empty.
    pub(crate) fn take_arrival(&mut self) {
        self.arrivals.pop_front();
        self.refusals = 0;
    }

    /// A read was refused. The modem may be busy, or the announcement may have come twice: the
    /// arrivals are given up only after refusals in a row.
    pub(crate) fn refuse_arrival(&mut self) {
        self.refusals += 1;
        if self.refusals >= REFUSALS {
            self.forget_arrivals();
        }
    }

    /// Announced arrivals still to be read; at least so many.
    pub(crate) fn arrivals(&self) -> usize {
        self.arrivals.len() + usize::from(self.has_more)
    }

    /// Forgets what the modem announced.
    pub(crate) fn forget_arrivals(&mut self) {
        self.arrivals.clear();
        self.has_more = false;
        self.refusals = 0;
    }

    /// Peer, network or modem ended the connection. What arrived before can still be read.
    pub(crate) fn lose(&mut self) {
        if self.state == SocketState::Open {
            self.state = SocketState::Lost;
        }
    }

    /// The modem holds no connection any more.
    pub(crate) fn shut(&mut self) {
        self.state = SocketState::Closed;
        self.is_clean = true;
        self.forget_arrivals();
    }

    /// The modem restarted: nothing it knew holds any more.
    fn forget_modem(&mut self) {
        self.forget_arrivals();
        self.configured = None;
        self.has_timers = false;
        self.is_clean = true;
        if self.state == SocketState::Open {
            self.state = SocketState::Lost;
        }
    }
}

/// All sockets of a modem.
pub(crate) struct Sockets([Socket; MAX_SOCKETS]);

impl Sockets {
    pub(crate) fn new() -> Self {
        Self(core::array::from_fn(|_| Socket::default()))
    }

    pub(crate) fn get(&self, id: SocketId) -> Option<&Socket> {
        self.0.get(id.index())
    }

    pub(crate) fn get_mut(&mut self, id: SocketId) -> Option<&mut Socket> {
        self.0.get_mut(id.index())
    }

    /// The modem restarted.
    pub(crate) fn restart(&mut self) {
        self.0.iter_mut().for_each(Socket::forget_modem);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_are_read_in_order() {
        let mut socket = Socket::default();
        assert!(!socket.is_readable());
        socket.note_arrival(Some(5));
        socket.note_arrival(None);
        assert_eq!(socket.next_arrival(), Some(5));
        socket.take_arrival();
        assert_eq!((socket.next_arrival(), socket.is_readable()), (None, true));
        socket.take_arrival();
        assert!(!socket.is_readable());
    }

    #[test]
    fn more_arrivals_than_places_are_not_forgotten() {
        let mut socket = Socket::default();
        (0..ARRIVALS + 2).for_each(|_| socket.note_arrival(Some(1)));
        (0..=ARRIVALS).for_each(|_| socket.take_arrival());
        assert!(socket.is_readable());
        (0..REFUSALS).for_each(|_| socket.refuse_arrival());
        assert!(!socket.is_readable());
    }

    #[test]
    fn one_refused_read_loses_nothing() {
        let mut socket = Socket::default();
        socket.note_arrival(Some(5));
        socket.refuse_arrival();
        assert_eq!(socket.next_arrival(), Some(5));
        socket.take_arrival();
        socket.note_arrival(Some(7));
        socket.refuse_arrival();
        assert_eq!(socket.next_arrival(), Some(7));
    }

    #[test]
    fn a_restart_loses_open_sockets_only() {
        let mut sockets = Sockets::new();
        let (open, closed) = (SocketId::new(1).unwrap(), SocketId::new(2).unwrap());
        sockets.get_mut(open).unwrap().state = SocketState::Open;
        sockets.restart();
        assert_eq!(sockets.get(open).unwrap().state, SocketState::Lost);
        assert_eq!(sockets.get(closed).unwrap().state, SocketState::Closed);
    }
}

//! The table of sockets: what is open, what the modem still holds, what waits to be read.

use bitflags::bitflags;
use heapless::Vec;

use crate::{
    error::ModemError,
    types::{Family, MAX_SOCKETS, PayloadFormat, Rings, Security, SocketId, Transport, Wire},
};

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

/// What is known of an open that was put aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Opening {
    /// There is none, or none any more.
    #[default]
    Idle,
    /// It is to be tried again.
    Pausing,
    /// The modem has not told yet how it went.
    UnderWay,
    /// The connection stands, or stood and was lost again.
    Stands,
    Lost,
    /// It was refused, with this number.
    Refused(Option<u16>),
    /// The modem restarted.
    Restarted,
}

bitflags! {
    /// What is known of the connection id behind a socket. It survives the socket, as the modem
    /// keeps its settings per id.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct Known: u16 {
        /// The modem holds no connection under the id.
        const CLEAN = 1;
        /// Its timers are set.
        const TIMERS = 1 << 1;
        /// It was told to deliver payload in hexadecimal.
        const HEX = 1 << 2;
        /// It was told to deliver payload as it is.
        const RAW = 1 << 3;
        /// More arrivals were announced than the queue holds.
        const MORE = 1 << 4;
        /// The connection that was opened last under it is a secured one.
        const SECURED = 1 << 5;
        /// The modem named it when it was asked for its connections.
        const ALIVE = 1 << 6;
        /// The end of an earlier connection of the same number may still be told.
        const DOUBTED = 1 << 7;
        /// An end was told, of this connection or of the earlier one: a read shows it.
        const ENDING = 1 << 8;
        /// The connection did not end as its peer wants.
        const BROKEN = 1 << 9;
        /// Nothing comes behind the next data.
        const LAST = 1 << 10;
        /// One answer is expected to the next data.
        const ONE_ANSWER = 1 << 11;
        /// What the modem was told about it.
        const SETTINGS = Self::TIMERS.bits() | Self::HEX.bits() | Self::RAW.bits();
    }
}

impl Default for Known {
    fn default() -> Self {
        Self::empty()
    }
}

impl Known {
    const fn format(format: PayloadFormat) -> Self {
        match format {
            PayloadFormat::Hex => Self::HEX,
            PayloadFormat::Raw => Self::RAW,
        }
    }
}

/// One socket.
pub(crate) struct Socket {
    pub(crate) state: SocketState,
    pub(crate) opening: Opening,
    pub(crate) family: Family,
    pub(crate) transport: Transport,
    pub(crate) format: PayloadFormat,
    pub(crate) security: Option<Security>,
    /// Number of the connection at the modem.
    pub(crate) wire: Option<Wire>,
    /// Lengths of announced datagrams, oldest first, 0 = length unknown; of a stream their sum alone.
    arrivals: Vec<u16, ARRIVALS, u8>,
    known: Known,
    /// Reads refused in a row.
    refusals: u8,
}

impl Socket {
    const FRESH: Self = Self {
        state: SocketState::Closed,
        opening: Opening::Idle,
        family: Family::Inet,
        transport: Transport::Udp,
        format: PayloadFormat::Hex,
        security: None,
        wire: None,
        arrivals: Vec::new(),
        known: Known::empty(),
        refusals: 0,
    };

    /// Whether the modem holds no connection under the id.
    pub(crate) const fn is_clean(&self) -> bool {
        self.known.contains(Known::CLEAN)
    }

    /// Whether what the modem may still hold is a secured connection.
    pub(crate) const fn holds_secured(&self) -> bool {
        self.known.contains(Known::SECURED)
    }

    /// Whether the timers of the id are set.
    pub(crate) const fn has_timers(&self) -> bool {
        self.known.contains(Known::TIMERS)
    }

    /// Whether the modem was told how this socket wants its payload.
    pub(crate) const fn is_configured(&self) -> bool {
        self.known.contains(Known::format(self.format))
    }

    /// Whether payload from the modem comes in hexadecimal.
    pub(crate) fn is_hex(&self) -> bool {
        if self.known.intersects(Known::HEX | Known::RAW) {
            self.known.contains(Known::HEX)
        } else {
            self.format == PayloadFormat::Hex
        }
    }

    /// The modem was told the format of this socket.
    pub(crate) fn note_configured(&mut self) {
        self.known = (self.known - (Known::HEX | Known::RAW)) | Known::format(self.format);
    }

    /// The timers of the id are set.
    pub(crate) fn note_timers(&mut self) {
        self.known |= Known::TIMERS;
    }

    /// Whether the peer must have a certain name.
    pub(crate) fn is_named(&self) -> bool {
        self.security.is_some_and(|security| security.is_named)
    }

    /// Keeps release assistance for the next data, in the numbers of `SO_RAI`.
    pub(crate) fn assist(&mut self, value: u16) {
        self.known.set(Known::LAST, value == 2);
        self.known.set(Known::ONE_ANSWER, value == 3);
    }

    /// What the next data takes along: 1 nothing comes behind it, 2 one answer; 0 not known.
    pub(crate) fn assistance(&self) -> u8 {
        u8::from(self.known.contains(Known::LAST))
            + 2 * u8::from(self.known.contains(Known::ONE_ANSWER))
    }

    /// The modem is asked to open a connection: it may hold one from now on.
    pub(crate) fn note_dial(&mut self) {
        self.known -= Known::CLEAN;
        self.known.set(Known::SECURED, self.security.is_some());
        self.assist(0);
        self.forget_arrivals();
    }

    /// Notes an arrival of `len` bytes.
    pub(crate) fn note_arrival(&mut self, len: Option<u16>, is_counted: bool) {
        let is_kept = is_counted
            && match (self.transport, len) {
                (Transport::Tcp, None) => false,
                (Transport::Tcp, Some(len)) => {
                    let waiting = self.pop_arrival().unwrap_or(0);
                    self.arrivals.push(waiting.saturating_add(len)).is_ok()
                }
                (Transport::Udp, len) => self.arrivals.push(len.unwrap_or(0)).is_ok(),
            };
        if !is_kept {
            self.known |= Known::MORE;
        }
    }

    /// The modem was asked, and has unread data.
    pub(crate) fn note_unread(&mut self) {
        self.known |= Known::MORE;
    }

    /// Whether what is told of an end may be about an earlier connection.
    pub(crate) fn is_doubted(&self) -> bool {
        self.known.contains(Known::DOUBTED)
    }

    /// Notes whether the end of an earlier connection of its number was never told.
    pub(crate) fn doubt(&mut self, is_doubted: bool) {
        self.known -= Known::ENDING;
        self.known.set(Known::DOUBTED, is_doubted);
    }

    /// Whether an end was told that may be that of an earlier connection.
    pub(crate) fn is_ending(&self) -> bool {
        self.known.contains(Known::ENDING)
    }

    /// An end was told that may be that of an earlier connection.
    pub(crate) fn note_ending(&mut self) {
        self.known |= Known::ENDING;
    }

    /// Whether data waits in the modem, as far as it told.
    pub(crate) fn is_readable(&self) -> bool {
        !self.arrivals.is_empty() || self.known.intersects(Known::MORE | Known::ENDING)
    }

    /// Length of the oldest datagram when it is known.
    pub(crate) fn next_datagram(&self) -> Option<u16> {
        let is_datagram = self.transport == Transport::Udp;
        self.arrivals.first().copied().filter(|&len| len > 0 && is_datagram)
    }

    /// `len` bytes were read, a datagram or up to `asked` bytes of a stream; `was_rung`: something was
    /// announced meanwhile.
    pub(crate) fn take(&mut self, len: u16, asked: u16, rings: Rings, was_rung: bool) {
        let is_stream = self.transport == Transport::Tcp;
        // What is left of a connection that was lost no modem announces again.
        let is_all = self.state == SocketState::Open
            && match rings {
                Rings::AfterRead | Rings::AfterReadOnly => !was_rung && (!is_stream || len < asked),
                Rings::Each => len < asked,
                Rings::Once => false,
            };
        if is_stream || rings != Rings::Each {
            self.known.set(Known::MORE, !is_all);
        }
        if is_stream {
            let waiting = self.pop_arrival().and_then(|sum| sum.checked_sub(len));
            // There is room: it was just taken out.
            let _ = waiting.filter(|&sum| sum > 0).map(|sum| self.arrivals.push(sum));
            self.refusals = 0;
        } else {
            self.take_datagram(len);
        }
    }

    /// Takes the oldest arrival out; the others move up.
    fn pop_arrival(&mut self) -> Option<u16> {
        let mut taken = 0;
        for place in self.arrivals.iter_mut().rev() {
            taken = core::mem::replace(place, taken);
        }
        self.arrivals.pop().map(|_| taken)
    }

    /// The oldest arrival was read. Arrivals beyond the queue stay until a read comes back empty.
    pub(crate) fn take_arrival(&mut self) {
        self.pop_arrival();
        self.refusals = 0;
    }

    /// A datagram of `len` bytes was read. One of another length than the oldest announcement is one
    /// whose announcement was lost: what was announced still waits behind it.
    fn take_datagram(&mut self, len: u16) {
        if self.next_datagram().is_none_or(|announced| announced == len) {
            self.take_arrival();
        }
        self.refusals = 0;
    }

    /// Whether it is but a guess that something waits. Of a stream a read may have given more than
    /// was announced by then, which silence does not tell.
    pub(crate) fn is_guess(&self, is_silent: bool) -> bool {
        self.arrivals.is_empty() || self.transport == Transport::Tcp && !is_silent
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
        self.arrivals.len() + usize::from(self.known.intersects(Known::MORE | Known::ENDING))
    }

    /// Forgets what the modem announced.
    #[inline(never)]
    pub(crate) fn forget_arrivals(&mut self) {
        self.arrivals.clear();
        self.known -= Known::MORE;
        self.refusals = 0;
    }

    /// The modem holds it.
    pub(crate) fn note_alive(&mut self) {
        self.known |= Known::ALIVE;
    }

    /// Peer, network or modem ended the connection. What arrived before can still be read. Broken it
    /// is when that may not be all that was sent.
    pub(crate) fn lose(&mut self, is_broken: bool) {
        if self.state == SocketState::Open {
            self.state = SocketState::Lost;
            self.known.set(Known::BROKEN, is_broken && self.transport == Transport::Tcp);
        }
        match self.opening {
            Opening::UnderWay => self.opening = Opening::Refused(None),
            Opening::Stands => self.opening = Opening::Lost,
            _ => {}
        }
    }

    /// Why nothing more can be read of a connection that was lost.
    pub(crate) const fn loss(&self) -> ModemError {
        if self.known.contains(Known::BROKEN) { ModemError::Broken } else { ModemError::Closed }
    }

    /// The socket is a connection that came in, under a number with these settings. Something may have
    /// arrived since.
    fn accept(&mut self, is_closed: bool, known: Known) {
        self.state = if is_closed { SocketState::Lost } else { SocketState::Open };
        self.arrivals.clear();
        self.known = (known & Known::SETTINGS) | Known::MORE;
        self.refusals = 0;
    }

    /// The modem was asked to close the connection. Only when it `confirmed` that is the id clean.
    pub(crate) fn shut(&mut self, confirmed: bool) {
        self.state = SocketState::Closed;
        self.opening = Opening::Idle;
        self.known.set(Known::CLEAN, confirmed);
        self.forget_arrivals();
    }

    /// The answer to a read was lost, and with it what the oldest announcement was about.
    pub(crate) fn doubt_arrivals(&mut self) {
        self.arrivals.clear();
        self.known |= Known::MORE;
    }

    /// The modem restarted: nothing it knew holds any more.
    fn forget_modem(&mut self) {
        self.forget_arrivals();
        self.lose(true);
        if self.opening != Opening::Idle {
            self.opening = Opening::Restarted;
        }
        // A setting that the modem stores, and how the connection ended.
        self.known = (self.known & (Known::SECURED | Known::BROKEN)) | Known::CLEAN;
    }
}

/// All sockets of a modem.
pub(crate) struct Sockets([Socket; MAX_SOCKETS]);

impl Sockets {
    pub(crate) const fn new() -> Self {
        Self([const { Socket::FRESH }; MAX_SOCKETS])
    }

    /// The socket behind a connection number.
    pub(crate) fn id_of(&self, wire: Wire) -> Option<SocketId> {
        let place = self.0.iter().position(|socket| socket.wire == Some(wire))?;
        SocketId::new(u8::try_from(place).ok()? + 1)
    }

    /// The modem named all connections that it holds: the others are gone, and their numbers free.
    pub(crate) fn end_census(&mut self) {
        for socket in &mut self.0 {
            if !socket.known.contains(Known::ALIVE) {
                socket.forget_modem();
                socket.wire = None;
            }
            socket.known -= Known::ALIVE;
        }
    }

    /// Whether the modem holds a connection of any of them.
    pub(crate) fn holds_any(&self) -> bool {
        self.0.iter().any(|socket| socket.wire.is_some())
    }

    #[inline(never)]
    pub(crate) fn get(&self, id: SocketId) -> Option<&Socket> {
        self.0.get(id.index())
    }

    pub(crate) fn get_mut(&mut self, id: SocketId) -> Option<&mut Socket> {
        self.0.get_mut(id.index())
    }

    /// The socket that a request is for, if it is for one. Asked nearly everywhere.
    #[inline(never)]
    pub(crate) fn of(&self, id: Option<SocketId>) -> Option<&Socket> {
        self.get(id?)
    }

    /// The same, to be changed.
    #[inline(never)]
    pub(crate) fn of_mut(&mut self, id: Option<SocketId>) -> Option<&mut Socket> {
        self.get_mut(id?)
    }

    /// Gives a connection that came in to a socket. Whoever was to have its number gets the one that
    /// the socket had, so that no two sockets have the same.
    pub(crate) fn adopt(&mut self, id: SocketId, wire: Wire, is_closed: bool) {
        let holder = self.id_of(wire);
        let known = holder.and_then(|id| self.get(id)).map_or(Known::default(), |held| held.known);
        let Some(socket) = self.get_mut(id) else {
            return;
        };
        let (old_wire, old_known) = (socket.wire, socket.known);
        socket.wire = Some(wire);
        socket.accept(is_closed, known);
        if let Some(holder) = holder.filter(|&holder| holder != id).and_then(|id| self.get_mut(id))
        {
            holder.lose(true);
            holder.forget_arrivals();
            (holder.wire, holder.known) = (old_wire, old_known);
        }
    }

    /// A fresh socket gets the number of its own back from one that is closed.
    pub(crate) fn reclaim(&mut self, id: SocketId, own: Option<Wire>) {
        let holder = own.and_then(|own| self.id_of(own)).filter(|&holder| holder != id);
        let Some((holder, place)) = holder.and_then(|holder| Some((holder, self.get(id)?))) else {
            return;
        };
        let (wire, known) = (place.wire, place.known);
        if let Some(holder) = self.get_mut(holder).filter(|held| held.state == SocketState::Closed)
        {
            let taken = (holder.wire, holder.known);
            (holder.wire, holder.known) = (wire, known);
            if let Some(place) = self.get_mut(id) {
                (place.wire, place.known) = taken;
            }
        }
    }

    /// Something may have arrived anywhere without a word.
    pub(crate) fn doubt_all(&mut self) {
        let open = self.0.iter_mut().filter(|socket| socket.state == SocketState::Open);
        open.for_each(|socket| socket.known |= Known::MORE);
    }

    /// No connection is left.
    pub(crate) fn lose_all(&mut self) {
        self.0.iter_mut().for_each(|socket| socket.lose(true));
    }

    /// The modem restarted.
    pub(crate) fn restart(&mut self, keeps_wires: bool) {
        for socket in &mut self.0 {
            socket.forget_modem();
            // Settings go with the number.
            if !keeps_wires {
                socket.wire = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_are_read_in_order() {
        let mut socket = Socket::FRESH;
        assert!(!socket.is_readable());
        socket.note_arrival(Some(5), true);
        socket.note_arrival(None, true);
        assert_eq!(socket.next_datagram(), Some(5));
        socket.take_arrival();
        assert_eq!((socket.next_datagram(), socket.is_readable()), (None, true));
        socket.take_arrival();
        assert!(!socket.is_readable());
    }

    #[test]
    fn a_datagram_of_another_length_leaves_its_announcement() {
        let mut socket = Socket::FRESH;
        socket.note_arrival(Some(5), true);
        socket.take_datagram(9);
        assert_eq!(socket.next_datagram(), Some(5));
        socket.take_datagram(5);
        assert!(!socket.is_readable());
    }

    #[test]
    fn more_arrivals_than_places_are_not_forgotten() {
        let mut socket = Socket::FRESH;
        (0..ARRIVALS + 2).for_each(|_| socket.note_arrival(Some(1), true));
        (0..=ARRIVALS).for_each(|_| socket.take_arrival());
        assert!(socket.is_readable());
        (0..REFUSALS).for_each(|_| socket.refuse_arrival());
        assert!(!socket.is_readable());
    }

    #[test]
    fn one_refused_read_loses_nothing() {
        let mut socket = Socket::FRESH;
        socket.note_arrival(Some(5), true);
        socket.refuse_arrival();
        assert_eq!(socket.next_datagram(), Some(5));
        socket.take_arrival();
        socket.note_arrival(Some(7), true);
        socket.refuse_arrival();
        assert_eq!(socket.next_datagram(), Some(7));
    }

    fn stream() -> Socket {
        Socket { state: SocketState::Open, transport: Transport::Tcp, ..Socket::FRESH }
    }

    #[test]
    fn a_stream_is_readable_while_less_was_read_than_announced() {
        let mut socket = stream();
        socket.note_arrival(Some(5), true);
        socket.note_arrival(Some(7), true);
        socket.take(10, 1500, Rings::Each, false);
        assert!(socket.is_readable());
        socket.take(2, 1500, Rings::Each, false);
        assert!(!socket.is_readable());
        assert_eq!(socket.next_datagram(), None);
    }

    #[test]
    fn a_full_read_of_a_stream_may_have_left_something() {
        for rings in [Rings::AfterRead, Rings::Each, Rings::Once] {
            let mut socket = stream();
            socket.note_arrival(Some(5), rings == Rings::Each);
            socket.take(5, 5, rings, false);
            assert!(socket.is_readable(), "{rings:?}");
        }
    }

    #[test]
    fn a_short_read_leaves_nothing_where_the_modem_rings_again() {
        for (rings, leaves) in
            [(Rings::AfterRead, false), (Rings::Each, false), (Rings::Once, true)]
        {
            let mut socket = stream();
            socket.note_arrival(None, rings == Rings::Each);
            socket.take(5, 1500, rings, false);
            assert_eq!(socket.is_readable(), leaves, "{rings:?}");
            socket.note_arrival(None, rings == Rings::Each);
            socket.lose(false);
            socket.take(5, 1500, rings, false);
            assert!(socket.is_readable(), "{rings:?}, lost");
        }
    }

    #[test]
    fn what_rang_during_a_read_may_still_wait() {
        for transport in [Transport::Tcp, Transport::Udp] {
            let mut socket = Socket { transport, ..stream() };
            socket.note_arrival(None, false);
            socket.take(5, 1500, Rings::AfterRead, true);
            assert!(socket.is_readable());
            socket.take(5, 1500, Rings::AfterRead, false);
            assert!(!socket.is_readable());
        }
    }

    #[test]
    fn a_restart_loses_open_sockets_only() {
        let mut sockets = Sockets::new();
        let (open, closed) = (SocketId::new(1).unwrap(), SocketId::new(2).unwrap());
        sockets.get_mut(open).unwrap().state = SocketState::Open;
        sockets.restart(false);
        assert_eq!(sockets.get(open).unwrap().state, SocketState::Lost);
        assert_eq!(sockets.get(closed).unwrap().state, SocketState::Closed);
    }
}

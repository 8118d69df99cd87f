//! Name lookup for C: `struct mpnet_dns_lookup`, one per lookup, and `struct mpnet_dns_cache`, one
//! for all.
//!
//! 1. `mpnet_dns_begin`: `OK` when a literal or the cache answers already.
//! 2. `mpnet_dns_query` until `IDLE`: send the datagram to port 53 of the server, and hand what comes
//!    within the time given to `mpnet_dns_answer` until it says something else than `IDLE`.
//! 3. `mpnet_dns_address` for each address found.

use dns::{ANSWER_WAIT, Address, Cache, Lookup, MAX_TEXT, NameError, RecordType, Verdict};

use crate::{
    Status, slice, status,
    storage::{self, DnsCacheStorage, DnsLookupStorage},
};

/// Longest query in bytes.
pub const DNS_QUERY_LIMIT: usize = 271;

/// Longest address text in bytes.
pub const DNS_ADDRESS_TEXT: usize = 45;

const _: () = assert!(DNS_QUERY_LIMIT == dns::MAX_QUERY);
const _: () = assert!(DNS_ADDRESS_TEXT == MAX_TEXT);

impl From<NameError> for Status {
    fn from(error: NameError) -> Self {
        match error {
            NameError::NoRoom => Self::BufferTooSmall,
            _ => Self::InvalidHost,
        }
    }
}

/// Makes `cache` empty.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_dns_cache_init(cache: Option<&mut DnsCacheStorage>) -> Status {
    storage::init(cache, Cache::new())
}

/// Makes `lookup` a lookup of IPv4 or IPv6 addresses. `random` is any random number.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_dns_init(
    lookup: Option<&mut DnsLookupStorage>,
    is_inet6: bool,
    random: u32,
) -> Status {
    let kind = if is_inet6 { RecordType::Aaaa } else { RecordType::A };
    storage::init(lookup, Lookup::new(kind, random))
}

/// Looks at what needs no query. `OK`: the addresses are known; `IDLE`: ask a server.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_dns_begin(
    lookup: Option<&mut DnsLookupStorage>,
    now_ms: u32,
    name: *const u8,
    name_length: usize,
    cache: Option<&mut DnsCacheStorage>,
) -> Status {
    status::of(|| {
        let lookup = storage::engine(lookup)?;
        let cache = storage::engine(cache)?;
        let is_known = lookup.begin(now_ms, slice::input(name, name_length)?, cache)?;
        is_known.then_some(()).ok_or(Status::Idle)
    })
}

/// Writes the next query to `out`, which has room for `MPNET_DNS_QUERY_LIMIT` bytes; its length, and
/// how long to wait for the answer. `IDLE`: all tries are used up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_dns_query(
    lookup: Option<&mut DnsLookupStorage>,
    name: *const u8,
    name_length: usize,
    out: *mut u8,
    out_capacity: usize,
    out_length: Option<&mut usize>,
    wait_ms: Option<&mut u32>,
) -> Status {
    status::of(|| {
        let lookup = storage::engine(lookup)?;
        let out = slice::output(out, out_capacity)?;
        let (out_length, wait_ms) =
            (out_length.ok_or(Status::NullPointer)?, wait_ms.ok_or(Status::NullPointer)?);
        let length = lookup.next_query(slice::input(name, name_length)?, out)?;
        *out_length = length.ok_or(Status::Idle)?;
        *wait_ms = ANSWER_WAIT;
        Ok(())
    })
}

/// Reads a datagram. `OK`: the addresses are known; `IDLE`: not an answer to the last query, keep
/// waiting; `NO_SUCH_NAME`: asking again is of no use; `MALFORMED`: the server did not help, ask again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_dns_answer(
    lookup: Option<&mut DnsLookupStorage>,
    now_ms: u32,
    name: *const u8,
    name_length: usize,
    datagram: *const u8,
    datagram_length: usize,
    cache: Option<&mut DnsCacheStorage>,
) -> Status {
    status::of(|| {
        let lookup = storage::engine(lookup)?;
        let cache = storage::engine(cache)?;
        let datagram = slice::input(datagram, datagram_length)?;
        match lookup.handle_answer(now_ms, slice::input(name, name_length)?, datagram, cache) {
            Verdict::Found => Ok(()),
            Verdict::KeepWaiting => Err(Status::Idle),
            Verdict::AskAgain => Err(Status::Malformed),
            Verdict::NoSuchName => Err(Status::NoSuchName),
        }
    })
}

/// Writes the text of the address number `index` to `out`, which has room for
/// `MPNET_DNS_ADDRESS_TEXT` bytes. `IDLE` behind the last one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_dns_address(
    lookup: Option<&mut DnsLookupStorage>,
    index: usize,
    out: *mut u8,
    out_capacity: usize,
    out_length: Option<&mut usize>,
    is_inet6: Option<&mut bool>,
) -> Status {
    status::of(|| {
        let lookup = storage::engine(lookup)?;
        let out = slice::output(out, out_capacity)?;
        let (out_length, is_inet6) =
            (out_length.ok_or(Status::NullPointer)?, is_inet6.ok_or(Status::NullPointer)?);
        let address = lookup.addresses().get(index).ok_or(Status::Idle)?;
        let text = address.text();
        let text = text.as_bytes();
        *out_length = slice::put(out, 0, text).ok_or(Status::BufferTooSmall)?;
        *is_inet6 = matches!(address, Address::V6(_));
        Ok(())
    })
}

/// Reads the text of an address (RFC 4291 section 2.2, no zone) into `out`, in network byte order: 4 bytes
/// of IPv4, 16 of IPv6. `INVALID_ARGUMENT` when it is none of that family.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_dns_pack(
    text: *const u8,
    text_length: usize,
    is_inet6: bool,
    out: *mut u8,
    out_capacity: usize,
) -> Status {
    status::of(|| {
        let out = slice::output(out, out_capacity)?;
        let address = Address::parse(slice::input(text, text_length)?);
        let packed: &[u8] = match (&address, is_inet6) {
            (Some(Address::V4(octets)), false) => octets,
            (Some(Address::V6(octets)), true) => octets,
            _ => return Err(Status::InvalidArgument),
        };
        slice::put(out, 0, packed).map(drop).ok_or(Status::BufferTooSmall)
    })
}

/// Writes the canonical text of an address of 4 or 16 bytes to `out`, which has room for
/// `MPNET_DNS_ADDRESS_TEXT` bytes. `INVALID_ARGUMENT` for another length than that of the family.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_dns_text(
    address: *const u8,
    address_length: usize,
    is_inet6: bool,
    out: *mut u8,
    out_capacity: usize,
    out_length: Option<&mut usize>,
) -> Status {
    status::of(|| {
        let octets = slice::input(address, address_length)?;
        let out = slice::output(out, out_capacity)?;
        let out_length = out_length.ok_or(Status::NullPointer)?;
        let address = match is_inet6 {
            true => octets.try_into().map(Address::V6),
            false => octets.try_into().map(Address::V4),
        };
        let text = address.map_err(|_| Status::InvalidArgument)?.text();
        *out_length = slice::put(out, 0, text.as_bytes()).ok_or(Status::BufferTooSmall)?;
        Ok(())
    })
}

//! Engines by value in memory of the caller; one of the two files with unsafe code.
//!
//! C sees an array of 64-bit words. The first word is a mark written by `_init`: memory that was
//! never initialised is answered with `UNINITIALISED` instead of being believed.

use core::mem::{align_of, size_of};

use at_socket::{Aside, Modem};
use coap::Endpoint;
use dns::{Cache, Lookup};

use crate::Status;

/// An engine together with the mark that tells it from uninitialised memory.
#[repr(C)]
struct Marked<T> {
    mark: u64,
    engine: T,
}

/// A storage type of the ABI and the engine that lives in it.
///
/// # Safety
/// Implemented by [`storage`] alone, which asserts that `Marked<Engine>` fits the storage.
pub(crate) unsafe trait Storage {
    type Engine;
    const MARK: u64;
}

/// Words of [`ModemStorage`].
pub const AT_WORDS: usize = 133;

/// Memory of one AT socket engine: one per modem.
#[repr(C)]
pub struct ModemStorage {
    _opaque: [u64; AT_WORDS],
}

/// Words of [`AsideStorage`].
pub const AT_ASIDE_WORDS: usize = 13;

/// Memory of a request that was put aside.
#[repr(C)]
pub struct AsideStorage {
    _opaque: [u64; AT_ASIDE_WORDS],
}

/// Words of [`CoapEndpointStorage`].
pub const COAP_ENDPOINT_WORDS: usize = 248;

/// Memory of one CoAP endpoint: one per `Coap` object.
#[repr(C)]
pub struct CoapEndpointStorage {
    _opaque: [u64; COAP_ENDPOINT_WORDS],
}

/// Words of [`DnsCacheStorage`].
pub const DNS_CACHE_WORDS: usize = 74;

/// Memory of the cache of name lookups: one for all lookups.
#[repr(C)]
pub struct DnsCacheStorage {
    _opaque: [u64; DNS_CACHE_WORDS],
}

/// Words of [`DnsLookupStorage`].
pub const DNS_LOOKUP_WORDS: usize = 12;

/// Memory of one name lookup.
#[repr(C)]
pub struct DnsLookupStorage {
    _opaque: [u64; DNS_LOOKUP_WORDS],
}

macro_rules! storage {
    ($name:ident, $engine:ty, $mark:expr) => {
        const _: () = assert!(size_of::<Marked<$engine>>() <= size_of::<$name>());
        const _: () = assert!(align_of::<Marked<$engine>>() <= align_of::<$name>());

        // SAFETY: size and alignment are asserted above.
        unsafe impl Storage for $name {
            type Engine = $engine;
            const MARK: u64 = $mark;
        }
    };
}

storage!(ModemStorage, Modem, 0x6d70_6e65_742d_6174);
storage!(AsideStorage, Aside, 0x6d70_6e65_742d_6173);
storage!(DnsCacheStorage, Cache, 0x6d70_6e65_742d_6463);
storage!(DnsLookupStorage, Lookup, 0x6d70_6e65_742d_646c);
storage!(CoapEndpointStorage, Endpoint, 0x6d70_6e65_742d_636f);

/// Makes `storage` valid with `engine`; what was there before is forgotten.
pub(crate) fn init<S: Storage>(storage: Option<&mut S>, engine: S::Engine) -> Status {
    let Some(storage) = storage else {
        return Status::NullPointer;
    };
    let place = core::ptr::from_mut(storage).cast::<Marked<S::Engine>>();
    // SAFETY: `Storage` promises size and alignment; the reference makes the memory ours to write.
    unsafe {
        place.write(Marked { mark: S::MARK, engine });
    };
    Status::Ok
}

/// The engine in `storage`. Nearly every function starts with it: small code wants one of it.
#[inline(never)]
pub(crate) fn engine<S: Storage>(storage: Option<&mut S>) -> Result<&mut S::Engine, Status> {
    let storage = storage.ok_or(Status::NullPointer)?;
    let place = core::ptr::from_mut(storage).cast::<Marked<S::Engine>>();
    // SAFETY: the mark is the first word of the storage (repr(C)) and any bits are a valid u64.
    if unsafe { place.cast::<u64>().read() } != S::MARK {
        return Err(Status::Uninitialised);
    }
    // SAFETY: the mark says that `init` wrote a valid engine here, and the borrow of `storage`
    // keeps everyone else away.
    Ok(unsafe { &mut (*place).engine })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_without_init_is_refused() {
        let mut storage = ModemStorage { _opaque: [0; AT_WORDS] };
        assert_eq!(engine(Some(&mut storage)).err(), Some(Status::Uninitialised));
        assert_eq!(engine::<ModemStorage>(None).err(), Some(Status::NullPointer));
    }
}

//! (pointer, length) pairs of the ABI as slices; one of the two files with unsafe code.

use core::slice;

use crate::Status;

/// The bytes `length` long at `pointer`; null is allowed for an empty slice only.
///
/// The ABI contract (crate page) is what makes the result sound: the caller's memory is readable for
/// the length of the call, and nothing keeps the slice longer.
pub(crate) fn input<'a>(pointer: *const u8, length: usize) -> Result<&'a [u8], Status> {
    match (pointer.is_null(), length) {
        (true, 0) => Ok(&[]),
        (true, _) => Err(Status::NullPointer),
        // SAFETY: not null; the ABI contract says that `length` bytes are readable during the call
        // and not written by anyone else.
        (false, _) => Ok(unsafe { slice::from_raw_parts(pointer, length) }),
    }
}

/// Like [`input`], to be written by the engine.
pub(crate) fn output<'a>(pointer: *mut u8, capacity: usize) -> Result<&'a mut [u8], Status> {
    match (pointer.is_null(), capacity) {
        (true, 0) => Ok(&mut []),
        (true, _) => Err(Status::NullPointer),
        // SAFETY: not null; the ABI contract says that `capacity` bytes belong to this call alone.
        (false, _) => Ok(unsafe { slice::from_raw_parts_mut(pointer, capacity) }),
    }
}

/// Copies `bytes` to `out` from `at` on and gives where they end; `None` when they do not fit.
/// (`copy_from_slice` can panic, and small code keeps that.)
pub(crate) fn put(out: &mut [u8], at: usize, bytes: &[u8]) -> Option<usize> {
    let end = at.checked_add(bytes.len())?;
    for (place, byte) in out.get_mut(at..end)?.iter_mut().zip(bytes) {
        *place = *byte;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use core::ptr;

    use super::*;

    #[test]
    fn null_is_an_empty_slice_only_with_length_zero() {
        assert_eq!(input(ptr::null(), 0), Ok(&[][..]));
        assert_eq!(input(ptr::null(), 1), Err(Status::NullPointer));
        assert!(output(ptr::null_mut(), 0).is_ok_and(|s| s.is_empty()));
        assert_eq!(output(ptr::null_mut(), 1), Err(Status::NullPointer));
    }

    #[test]
    fn a_pair_covers_exactly_its_bytes() {
        let mut bytes = [1_u8, 2, 3, 4];
        assert_eq!(input(bytes.as_ptr(), 3), Ok(&[1, 2, 3][..]));
        output(bytes.as_mut_ptr(), 2).unwrap().fill(9);
        assert_eq!(bytes, [9, 9, 3, 4]);
    }
}

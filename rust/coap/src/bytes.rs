//! Bytes into buffers of the caller.

/// Copies `bytes` to `out` from `at` on and gives where they end; `None` when they do not fit.
/// (`copy_from_slice` can panic, and small code keeps that.)
pub(crate) fn put(out: &mut [u8], at: usize, bytes: &[u8]) -> Option<usize> {
    let end = at.checked_add(bytes.len())?;
    for (place, byte) in out.get_mut(at..end)?.iter_mut().zip(bytes) {
        *place = *byte;
    }
    Some(end)
}

/// Whether `byte` is among `bytes`. (`contains` is made for speed, and is many times as long.)
pub(crate) fn has(bytes: &[u8], byte: u8) -> bool {
    for &own in bytes {
        if own == byte {
            return true;
        }
    }
    false
}

/// What stands before the first `byte`, and what behind it. (Cut in many places: small code wants one
/// search.)
#[inline(never)]
pub(crate) fn cut(text: &[u8], byte: u8) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|&own| own == byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

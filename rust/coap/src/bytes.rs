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

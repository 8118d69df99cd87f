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

/// What stands between separators; an empty text is one empty part. (Cut in many places: small code wants
/// one search, and `split` is made anew for every separator.)
#[derive(Clone)]
pub(crate) struct Parts<'a> {
    /// What is still to be cut; `None` behind the last part.
    pub(crate) rest: Option<&'a [u8]>,
    pub(crate) separator: u8,
}

impl<'a> Parts<'a> {
    pub(crate) const fn new(text: &'a [u8], separator: u8) -> Self {
        Self { rest: Some(text), separator }
    }

    /// The part in front; nothing of nothing.
    #[inline(never)]
    pub(crate) fn first(&mut self) -> &'a [u8] {
        let text = self.rest.unwrap_or_default();
        let end = text.iter().position(|&byte| byte == self.separator);
        self.rest = end.and_then(|end| text.get(end + 1..));
        end.and_then(|end| text.get(..end)).unwrap_or(text)
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<Self::Item> {
        self.rest?;
        Some(self.first())
    }
}

/// Writes `value` over `out`, right-aligned, with leading zeros.
#[inline(never)]
pub(crate) fn write_decimal(out: &mut [u8], value: u16) {
    let mut rest = value;
    for digit in out.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
}

/// FNV-1a.
#[derive(Clone, Copy)]
pub(crate) struct Hash(pub(crate) u32);

impl Hash {
    pub(crate) const START: Self = Self(0x811c_9dc5);

    /// The hash with more bytes.
    #[inline(never)]
    pub(crate) fn with(self, bytes: &[u8]) -> Self {
        Self(
            bytes
                .iter()
                .fold(self.0, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)),
        )
    }
}

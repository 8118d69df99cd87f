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

/// What stands before the first `byte`, which may be all, and what behind it if there is one.
pub(crate) fn cut_or_all(text: &[u8], byte: u8) -> (&[u8], Option<&[u8]>) {
    match cut(text, byte) {
        Some((before, behind)) => (before, Some(behind)),
        None => (text, None),
    }
}

/// What stands between separators; an empty text is one empty part. (`split` is made anew for every
/// separator.)
#[derive(Clone)]
pub(crate) struct Parts<'a> {
    pub(crate) rest: Option<&'a [u8]>,
    pub(crate) separator: u8,
}

impl<'a> Parts<'a> {
    pub(crate) const fn new(text: &'a [u8], separator: u8) -> Self {
        Self { rest: Some(text), separator }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        let (part, rest) = cut_or_all(self.rest?, self.separator);
        self.rest = rest;
        Some(part)
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

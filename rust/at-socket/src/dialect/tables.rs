//! Tables of a dialect, packed: what a row holds lies behind what the rows before it hold. An arm of a
//! `match` with a slice in it takes a dozen bytes more than a row, a step eight times its place.

use super::RequestKind;
use crate::step::{Step, Verb};

/// Command texts. Of one verb there may be several; a dialect tells them apart by their order.
pub(crate) struct Texts {
    /// Verb and length of the text.
    pub(crate) rows: &'static [(Verb, u8)],
    pub(crate) text: &'static [u8],
}

impl Texts {
    /// The text number `nth` of `verb`, from 0; empty when there is none.
    pub(crate) fn get(&self, verb: Verb, nth: u8) -> &'static [u8] {
        let place = find(self.rows, verb, nth);
        place.and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }
}

/// [`Texts`] from rows of a verb and its text.
macro_rules! texts {
    ($($verb:expr => $text:literal,)*) => {
        $crate::dialect::tables::Texts {
            rows: &[$(($verb, $text.len() as u8)),*],
            text: concat!($($text),*).as_bytes(),
        }
    };
}
pub(crate) use texts;

/// Scripts. Of one kind of request there may be several; a dialect tells them apart by their order.
pub(crate) struct Scripts {
    /// Kind and number of steps.
    pub(crate) rows: &'static [(RequestKind, u8)],
    /// Places of the steps among those of the family.
    pub(crate) places: &'static [u8],
    pub(crate) steps: &'static [Step],
}

impl Scripts {
    /// The step at `place` of the script number `nth` for `kind`, from 0; none behind the last.
    pub(crate) fn step(&self, kind: RequestKind, nth: u8, place: u8) -> Option<Step> {
        let (start, end) = find(self.rows, kind, nth)?;
        let place = *self.places.get(start..end)?.get(usize::from(place))?;
        self.steps.get(usize::from(place)).copied()
    }
}

/// `STEPS` of a family, and for each its name as its place there.
macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident = $step:expr;)*) => {
        #[repr(u8)]
        #[allow(clippy::upper_case_acronyms, non_camel_case_types, reason = "names of constants")]
        enum Place { $($name),* }
        $($(#[$doc])* const $name: u8 = Place::$name as u8;)*
        const STEPS: &[Step] = &[$($step),*];
    };
}
pub(crate) use steps;

/// [`Scripts`] from rows of a kind of request and its steps, by the names of [`steps`].
macro_rules! scripts {
    ($($kind:ident => [$($place:expr),* $(,)?],)*) => {
        $crate::dialect::tables::Scripts {
            rows: &[$(($crate::dialect::RequestKind::$kind, {
                let places: &[u8] = &[$($place),*];
                places.len() as u8
            })),*],
            places: &[$($($place,)*)*],
            steps: STEPS,
        }
    };
}
pub(crate) use scripts;

/// Where that lies which the row number `nth` of `key` holds.
fn find<K: Copy + PartialEq>(rows: &[(K, u8)], key: K, mut nth: u8) -> Option<(usize, usize)> {
    let mut start = 0;
    for &(of, len) in rows {
        let end = start + usize::from(len);
        if of == key {
            if nth == 0 {
                return Some((start, end));
            }
            nth -= 1;
        }
        start = end;
    }
    None
}

//! Tables of a fixed size, in which an entry makes room for another.

/// The entry worth most, of several the last; none that is worth 0.
pub(crate) fn worthiest<T>(
    entries: impl Iterator<Item = T>,
    worth: impl Fn(&T) -> u32,
) -> Option<T> {
    let (mut best, mut chosen) = (1, None);
    for entry in entries {
        let worth = worth(&entry);
        if worth >= best {
            best = worth;
            chosen = Some(entry);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_the_best_is_chosen_and_nothing_is_never() {
        let pick = |worths: &[u32]| {
            worthiest(worths.iter().enumerate(), |(_, worth)| **worth).map(|(index, _)| index)
        };
        assert_eq!(pick(&[1, 7, 3, 7, 0]), Some(3));
        assert_eq!(pick(&[0, 0]), None);
        assert_eq!(pick(&[]), None);
    }
}

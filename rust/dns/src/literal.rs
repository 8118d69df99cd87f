//! Address literals as a script writes them (RFC 4291 section 2.2).

use crate::bytes::put;

pub(crate) fn parse_v4(text: &[u8]) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut parts = text.split(|byte| *byte == b'.');
    for octet in &mut octets {
        *octet = decimal(parts.next()?)?;
    }
    parts.next().is_none().then_some(octets)
}

fn decimal(digits: &[u8]) -> Option<u8> {
    if digits.is_empty() || digits.len() > 1 && digits.starts_with(b"0") {
        return None;
    }
    digits.iter().try_fold(0_u8, |value, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then_some(value)?.checked_mul(10)?.checked_add(digit)
    })
}

fn hexadecimal(digits: &[u8]) -> Option<u16> {
    if !(1..=4).contains(&digits.len()) {
        return None;
    }
    digits.iter().try_fold(0_u16, |value, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(value << 4 | digit as u16)
    })
}

pub(crate) fn parse_v6(text: &[u8]) -> Option<[u8; 16]> {
    let (mut octets, mut len) = ([0; 16], 0);
    let mut rest = text;
    // Where the zeros stand that `::` is for.
    let mut gap = rest.strip_prefix(b"::").map(|behind| {
        rest = behind;
        0
    });
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b':').unwrap_or(rest.len());
        let (part, behind) = rest.split_at_checked(end)?;
        len = match hexadecimal(part) {
            Some(value) => put(&mut octets, len, &value.to_be_bytes())?,
            None if behind.is_empty() => put(&mut octets, len, &parse_v4(part)?)?,
            None => return None,
        };
        rest = match behind.strip_prefix(b"::") {
            Some(_) if gap.is_some() => return None,
            Some(tail) => {
                gap = Some(len);
                tail
            }
            None if behind.len() == 1 => return None,
            None => behind.get(1..).unwrap_or_default(),
        };
    }
    let Some(gap) = gap else {
        return (len == octets.len()).then_some(octets);
    };
    // The gap stands for at least one group.
    let zeros = (octets.len() - 2).checked_sub(len)? + 2;
    for place in (gap..len).rev() {
        let octet = core::mem::take(octets.get_mut(place)?);
        *octets.get_mut(place + zeros)? = octet;
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv4_with_other_forms_is_no_literal() {
        for text in [
            "",
            "1",
            "1.2.3",
            "1.2.3.4.",
            ".1.2.3.4",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.256",
            "1..3.4",
            "0x1.2.3.4",
            "1.2.3.+4",
            " 1.2.3.4",
            "1.2.3.4 ",
        ] {
            assert!(parse_v4(text.as_bytes()).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_gap_may_stand_for_a_single_group() {
        let octets = [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0];
        assert_eq!(parse_v6(b"1:2:3:4:5:6:7::"), Some(octets));
    }

    #[test]
    fn the_last_four_octets_may_be_dotted() {
        let octets = [0, 100, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 33];
        assert_eq!(parse_v6(b"64:ff9b::192.0.2.33"), Some(octets));
        assert_eq!(parse_v6(b"64:FF9B:0:0:0:0:192.0.2.33"), Some(octets));
    }

    #[test]
    fn ipv6_with_other_forms_is_no_literal() {
        for text in [
            ":",
            ":::",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4::5:6:7:8",
            "1::2::3",
            "12345::",
            ":1::",
            "::1:",
            "1.2.3.4::",
            "::1.2.3",
            "fe80::1%eth0",
            "[::1]",
            "::g",
            "::+1",
        ] {
            assert!(parse_v6(text.as_bytes()).is_none(), "{text:?}");
        }
    }
}

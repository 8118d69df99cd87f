//! Hexadecimal digits: lower case out, either case in.

const DIGITS: [u8; 16] = *b"0123456789abcdef";

/// Writes two lower-case digits per byte; the number of digits, or `None` when they do not fit.
pub(crate) fn encode(bytes: &[u8], out: &mut [u8]) -> Option<usize> {
    let len = bytes.len().checked_mul(2)?;
    let pairs = out.get_mut(..len)?.chunks_exact_mut(2);
    for (byte, pair) in bytes.iter().zip(pairs) {
        if let [high, low] = pair {
            *high = digit(byte >> 4);
            *low = digit(byte & 0xf);
        }
    }
    Some(len)
}

fn digit(nibble: u8) -> u8 {
    // Four bits always find their digit.
    DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0')
}

/// Value of one hexadecimal digit of either case.
pub(crate) const fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_round_trips() {
        for byte in 0..=u8::MAX {
            let mut out = [0; 2];
            assert_eq!(encode(&[byte], &mut out), Some(2));
            assert_eq!(value(out[0]).unwrap() << 4 | value(out[1]).unwrap(), byte);
            assert!(out.iter().all(|digit| !digit.is_ascii_uppercase()));
        }
    }

    #[test]
    fn only_digits_have_a_value() {
        let digits = (0..=u8::MAX).filter(|&byte| value(byte).is_some()).count();
        assert_eq!(digits, 22);
        assert_eq!((value(b'F'), value(b'f'), value(b'g')), (Some(15), Some(15), None));
    }

    #[test]
    fn a_short_buffer_is_refused() {
        assert_eq!(encode(b"ab", &mut [0; 3]), None);
    }
}

//! URIs of the schemes coap and coaps, and their options (RFC 7252 section 6).

use crate::bytes::{Parts, has, write_decimal};
use crate::encode::{Draft, EncodeError};
use crate::message::Message;
use crate::numbers::{PORT, SECURE_PORT};
use crate::types::OptionNumber;

/// Longest segment, query part or host (RFC 7252 section 5.10).
const PART_LEN: usize = 255;

/// A text is no URI of these schemes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UriError;

/// The parts of a URI, still percent-encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uri<'a> {
    /// The scheme is coaps.
    pub is_secure: bool,
    /// Name or address; of an IPv6 literal what stands between the brackets.
    pub host: &'a [u8],
    /// The host is an address, so that Uri-Host can be left out.
    pub is_literal: bool,
    /// Port, that of the scheme if none is given.
    pub port: u16,
    /// Path with its leading slash; may be empty.
    pub path: &'a [u8],
    /// Query without the question mark, if there is one.
    pub query: Option<&'a [u8]>,
}

impl<'a> Uri<'a> {
    /// Takes `text` apart (RFC 7252 section 6.4, steps 1 to 5).
    ///
    /// # Errors
    /// [`UriError`]: another scheme, a fragment, user information, no host, a bad port, a percent
    /// sign without two digits.
    pub fn parse(text: &'a [u8]) -> Result<Self, UriError> {
        Self::parts(text).ok_or(UriError)
    }

    fn parts(text: &'a [u8]) -> Option<Self> {
        let (is_secure, rest) = scheme(text)?;
        if !is_sound(rest) {
            return None;
        }
        let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(end)?;
        let mut rest = Parts::new(rest, b'?');
        let (path, query) = (rest.first(), rest.rest);
        let (host, digits, is_bracketed) = host_and_port(authority)?;
        let port = if digits.is_empty() { default_port(is_secure) } else { decimal(digits)? };
        if host.is_empty() || has(host, b'@') {
            return None;
        }
        let is_literal = is_bracketed || is_ipv4(host);
        Some(Self { is_secure, host, is_literal, port, path, query })
    }

    /// Writes Uri-Host (a registered name only, in lower case), Uri-Path and Uri-Query.
    ///
    /// # Errors
    /// As [`Draft::option`]; a part of more than 255 bytes is [`EncodeError::Full`].
    pub fn write(&self, draft: &mut Draft<'_>) -> Result<(), EncodeError> {
        if !self.is_literal {
            put(draft, OptionNumber::URI_HOST, self.host)?;
        }
        let path = self.path.strip_prefix(b"/").unwrap_or(self.path);
        if !path.is_empty() {
            for segment in Segments(Parts::new(path, b'/')) {
                put(draft, OptionNumber::URI_PATH, segment)?;
            }
        }
        for part in (Parts { rest: self.query, separator: b'&' }) {
            put(draft, OptionNumber::URI_QUERY, part)?;
        }
        Ok(())
    }
}

/// The URI that the options of a request stand for, written to `out` (RFC 7252 section 6.5). `host`
/// and `port` are the destination, for what the options leave out. `None` if `out` is too short.
#[must_use]
pub fn compose<'o>(
    message: &Message<'_>,
    is_secure: bool,
    host: &[u8],
    port: u16,
    out: &'o mut [u8],
) -> Option<&'o [u8]> {
    let mut text = Text { out, end: Some(0) };
    text.plain(b"coap");
    if is_secure {
        text.byte(b's');
    }
    text.plain(b"://");
    text.host(message.value(OptionNumber::URI_HOST).unwrap_or(host));
    let port = message.uint(OptionNumber::URI_PORT).map_or(port, |port| port as u16);
    if port != default_port(is_secure) {
        text.byte(b':');
        text.decimal(port);
    }
    let (mut has_path, mut mark) = (false, b'?');
    for option in message.options() {
        if option.number == OptionNumber::URI_PATH {
            text.byte(b'/');
            text.escaped(option.value, b"&:@");
            has_path = true;
        } else if option.number == OptionNumber::URI_QUERY {
            text.slash_unless(has_path);
            text.byte(mark);
            text.escaped(option.value, b":@?");
            (has_path, mark) = (true, b'&');
        }
    }
    text.slash_unless(has_path);
    let Text { out, end } = text;
    out.get(..end?)
}

const fn default_port(is_secure: bool) -> u16 {
    PORT + is_secure as u16
}

const _: () = assert!(default_port(true) == SECURE_PORT);

/// A URI being written.
struct Text<'o> {
    out: &'o mut [u8],
    /// Where the next byte goes; `None` once something did not fit.
    end: Option<usize>,
}

impl Text<'_> {
    fn plain(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.byte(byte);
        }
    }

    #[inline(never)]
    fn byte(&mut self, byte: u8) {
        self.end = self.end.and_then(|end| {
            *self.out.get_mut(end)? = byte;
            Some(end + 1)
        });
    }

    fn slash_unless(&mut self, has_path: bool) {
        if !has_path {
            self.byte(b'/');
        }
    }

    /// Percent-encodes what is neither unreserved, nor a delimiter that is harmless everywhere, nor
    /// `allowed` here.
    #[inline(never)]
    fn escaped(&mut self, bytes: &[u8], allowed: &[u8]) {
        for &byte in bytes {
            if byte.is_ascii_alphanumeric() || has(b"-._~!$'()*+,;=", byte) || has(allowed, byte) {
                self.byte(byte);
            } else {
                let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'A' - 10 };
                self.byte(b'%');
                self.byte(digit(byte >> 4));
                self.byte(digit(byte & 15));
            }
        }
    }

    /// An IPv6 address stands in brackets, whether the option had them or not.
    fn host(&mut self, host: &[u8]) {
        if has(host, b':') && !host.starts_with(b"[") {
            self.byte(b'[');
            self.plain(host);
            self.byte(b']');
        } else {
            self.escaped(host, b"&[:]");
        }
    }

    fn decimal(&mut self, value: u16) {
        let mut digits = *b"00000";
        write_decimal(&mut digits, value);
        let unused = digits.iter().take_while(|digit| **digit == b'0').take(4).count();
        self.plain(digits.get(unused..).unwrap_or(&digits));
    }
}

/// One option with the percent-decoded `text`; names of hosts are the same in lower case.
#[inline(never)]
fn put(draft: &mut Draft<'_>, number: OptionNumber, text: &[u8]) -> Result<(), EncodeError> {
    let mut part = [0; PART_LEN];
    let length = decode(text, &mut part).ok_or(EncodeError::Full)?;
    let part = part.get_mut(..length).ok_or(EncodeError::Full)?;
    if number == OptionNumber::URI_HOST {
        part.make_ascii_lowercase();
    }
    draft.option(number, part)
}

/// Decodes percent escapes of `text` into `out`; `None` if it is too short. Escapes that are not whole
/// stand for themselves.
#[inline(never)]
fn decode(text: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut rest = text;
    let mut length = 0;
    while let [byte, tail @ ..] = rest {
        let (byte, tail) = match escape(rest) {
            Some(byte) => (byte, tail.get(2..)?),
            None => (*byte, tail),
        };
        *out.get_mut(length)? = byte;
        length += 1;
        rest = tail;
    }
    Some(length)
}

/// The byte that the percent escape at the start of `text` stands for.
#[inline(never)]
fn escape(text: &[u8]) -> Option<u8> {
    let [b'%', digits @ ..] = text else {
        return None;
    };
    digits
        .first_chunk::<2>()?
        .iter()
        .try_fold(0, |byte, digit| Some(byte << 4 | char::from(*digit).to_digit(16)? as u8))
}

/// There is no fragment, and all escapes are whole.
fn is_sound(text: &[u8]) -> bool {
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        if *byte == b'#' || (*byte == b'%' && escape(rest).is_none()) {
            return false;
        }
        rest = tail;
    }
    true
}

/// The scheme, and what follows `://`.
fn scheme(text: &[u8]) -> Option<(bool, &[u8])> {
    let (name, rest) = text.split_first_chunk()?;
    // Small letters, all four at once.
    if u32::from_le_bytes(*name) | 0x2020_2020 != u32::from_le_bytes(*b"coap") {
        return None;
    }
    let (is_secure, rest) = match rest {
        [b's' | b'S', rest @ ..] => (true, rest),
        _ => (false, rest),
    };
    Some((is_secure, rest.strip_prefix(b"://")?))
}

/// Host and port digits of an authority, and whether the host stood in brackets.
fn host_and_port(authority: &[u8]) -> Option<(&[u8], &[u8], bool)> {
    let (text, is_bracketed) = match authority {
        [b'[', text @ ..] => (text, true),
        _ => (authority, false),
    };
    let mut parts = Parts::new(text, if is_bracketed { b']' } else { b':' });
    let host = parts.first();
    let digits = match parts.rest {
        Some(rest) if is_bracketed && !rest.is_empty() => rest.strip_prefix(b":")?,
        Some(rest) => rest,
        None if is_bracketed => return None,
        None => &[],
    };
    Some((host, digits, is_bracketed))
}

/// Dotted decimal with four parts (RFC 3986 section 3.2.2).
fn is_ipv4(host: &[u8]) -> bool {
    let mut count = 0;
    for part in Parts::new(host, b'.') {
        if decimal(part).is_none_or(|value| value > 255) {
            return false;
        }
        count += 1;
    }
    count == 4
}

fn decimal(digits: &[u8]) -> Option<u16> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u16, |sum, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        sum.checked_mul(10)?.checked_add(digit.into())
    })
}

/// The segments of a path that remain when "." and ".." are resolved (RFC 3986 section 5.2.4).
struct Segments<'a>(Parts<'a>);

impl Segments<'_> {
    /// A later ".." takes the segment before this rest away.
    fn is_undone(&self) -> bool {
        let mut depth = 0;
        for segment in self.0.clone() {
            depth += step(segment);
            if depth < 0 {
                return true;
            }
        }
        false
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let segment = self.0.next()?;
            let is_name = step(segment) > 0;
            if is_name && !self.is_undone() {
                return Some(segment);
            }
            // A path that ends in dots names a directory: its last segment is empty.
            if !is_name && self.0.rest.is_none() {
                return Some(&[]);
            }
        }
    }
}

/// How much deeper into the path a segment leads.
#[inline(never)]
fn step(segment: &[u8]) -> i32 {
    let mut decoded = [0; 3];
    match decode(segment, &mut decoded).and_then(|length| decoded.get(..length)) {
        Some(b".") => 0,
        Some(b"..") => -1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;
    use crate::types::{Code, MessageId, Type};

    /// The options of `text` as "number=value" lines.
    fn options(text: &str) -> Vec<String> {
        let uri = Uri::parse(text.as_bytes()).unwrap();
        let mut out = [0; 512];
        let mut draft = Draft::new(&mut out, Type::Con, Code::GET, MessageId(1), &[]).unwrap();
        uri.write(&mut draft).unwrap();
        let length = usize::from(draft.progress().length);
        let message = Message::parse(&out[..length]).unwrap();
        let line = |o: crate::MessageOption<'_>| {
            format!("{}={}", o.number.0, String::from_utf8_lossy(o.value))
        };
        message.options().map(line).collect()
    }

    #[test]
    fn uris_become_options_as_in_the_table() {
        assert!(options("coap://[2001:db8::2:1]/").is_empty());
        assert_eq!(options("coap://example.net/"), ["3=example.net"]);
        assert_eq!(
            options("coap://example.net/.well-known/core"),
            ["3=example.net", "11=.well-known", "11=core"]
        );
        assert_eq!(
            options("coap://xn--18j4d.example/%E3%81%93%E3%82%93"),
            ["3=xn--18j4d.example", "11=こん"]
        );
        assert_eq!(
            options("coap://198.51.100.1:61616//%2F//?%2F%2F&?%26"),
            ["11=", "11=/", "11=", "11=", "15=//", "15=?&"]
        );
    }

    /// The URI of a GET with these options, sent to `host` and `port`.
    fn composed(host: &str, port: u16, options: &[(OptionNumber, &str)]) -> String {
        let mut out = [0; 256];
        let mut draft = Draft::new(&mut out, Type::Con, Code::GET, MessageId(1), &[]).unwrap();
        for (number, value) in options {
            draft.option(*number, value.as_bytes()).unwrap();
        }
        let length = usize::from(draft.progress().length);
        let message = Message::parse(&out[..length]).unwrap();
        let mut text = [0; 256];
        let uri = compose(&message, false, host.as_bytes(), port, &mut text).unwrap();
        String::from_utf8(uri.to_vec()).unwrap()
    }

    #[test]
    fn options_become_uris_as_in_the_table() {
        use OptionNumber as O;
        let v6 = |options: &[_]| composed("2001:db8::2:1", 5683, options);
        assert_eq!(v6(&[]), "coap://[2001:db8::2:1]/");
        assert_eq!(v6(&[(O::URI_HOST, "example.net")]), "coap://example.net/");
        assert_eq!(
            v6(&[
                (O::URI_HOST, "example.net"),
                (O::URI_PATH, ".well-known"),
                (O::URI_PATH, "core")
            ]),
            "coap://example.net/.well-known/core"
        );
        assert_eq!(
            v6(&[(O::URI_HOST, "xn--18j4d.example"), (O::URI_PATH, "こんにちは")]),
            "coap://xn--18j4d.example/%E3%81%93%E3%82%93%E3%81%AB%E3%81%A1%E3%81%AF"
        );
        let rest = [("", O::URI_PATH), ("/", O::URI_PATH), ("", O::URI_PATH), ("", O::URI_PATH)];
        let query = [("//", O::URI_QUERY), ("?&", O::URI_QUERY)];
        let options: Vec<_> = rest.iter().chain(&query).map(|(v, n)| (*n, *v)).collect();
        assert_eq!(
            composed("198.51.100.1", 61616, &options),
            "coap://198.51.100.1:61616//%2F//?%2F%2F&?%26"
        );
        assert_eq!(composed("h", 5683, &[(O::URI_QUERY, "a=1")]), "coap://h/?a=1");
        assert_eq!(
            composed("h", 1, &[(O::URI_HOST, "2001:db8::1"), (O::URI_PORT, "\x10\x2e")]),
            "coap://[2001:db8::1]:4142/"
        );
    }

    #[test]
    fn a_buffer_that_is_too_short_holds_no_uri() {
        let message = Message::parse(b"\x40\x01\0\x01\xb1a").unwrap();
        for length in 0..10 {
            assert_eq!(compose(&message, false, b"h", 5683, &mut [0; 10][..length]), None);
        }
        let text: &[u8] = b"coap://h/a";
        assert_eq!(compose(&message, false, b"h", 5683, &mut [0; 10]), Some(text));
    }

    #[test]
    fn equal_uris_give_equal_options() {
        for text in [
            "coap://example.com:5683/~sensors/temp.xml",
            "coap://EXAMPLE.com/%7Esensors/temp.xml",
            "COAP://EXAMPLE.com:/%7esensors/temp.xml",
        ] {
            assert_eq!(options(text), ["3=example.com", "11=~sensors", "11=temp.xml"]);
            assert_eq!(Uri::parse(text.as_bytes()).unwrap().port, 5683);
        }
    }

    #[test]
    fn schemes_and_ports_are_read() {
        let uri = Uri::parse(b"coaps://[::1]").unwrap();
        assert!(uri.is_secure && uri.is_literal);
        assert_eq!((uri.host, uri.port), (&b"::1"[..], 5684));
        let uri = Uri::parse(b"coap://host:99?x").unwrap();
        assert_eq!((uri.port, uri.path, uri.query), (99, &b""[..], Some(&b"x"[..])));
    }

    #[test]
    fn dots_are_resolved() {
        for (path, expected) in [
            ("/a/./b", &["11=a", "11=b"][..]),
            ("/a/../b", &["11=b"]),
            ("/../../b", &["11=b"]),
            ("/a/b/../../c", &["11=c"]),
            ("/a/%2e%2e/c", &["11=c"]),
            ("/a/..", &["11="]),
            ("/a/.../b", &["11=a", "11=...", "11=b"]),
        ] {
            assert_eq!(options(&format!("coap://1.2.3.4{path}")), expected, "{path}");
        }
    }

    #[test]
    fn other_texts_are_no_uris() {
        for text in [
            "http://a/",
            "coap:/a",
            "coap://",
            "coap:///a",
            "coap://a/#f",
            "coap://u@a/",
            "coap://a:65536/",
            "coap://a:x/",
            "coap://[::1/",
            "coap://[::1]x/",
            "coap://a/%4",
            "coap://a/%zz",
            "",
        ] {
            assert_eq!(Uri::parse(text.as_bytes()), Err(UriError), "{text}");
        }
    }

    #[test]
    fn parts_beyond_255_bytes_do_not_fit() {
        let mut out = [0; 512];
        let mut draft = Draft::new(&mut out, Type::Con, Code::GET, MessageId(1), &[]).unwrap();
        let text = format!("coap://1.2.3.4/{}", "x".repeat(256));
        let uri = Uri::parse(text.as_bytes()).unwrap();
        assert_eq!(uri.write(&mut draft), Err(EncodeError::Full));
    }
}

//! URIs of the schemes coap and coaps, and their options (RFC 7252 section 6).

use crate::bytes::{cut, has, put as put_bytes};
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
        let (is_secure, rest) = scheme(text).ok_or(UriError)?;
        if has(text, b'#') || !has_whole_escapes(text) {
            return Err(UriError);
        }
        let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(end).ok_or(UriError)?;
        let (path, query) = match cut(rest, b'?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        let (host, digits, is_bracketed) = host_and_port(authority).ok_or(UriError)?;
        let default = if is_secure { SECURE_PORT } else { PORT };
        let port = if digits.is_empty() { default } else { decimal(digits).ok_or(UriError)? };
        if host.is_empty() || has(host, b'@') {
            return Err(UriError);
        }
        let is_literal = is_bracketed || is_ipv4(host);
        Ok(Self { is_secure, host, is_literal, port, path, query })
    }

    /// Writes Uri-Host (a registered name only, in lower case), Uri-Path and Uri-Query.
    ///
    /// # Errors
    /// As [`Draft::option`]; a part of more than 255 bytes is [`EncodeError::Full`].
    pub fn write(&self, draft: &mut Draft<'_>) -> Result<(), EncodeError> {
        if !self.is_literal {
            put(draft, OptionNumber::URI_HOST, self.host, u8::to_ascii_lowercase)?;
        }
        if !matches!(self.path, b"" | b"/") {
            let path = self.path.strip_prefix(b"/").unwrap_or(self.path);
            for segment in Segments::new(path) {
                put(draft, OptionNumber::URI_PATH, segment, |byte| *byte)?;
            }
        }
        let Some(query) = self.query else {
            return Ok(());
        };
        query
            .split(|&byte| byte == b'&')
            .try_for_each(|part| put(draft, OptionNumber::URI_QUERY, part, |byte| *byte))
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
    let (scheme, default) = if is_secure { ("coaps", SECURE_PORT) } else { ("coap", PORT) };
    text.plain(scheme.as_bytes());
    text.plain(b"://");
    text.host(message.value(OptionNumber::URI_HOST).unwrap_or(host));
    let port = message.uint(OptionNumber::URI_PORT).map_or(port, |port| port as u16);
    if port != default {
        text.plain(b":");
        text.decimal(port);
    }
    let (mut has_path, mut mark) = (false, b"?");
    for option in message.options() {
        if option.number == OptionNumber::URI_PATH {
            text.plain(b"/");
            text.escaped(option.value, b"&:@");
            has_path = true;
        } else if option.number == OptionNumber::URI_QUERY {
            text.plain(if has_path { b"" } else { b"/" });
            text.plain(mark);
            text.escaped(option.value, b":@?");
            (has_path, mark) = (true, b"&");
        }
    }
    text.plain(if has_path { b"" } else { b"/" });
    let Text { out, end } = text;
    out.get(..end?)
}

/// A URI being written.
struct Text<'o> {
    out: &'o mut [u8],
    /// Where the next byte goes; `None` once something did not fit.
    end: Option<usize>,
}

impl Text<'_> {
    fn plain(&mut self, bytes: &[u8]) {
        self.end = self.end.and_then(|end| put_bytes(self.out, end, bytes));
    }

    /// Percent-encodes what is neither unreserved, nor a delimiter that is harmless everywhere, nor
    /// `allowed` here.
    fn escaped(&mut self, bytes: &[u8], allowed: &[u8]) {
        for &byte in bytes {
            if byte.is_ascii_alphanumeric() || has(b"-._~!$'()*+,;=", byte) || has(allowed, byte) {
                self.plain(&[byte]);
            } else {
                let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'A' - 10 };
                self.plain(&[b'%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }

    /// An IPv6 address stands in brackets, whether the option had them or not.
    fn host(&mut self, host: &[u8]) {
        if has(host, b':') && !host.starts_with(b"[") {
            self.plain(b"[");
            self.plain(host);
            self.plain(b"]");
        } else {
            self.escaped(host, b"&[:]");
        }
    }

    fn decimal(&mut self, value: u16) {
        if value >= 10 {
            self.decimal(value / 10);
        }
        self.plain(&[b'0' + (value % 10) as u8]);
    }
}

/// One option with the percent-decoded `text`.
fn put(
    draft: &mut Draft<'_>,
    number: OptionNumber,
    text: &[u8],
    change: fn(&u8) -> u8,
) -> Result<(), EncodeError> {
    let mut part = [0; PART_LEN];
    let length = decode(text, &mut part).ok_or(EncodeError::Full)?;
    let part = part.get_mut(..length).ok_or(EncodeError::Full)?;
    for byte in part.iter_mut() {
        *byte = change(byte);
    }
    draft.option(number, part)
}

/// Decodes percent escapes of `text` into `out`; `None` if it is too short. Escapes that are not whole
/// stand for themselves.
fn decode(text: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut rest = text;
    let mut length = 0;
    while let [first, tail @ ..] = rest {
        let (byte, tail) = match (first, tail) {
            (b'%', [high, low, tail @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, tail),
                _ => (b'%', rest.get(1..)?),
            },
            (byte, tail) => (*byte, tail),
        };
        *out.get_mut(length)? = byte;
        length += 1;
        rest = tail;
    }
    Some(length)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

fn has_whole_escapes(text: &[u8]) -> bool {
    let mut parts = text.split(|&byte| byte == b'%');
    parts.next();
    parts.all(|part| matches!(part, [a, b, ..] if digit(*a).is_some() && digit(*b).is_some()))
}

/// The scheme, and what follows `://`.
fn scheme(text: &[u8]) -> Option<(bool, &[u8])> {
    let (name, rest) = cut(text, b':')?;
    let is_secure = name.eq_ignore_ascii_case(b"coaps");
    if !is_secure && !name.eq_ignore_ascii_case(b"coap") {
        return None;
    }
    Some((is_secure, rest.strip_prefix(b"//")?))
}

/// Host and port digits of an authority, and whether the host stood in brackets.
fn host_and_port(authority: &[u8]) -> Option<(&[u8], &[u8], bool)> {
    if let Some(rest) = authority.strip_prefix(b"[") {
        let (host, rest) = cut(rest, b']')?;
        return match rest {
            [] => Some((host, &[], true)),
            [b':', digits @ ..] => Some((host, digits, true)),
            _ => None,
        };
    }
    let (host, digits) = cut(authority, b':').unwrap_or((authority, &[]));
    Some((host, digits, false))
}

/// Dotted decimal with four parts (RFC 3986 section 3.2.2).
fn is_ipv4(host: &[u8]) -> bool {
    let mut parts = 0;
    let valid = host.split(|&byte| byte == b'.').all(|part| {
        parts += 1;
        decimal(part).is_some_and(|value| value < 256)
    });
    valid && parts == 4
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
struct Segments<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Segments<'a> {
    const fn new(path: &'a [u8]) -> Self {
        Self { rest: Some(path) }
    }

    fn split(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let parts = cut(rest, b'/');
        self.rest = parts.map(|(_, behind)| behind);
        Some(parts.map_or(rest, |(segment, _)| segment))
    }

    /// A later ".." takes the segment before this rest away.
    fn is_undone(&self) -> bool {
        let mut ahead = Self { rest: self.rest };
        let mut depth = 0_u32;
        while let Some(segment) = ahead.split() {
            match Dots::of(segment) {
                Dots::Two if depth == 0 => return true,
                Dots::Two => depth -= 1,
                Dots::One => {}
                Dots::None => depth += 1,
            }
        }
        false
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let segment = self.split()?;
            match Dots::of(segment) {
                Dots::None if !self.is_undone() => return Some(segment),
                // A path that ends in dots names a directory: its last segment is empty.
                Dots::One | Dots::Two if self.rest.is_none() => return Some(&[]),
                _ => {}
            }
        }
    }
}

/// What a segment does to the path.
enum Dots {
    None,
    One,
    Two,
}

impl Dots {
    fn of(segment: &[u8]) -> Self {
        let mut decoded = [0; 3];
        match decode(segment, &mut decoded).and_then(|length| decoded.get(..length)) {
            Some(b".") => Self::One,
            Some(b"..") => Self::Two,
            _ => Self::None,
        }
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

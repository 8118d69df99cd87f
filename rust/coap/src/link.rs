//! Link format and its filter (RFC 6690).

use crate::bytes::Parts;

/// One link of a document: `<target>;attribute=value;…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link<'a> {
    text: &'a [u8],
}

/// The links of a document.
#[derive(Debug, Clone)]
pub struct Links<'a> {
    rest: &'a [u8],
}

impl<'a> Links<'a> {
    /// The links of `document`.
    #[must_use]
    pub const fn new(document: &'a [u8]) -> Self {
        Self { rest: document }
    }
}

impl<'a> Iterator for Links<'a> {
    type Item = Link<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let text = split(&mut self.rest, b',');
            if !text.is_empty() {
                return Some(Link { text });
            }
        }
        None
    }
}

/// Takes the text up to the next `separator` off `rest`; separators within quotes and angle brackets
/// do not count.
#[inline(never)]
fn split<'a>(rest: &mut &'a [u8], separator: u8) -> &'a [u8] {
    // What ends the part of the text that is being read.
    let (mut closing, mut is_escaped) = (separator, false);
    let end = rest.iter().position(|&byte| {
        if is_escaped {
            is_escaped = false;
        } else if byte == closing {
            closing = separator;
            return byte == separator;
        } else if closing == b'"' {
            is_escaped = byte == b'\\';
        } else if closing == separator {
            closing = match byte {
                b'"' => b'"',
                b'<' => b'>',
                _ => separator,
            };
        }
        false
    });
    let end = end.unwrap_or(rest.len());
    let (text, tail) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    *rest = tail.get(1..).unwrap_or(&[]);
    text
}

impl<'a> Link<'a> {
    /// The link as it stands in the document.
    #[must_use]
    pub const fn text(&self) -> &'a [u8] {
        self.text
    }

    /// What stands between the angle brackets.
    #[must_use]
    pub fn target(&self) -> &'a [u8] {
        let mut rest = self.text;
        between(split(&mut rest, b';'), b'<', b'>')
    }

    /// The link passes the filter `query`, one Uri-Query value: `name=value` or `name=prefix*`
    /// (RFC 6690 section 4.1). An empty query, or one without `=`, lets everything pass.
    #[must_use]
    pub fn matches(&self, query: &[u8]) -> bool {
        let mut query = Parts::new(query, b'=');
        let name = query.first();
        let Some(value) = query.rest else {
            return true;
        };
        let wanted = Pattern::new(value);
        // No text holds a zero.
        let separator = if is_list(name) { b' ' } else { 0 };
        let (mut rest, mut is_target) = (self.text, true);
        while !rest.is_empty() {
            let mut part = Parts::new(split(&mut rest, b';'), b'=');
            let (own, value) = if is_target {
                // The target is filtered by a name that no attribute may have.
                (&b"href"[..], self.target())
            } else {
                (part.first(), between(part.rest.unwrap_or_default(), b'"', b'"'))
            };
            is_target = false;
            if own == name && Parts::new(value, separator).any(|item| wanted.matches(item)) {
                return true;
            }
        }
        false
    }
}

/// Attributes whose value is a list of items separated by spaces.
fn is_list(name: &[u8]) -> bool {
    Parts::new(b"rt if rel ct", b' ').any(|known| known == name)
}

/// `text` without the marks it stands between, if it does.
#[inline(never)]
fn between(text: &[u8], open: u8, close: u8) -> &[u8] {
    match text {
        [first, inner @ .., last] if *first == open && *last == close => inner,
        _ => text,
    }
}

/// What a filter wants.
struct Pattern<'a> {
    text: &'a [u8],
    prefix: bool,
}

impl<'a> Pattern<'a> {
    fn new(value: &'a [u8]) -> Self {
        match between(value, b'"', b'"') {
            [text @ .., b'*'] => Self { text, prefix: true },
            text => Self { text, prefix: false },
        }
    }

    #[inline(never)]
    fn matches(&self, value: &[u8]) -> bool {
        let start = if self.prefix { value.get(..self.text.len()) } else { Some(value) };
        start == Some(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &[u8] = b"</s/temp>;rt=\"temperature-c core.x\";if=\"sensor\";sz=64,\
        </s/light>;rt=\"light-lux\";if=\"sensor\";obs,</fw>;sz=262144;ct=\"40 60\"";

    fn targets(query: &[u8]) -> Vec<&'static str> {
        let matching = Links::new(DOCUMENT).filter(|link| link.matches(query));
        matching.map(|link| core::str::from_utf8(link.target()).unwrap()).collect()
    }

    #[test]
    fn queries_select_as_in_the_table() {
        let all = ["/s/temp", "/s/light", "/fw"];
        for (query, expected) in [
            ("", &all[..]),
            ("href=/s/temp", &all[..1]),
            ("href=/s*", &all[..2]),
            ("rt=light-lux", &all[1..2]),
            ("rt=core.x", &all[..1]),
            ("rt=light*", &all[1..2]),
            ("rt=light", &[]),
            ("if=*", &all[..2]),
            ("sz=64", &all[..1]),
            ("sz=6*", &all[..1]),
            ("ct=60", &all[2..]),
            ("obs=*", &all[1..2]),
            ("foo=bar", &[]),
            ("rt=\"core.x\"", &all[..1]),
        ] {
            assert_eq!(targets(query.as_bytes()), expected, "{query}");
        }
    }

    #[test]
    fn separators_in_quotes_and_brackets_do_not_separate() {
        let document = b"</a,b;c>;title=\"x, \\\"y; z\",</d>";
        let links: Vec<_> = Links::new(document).collect();
        assert_eq!(links.len(), 2);
        assert_eq!(links[0].target(), b"/a,b;c");
        assert!(links[0].matches(b"title=x*"));
        assert_eq!(links[1].text(), b"</d>");
    }

    #[test]
    fn damaged_documents_end() {
        for document in [&b",,,"[..], b"<", b"</a>;rt=\"", b";=", b"</a>;=\"\\"] {
            for link in Links::new(document) {
                let _ = (link.target(), link.matches(b"rt=a"), link.matches(b"=*"));
            }
        }
    }
}

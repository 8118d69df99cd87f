//! Single options, block options, conditions, links and URIs of CoAP for C: all stateless.

use coap::{
    Block, Code, Condition, Links, LoneMarker, Message, OptionNumber, Progress, Uri, UriError,
    compose, piece,
};

use super::message::{Part, add, add_uint};
use super::{DONE, datagram_of, give, status};
use crate::{Status, slice};

/// A part of a datagram.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct CoapSpan {
    /// Where it starts.
    pub offset: u16,
    /// Its bytes.
    pub length: u16,
}

/// A block option, or the block it stands for.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct CoapBlock {
    /// Block number.
    pub number: u32,
    /// Where the block starts in the body.
    pub offset: u32,
    /// Bytes of a full block; 0 for the reserved size.
    pub size: u16,
    /// 1: more blocks follow.
    pub more: u8,
    /// SZX: the size is 2^(SZX + 4).
    pub exponent: u8,
}

impl CoapBlock {
    #[inline(never)]
    pub(super) fn set(&mut self, block: Block) {
        self.number = block.number();
        self.offset = block.offset();
        self.size = block.size().unwrap_or(0);
        self.more = block.more().into();
        self.exponent = block.exponent();
    }

    pub(super) const fn block(&self) -> Block {
        Block::new(self.number, self.more != 0, self.exponent)
    }
}

/// Bits of `present` in `mpnet_coap_fields`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoapField {
    /// Accept.
    Accept = 1,
    /// Block1.
    Block1 = 2,
    /// Block2.
    Block2 = 4,
    /// Content-Format.
    ContentFormat = 8,
    /// Echo.
    Echo = 16,
    /// No-Response.
    NoResponse = 32,
    /// Observe.
    Observe = 64,
    /// Uri-Host.
    UriHost = 128,
    /// `ETag`, the first one.
    Etag = 256,
    /// Max-Age.
    MaxAge = 512,
}

/// Options with one value. A value counts if its bit in `present` is set.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct CoapFields {
    /// Set of `mpnet_coap_field`.
    pub present: u32,
    /// Observe, 24 bits.
    pub observe: u32,
    /// Block1.
    pub block1: CoapBlock,
    /// Block2.
    pub block2: CoapBlock,
    /// Echo.
    pub echo: CoapSpan,
    /// `ETag`.
    pub etag: CoapSpan,
    /// Max-Age, seconds.
    pub max_age: u32,
    /// Accept.
    pub accept: u16,
    /// Content-Format.
    pub content_format: u16,
    /// No-Response.
    pub no_response: u8,
}

impl CoapFields {
    fn set(&mut self, message: &Message<'_>, datagram: &[u8]) {
        self.present = 0;
        for option in message.singles() {
            // Their lengths are checked, so those that hold numbers are numbers.
            let number = option.uint().unwrap_or(0);
            let field = match option.number {
                OptionNumber::URI_HOST => CoapField::UriHost,
                OptionNumber::ETAG => {
                    self.etag = span(datagram, option.value);
                    CoapField::Etag
                }
                OptionNumber::OBSERVE => {
                    self.observe = number;
                    CoapField::Observe
                }
                OptionNumber::CONTENT_FORMAT => {
                    self.content_format = number as u16;
                    CoapField::ContentFormat
                }
                OptionNumber::MAX_AGE => {
                    self.max_age = number;
                    CoapField::MaxAge
                }
                OptionNumber::ACCEPT => {
                    self.accept = number as u16;
                    CoapField::Accept
                }
                OptionNumber::BLOCK2 => {
                    self.block2.set(Block::from_value(number));
                    CoapField::Block2
                }
                OptionNumber::BLOCK1 => {
                    self.block1.set(Block::from_value(number));
                    CoapField::Block1
                }
                OptionNumber::ECHO => {
                    self.echo = span(datagram, option.value);
                    CoapField::Echo
                }
                OptionNumber::NO_RESPONSE => {
                    self.no_response = number as u8;
                    CoapField::NoResponse
                }
                _ => continue,
            };
            self.present |= field as u32;
        }
    }
}

/// Where `part` lies in `whole`; nowhere is 0, 0.
fn range(whole: &[u8], part: &[u8]) -> CoapRange {
    let offset = part.as_ptr().addr().wrapping_sub(whole.as_ptr().addr());
    if offset > whole.len() {
        return CoapRange::default();
    }
    CoapRange { offset, length: part.len() }
}

fn span(whole: &[u8], part: &[u8]) -> CoapSpan {
    let range = range(whole, part);
    CoapSpan { offset: range.offset as u16, length: range.length as u16 }
}

/// The message of a datagram that `handle_input` has accepted under whatever policy.
pub(super) fn message_of<'a>(datagram: *const u8, length: usize) -> Result<Message<'a>, Status> {
    Ok(Message::parse_with(datagram_of(datagram, length)?, LoneMarker::Accept)?)
}

/// The message where it stands: each move of one would copy all of it.
pub(super) fn borrowed<'m, 'a>(
    message: &'m Result<Message<'a>, Status>,
) -> Result<&'m Message<'a>, Status> {
    message.as_ref().map_err(|status| *status)
}

/// Reads options with one value, under the rules of RFC 7252 section 5.4: misplaced, repeated and badly
/// sized ones are as if they were not there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_fields(
    datagram: *const u8,
    length: usize,
    fields: Option<&mut CoapFields>,
) -> Status {
    let read = || {
        let datagram = datagram_of(datagram, length)?;
        let message = Message::parse_with(datagram, LoneMarker::Accept);
        let message = message.as_ref().map_err(|_| Status::Malformed)?;
        fields.ok_or(Status::NullPointer)?.set(message, datagram);
        DONE
    };
    status(read())
}

/// Whether a client that sent this value of No-Response wants no response with `code`.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_suppresses(no_response: u8, code: u8) -> bool {
    Code(code).is_unwanted(no_response)
}

/// Judges If-Match, If-None-Match and `ETag` of a request for a resource that exists or not and has
/// this `ETag` (empty: none). `code` becomes 0 if the request is to be done, 0x43 (2.03) if the client
/// has the current representation, 0x8c (4.12) if nothing is to be done.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_condition(
    datagram: *const u8,
    length: usize,
    exists: bool,
    etag: *const u8,
    etag_length: usize,
    code: Option<&mut u8>,
) -> Status {
    let judge = || {
        let message = message_of(datagram, length);
        let message = borrowed(&message)?;
        let condition = Condition::of(message, exists, slice::input(etag, etag_length)?);
        let verdict = match condition {
            Condition::Met => 0,
            Condition::Unchanged => Code::VALID.0,
            Condition::Failed => Code::PRECONDITION_FAILED.0,
        };
        give(code, verdict)
    };
    status(judge())
}

/// Adds a block option: number, more and exponent of `block` count.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_draft_block(
    draft: Option<&mut Progress>,
    number: u16,
    block: Option<&CoapBlock>,
    out: *mut u8,
    capacity: usize,
) -> Status {
    let Some(block) = block else {
        return Status::NullPointer;
    };
    if block.exponent > coap::MAX_EXPONENT || block.number > coap::MAX_NUMBER {
        return Status::InvalidArgument;
    }
    add_uint(draft, number, block.block().value(), out, capacity)
}

/// The piece of a response body that a request asks for: `wanted` is its Block2, null if it has none;
/// blocks are no larger than 2^(`exponent` + 4). The caller sets `more`. `INVALID_ARGUMENT` for the
/// reserved size: answer 4.00.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_piece(
    wanted: Option<&CoapBlock>,
    exponent: u8,
    out: Option<&mut CoapBlock>,
) -> Status {
    let Some(piece) = piece(wanted.map(CoapBlock::block), exponent) else {
        return Status::InvalidArgument;
    };
    let Some(out) = out else {
        return Status::NullPointer;
    };
    out.set(piece);
    Status::Ok
}

/// A part of a text.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct CoapRange {
    /// Where it starts.
    pub offset: usize,
    /// Its bytes.
    pub length: usize,
}

/// The next link of a link-format document from offset `cursor` (0 at first) that passes the filter
/// `query`, one Uri-Query value or empty (RFC 6690 section 4.1). `IDLE` at the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_link_next(
    document: *const u8,
    length: usize,
    query: *const u8,
    query_length: usize,
    cursor: Option<&mut usize>,
    link: Option<&mut CoapRange>,
) -> Status {
    let next = || {
        let document = slice::input(document, length)?;
        let query = slice::input(query, query_length)?;
        let cursor = cursor.ok_or(Status::NullPointer)?;
        let link = link.ok_or(Status::NullPointer)?;
        let rest = document.get(*cursor..).ok_or(Status::InvalidArgument)?;
        let found = Links::new(rest).find(|link| link.matches(query)).ok_or(Status::Idle)?;
        let found = range(document, found.text());
        *cursor = found.offset + found.length;
        *link = found;
        DONE
    };
    status(next())
}

/// Where a URI leads.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct CoapUri {
    /// Name or address, without brackets, percent-encoded as it stands in the text.
    pub host: CoapRange,
    /// Port.
    pub port: u16,
}

impl From<UriError> for Status {
    fn from(_: UriError) -> Self {
        Self::InvalidArgument
    }
}

/// Takes a coap or coaps URI apart. `INVALID_ARGUMENT` if it is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_uri_parse(
    text: *const u8,
    length: usize,
    uri: Option<&mut CoapUri>,
) -> Status {
    let parse = || {
        let text = slice::input(text, length)?;
        let parts = Uri::parse(text)?;
        give(uri, CoapUri { host: range(text, parts.host), port: parts.port })
    };
    status(parse())
}

/// Writes the URI that the options of a request stand for into `out`, and its length. `host` and `port`
/// are the destination, for what the options leave out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_uri_compose(
    datagram: *const u8,
    length: usize,
    is_secure: bool,
    host: *const u8,
    host_length: usize,
    port: u16,
    out: *mut u8,
    capacity: usize,
    uri_length: Option<&mut usize>,
) -> Status {
    let write = || {
        let message = message_of(datagram, length);
        let message = borrowed(&message)?;
        let host = slice::input(host, host_length)?;
        let out = slice::output(out, capacity)?;
        let uri = compose(message, is_secure, host, port, out).ok_or(Status::BufferTooSmall)?;
        give(uri_length, uri.len())
    };
    status(write())
}

/// Adds the options of a coap or coaps URI: Uri-Host for names, Uri-Path, Uri-Query.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_draft_uri(
    draft: Option<&mut Progress>,
    text: *const u8,
    length: usize,
    out: *mut u8,
    capacity: usize,
) -> Status {
    let uri = slice::input(text, length).and_then(|text| Ok(Part::Uri(Uri::parse(text)?)));
    add(draft, uri, out, capacity)
}

#[cfg(test)]
#[expect(clippy::undocumented_unsafe_blocks, reason = "all pointers are to arrays of the test")]
mod tests {
    use super::*;

    #[test]
    fn fields_name_their_place_in_the_datagram() {
        let datagram = b"\x40\x45\0\x01\x61\x07\xd1\x04\x0e\xd2\xd8ab";
        let mut fields = CoapFields::default();
        let status =
            unsafe { mpnet_coap_fields(datagram.as_ptr(), datagram.len(), Some(&mut fields)) };
        assert_eq!(status, Status::Ok);
        let expected =
            CoapField::Echo as u32 | CoapField::Observe as u32 | CoapField::Block2 as u32;
        assert_eq!(fields.present, expected);
        assert_eq!((fields.echo.offset, fields.echo.length, fields.observe), (11, 2, 7));
        assert_eq!((fields.block2.size, fields.block2.more), (1024, 1));
    }

    #[test]
    fn links_are_found_from_a_cursor_on() {
        let document = b"</a>;rt=x,</b>,</c>;rt=x";
        let (mut cursor, mut link) = (0, CoapRange::default());
        let mut next = |link: &mut _| unsafe {
            let (at, length) = (document.as_ptr(), document.len());
            mpnet_coap_link_next(at, length, b"rt=x".as_ptr(), 4, Some(&mut cursor), Some(link))
        };
        assert_eq!(next(&mut link), Status::Ok);
        assert_eq!((link.offset, link.length), (0, 9));
        assert_eq!(next(&mut link), Status::Ok);
        assert_eq!((link.offset, link.length), (15, 9));
        assert_eq!(next(&mut link), Status::Idle);
    }

    #[test]
    fn uris_are_taken_apart_by_offset() {
        let text = b"coap://[::1]:99/a?b";
        let mut uri = CoapUri::default();
        let status = unsafe { mpnet_coap_uri_parse(text.as_ptr(), text.len(), Some(&mut uri)) };
        assert_eq!(status, Status::Ok);
        assert_eq!((uri.host.offset, uri.host.length, uri.port), (8, 3, 99));
        let status = unsafe { mpnet_coap_uri_parse(text.as_ptr(), 4, Some(&mut uri)) };
        assert_eq!(status, Status::InvalidArgument);
    }

    #[test]
    fn reserved_block_sizes_are_not_written() {
        let mut draft = Progress::default();
        let block = CoapBlock { exponent: 7, ..CoapBlock::default() };
        let status = unsafe {
            let draft = Some(&mut draft);
            mpnet_coap_draft_block(draft, 23, Some(&block), core::ptr::null_mut(), 0)
        };
        assert_eq!(status, Status::InvalidArgument);
    }
}

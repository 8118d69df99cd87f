//! The stateless codec of CoAP for C. Parsing gives offsets into the datagram; writing goes through a
//! draft by value that holds numbers only, with the same output buffer given to every call.

use coap::{
    Code, Draft, EncodeError, LoneMarker, Message, MessageId, OptionNumber, Options, ParseError,
    Policy, Progress, Type, Uri, write_uint,
};

use super::fields::{borrowed, message_of};
use super::{DONE, give};
use crate::{Status, slice};

/// Longest message to send when nothing is known of the path, in bytes.
pub const COAP_MESSAGE_LIMIT: usize = 1152;
const _: () = assert!(COAP_MESSAGE_LIMIT == coap::numbers::MESSAGE_LIMIT);

/// A parsed message: its header, and where its parts are. The token is at offset 4.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct CoapView {
    /// Message id.
    pub message_id: u16,
    /// Message type: 0 CON, 1 NON, 2 ACK, 3 RST.
    pub kind: u8,
    /// Method or response code.
    pub code: u8,
    /// Bytes of the token, at offset 4.
    pub token_length: u8,
    /// 1 if there was a payload marker.
    pub has_marker: u8,
    /// Offset of the first option.
    pub options: u16,
    /// Bytes of all options.
    pub options_length: u16,
    /// Offset of the payload.
    pub payload: u16,
    /// Bytes of the payload.
    pub payload_length: u16,
}

impl CoapView {
    /// Becomes the view of `message`, whose datagram had at most 65535 bytes.
    #[inline(never)]
    pub(super) fn set(&mut self, message: &Message<'_>) {
        self.message_id = message.id.0;
        self.kind = message.kind as u8;
        self.code = message.code.0;
        self.token_length = message.token().len() as u8;
        self.has_marker = message.has_marker().into();
        self.options = message.options_offset() as u16;
        self.options_length = message.option_bytes().len() as u16;
        self.payload = message.payload_offset() as u16;
        self.payload_length = message.payload().len() as u16;
    }
}

/// Where reading of options stands. It starts with the view's `options` and 0.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct CoapCursor {
    /// Offset of the next option.
    pub offset: u16,
    /// Number of the option before.
    pub number: u16,
}

/// One option.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct CoapOption {
    /// Option number.
    pub number: u16,
    /// Offset of the value.
    pub offset: u16,
    /// Bytes of the value.
    pub length: u16,
}

impl From<EncodeError> for Status {
    fn from(error: EncodeError) -> Self {
        match error {
            EncodeError::Full => Self::BufferTooSmall,
            EncodeError::Sealed | EncodeError::TokenTooLong => Self::InvalidArgument,
        }
    }
}

impl From<ParseError> for Status {
    fn from(_: ParseError) -> Self {
        Self::Malformed
    }
}

/// Reads the header of `datagram` and checks it to the end of its options. `policy` is a set of
/// `mpnet_coap_policy`, of which `LENIENT_MARKER` counts here. `MALFORMED`: to be dropped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_parse(
    datagram: *const u8,
    length: usize,
    policy: u32,
    view: Option<&mut CoapView>,
) -> Status {
    let parse = || {
        let datagram = datagram_of(datagram, length)?;
        let lenient = Policy::from_bits_truncate(policy).contains(Policy::LENIENT_MARKER);
        let marker = if lenient { LoneMarker::Accept } else { LoneMarker::Refuse };
        let message = Message::parse_with(datagram, marker);
        let message = message.as_ref().map_err(|_| Status::Malformed)?;
        view.ok_or(Status::NullPointer)?.set(message);
        DONE
    };
    super::status(parse())
}

/// Reads the four bytes of the header alone, whatever follows: `token_length` may be up to 15, and no
/// offset is set. `MALFORMED` for fewer bytes and for other versions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_header(
    datagram: *const u8,
    length: usize,
    view: Option<&mut CoapView>,
) -> Status {
    let read = || {
        let datagram = slice::input(datagram, length)?;
        let head = datagram.first_chunk().ok_or(Status::Malformed)?;
        let &[first, code, high, low] = head;
        if first >> 6 != 1 {
            return Err(Status::Malformed);
        }
        let header = CoapView {
            message_id: u16::from_be_bytes([high, low]),
            kind: first >> 4 & 3,
            code,
            token_length: first & 0x0f,
            ..CoapView::default()
        };
        give(view, header)
    };
    super::status(read())
}

/// Writes another message id into a finished message.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_set_message_id(
    message: *mut u8,
    length: usize,
    message_id: u16,
) -> Status {
    let write = || {
        let message = slice::output(message, length)?;
        let [_, _, high, low, ..] = message else {
            return Err(Status::Malformed);
        };
        [*high, *low] = message_id.to_be_bytes();
        DONE
    };
    super::status(write())
}

/// Reads the option at `cursor` and moves on. `IDLE` at the end of the options, `MALFORMED` if what
/// follows is no option.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_option_next(
    datagram: *const u8,
    length: usize,
    cursor: Option<&mut CoapCursor>,
    option: Option<&mut CoapOption>,
) -> Status {
    let next = || {
        let datagram = datagram_of(datagram, length)?;
        let cursor = cursor.ok_or(Status::NullPointer)?;
        let option = option.ok_or(Status::NullPointer)?;
        let rest = datagram.get(cursor.offset.into()..).ok_or(Status::InvalidArgument)?;
        let mut options = Options::new(rest, cursor.number);
        let read = options.try_next().map_err(|_| Status::Malformed)?.ok_or(Status::Idle)?;
        let end = datagram.len() - options.rest().len();
        let (number, size) = (read.number.0, read.value.len());
        *cursor = CoapCursor { offset: end as u16, number };
        *option = CoapOption { number, offset: (end - size) as u16, length: size as u16 };
        DONE
    };
    super::status(next())
}

/// Joins the non-empty values of Uri-Path with `/` into `out` and writes their length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_path(
    datagram: *const u8,
    length: usize,
    out: *mut u8,
    capacity: usize,
    path_length: Option<&mut usize>,
) -> Status {
    let join = || {
        let message = message_of(datagram, length);
        let message = borrowed(&message)?;
        let out = slice::output(out, capacity)?;
        let path = message.path(out).ok_or(Status::BufferTooSmall)?;
        give(path_length, path.len())
    };
    super::status(join())
}

/// Starts a message in `out`: header and token (at most 8 bytes). `kind`: 0 CON, 1 NON, 2 ACK, 3 RST.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_draft_init(
    draft: Option<&mut Progress>,
    kind: u8,
    code: u8,
    message_id: u16,
    token: *const u8,
    token_length: usize,
    out: *mut u8,
    capacity: usize,
) -> Status {
    let init = || {
        let token = slice::input(token, token_length)?;
        let out = slice::output(out, capacity)?;
        let id = MessageId(message_id);
        let started = Draft::new(out, Type::from_bits(kind), Code(code), id, token)?;
        give(draft, started.progress())
    };
    super::status(init())
}

/// Adds an option behind those with the same or a smaller number, in whatever order they come.
/// `BUFFER_TOO_SMALL` leaves the draft as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_draft_option(
    draft: Option<&mut Progress>,
    number: u16,
    value: *const u8,
    length: usize,
    out: *mut u8,
    capacity: usize,
) -> Status {
    let part = slice::input(value, length).map(|value| Part::Option(number, value));
    add(draft, part, out, capacity)
}

/// Adds an option with an unsigned integer in its shortest form.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_draft_uint(
    draft: Option<&mut Progress>,
    number: u16,
    value: u32,
    out: *mut u8,
    capacity: usize,
) -> Status {
    add_uint(draft, number, value, out, capacity)
}

/// Adds one option per piece of `text` between separators; empty pieces are left out. After
/// `BUFFER_TOO_SMALL` the pieces that fit are in the draft.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_draft_pieces(
    draft: Option<&mut Progress>,
    number: u16,
    separator: u8,
    text: *const u8,
    length: usize,
    out: *mut u8,
    capacity: usize,
) -> Status {
    let part = slice::input(text, length).map(|text| Part::Pieces(number, separator, text));
    add(draft, part, out, capacity)
}

/// Ends the message with a payload; an empty one writes nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_draft_payload(
    draft: Option<&mut Progress>,
    payload: *const u8,
    length: usize,
    out: *mut u8,
    capacity: usize,
) -> Status {
    add(draft, slice::input(payload, length).map(Part::Payload), out, capacity)
}

#[inline(never)]
pub(super) fn add_uint(
    draft: Option<&mut Progress>,
    number: u16,
    value: u32,
    out: *mut u8,
    capacity: usize,
) -> Status {
    let (bytes, count) = write_uint(value);
    let value = bytes.get(..count).unwrap_or(&bytes);
    add(draft, Ok(Part::Option(number, value)), out, capacity)
}

/// What is added to a draft.
pub(super) enum Part<'a> {
    Option(u16, &'a [u8]),
    Pieces(u16, u8, &'a [u8]),
    Payload(&'a [u8]),
    Uri(Uri<'a>),
}

/// Adds a part of a message. (Asked for by six functions: small code wants one of it.)
#[inline(never)]
pub(super) fn add(
    draft: Option<&mut Progress>,
    part: Result<Part<'_>, Status>,
    out: *mut u8,
    capacity: usize,
) -> Status {
    let add = || {
        let draft = draft.ok_or(Status::NullPointer)?;
        let out = slice::output(out, capacity)?;
        let mut resumed = Draft::resume(out, *draft);
        match part? {
            Part::Option(number, value) => resumed.option(OptionNumber(number), value),
            Part::Pieces(number, separator, text) => {
                resumed.pieces(OptionNumber(number), separator, text)
            }
            Part::Payload(payload) => resumed.payload(payload),
            Part::Uri(uri) => uri.write(&mut resumed),
        }?;
        *draft = resumed.progress();
        DONE
    };
    super::status(add())
}

/// The datagram, whose offsets must fit 16 bits.
pub(super) fn datagram_of<'a>(datagram: *const u8, length: usize) -> Result<&'a [u8], Status> {
    if length > usize::from(u16::MAX) {
        return Err(Status::TooLong);
    }
    slice::input(datagram, length)
}

#[cfg(test)]
#[expect(clippy::undocumented_unsafe_blocks, reason = "all pointers are to arrays of the test")]
mod tests {
    use super::*;

    #[test]
    fn a_message_written_through_the_abi_reads_back() {
        let mut out = [0_u8; 64];
        let (at, capacity) = (out.as_mut_ptr(), out.len());
        let mut draft = Progress::default();
        unsafe {
            let token = [1_u8, 2];
            let status =
                mpnet_coap_draft_init(Some(&mut draft), 0, 2, 7, token.as_ptr(), 2, at, capacity);
            assert_eq!(status, Status::Ok);
            let status = mpnet_coap_draft_uint(Some(&mut draft), 12, 50, at, capacity);
            assert_eq!(status, Status::Ok);
            let path = b"/a//b";
            let status = mpnet_coap_draft_pieces(
                Some(&mut draft),
                11,
                b'/',
                path.as_ptr(),
                path.len(),
                at,
                capacity,
            );
            assert_eq!(status, Status::Ok);
            let status =
                mpnet_coap_draft_payload(Some(&mut draft), [b'x'].as_ptr(), 1, at, capacity);
            assert_eq!(status, Status::Ok);
        }
        assert_eq!(&out[..draft.length.into()], b"\x42\x02\0\x07\x01\x02\xb1a\x01b\x11\x32\xffx");
    }

    #[test]
    fn options_are_walked_by_offset() {
        let datagram = b"\x40\x01\0\x01\xb1a\x02bc";
        let (at, length) = (datagram.as_ptr(), datagram.len());
        let mut view = CoapView::default();
        let mut option = CoapOption::default();
        unsafe {
            assert_eq!(mpnet_coap_parse(at, length, 0, Some(&mut view)), Status::Ok);
            let mut cursor = CoapCursor { offset: view.options, number: 0 };
            let mut next = |option: &mut _| {
                mpnet_coap_option_next(at, length, Some(&mut cursor), Some(option))
            };
            assert_eq!(next(&mut option), Status::Ok);
            assert_eq!((option.number, option.offset, option.length), (11, 5, 1));
            assert_eq!(next(&mut option), Status::Ok);
            assert_eq!((option.number, option.offset, option.length), (11, 7, 2));
            assert_eq!(next(&mut option), Status::Idle);
            let mut cursor = CoapCursor::default();
            let bad = [0xf0_u8];
            let status =
                mpnet_coap_option_next(bad.as_ptr(), 1, Some(&mut cursor), Some(&mut option));
            assert_eq!(status, Status::Malformed);
        }
    }

    #[test]
    fn headers_are_read_and_ids_written_without_the_rest() {
        let mut message = *b"\x4f\x01\x12\x34";
        let mut view = CoapView::default();
        unsafe {
            assert_eq!(mpnet_coap_header(message.as_ptr(), 4, Some(&mut view)), Status::Ok);
            assert_eq!((view.token_length, view.message_id), (15, 0x1234));
            assert_eq!(mpnet_coap_set_message_id(message.as_mut_ptr(), 4, 0x5678), Status::Ok);
            assert_eq!(mpnet_coap_set_message_id(message.as_mut_ptr(), 3, 1), Status::Malformed);
            assert_eq!(mpnet_coap_header(b"\x8f\x01\x12\x34".as_ptr(), 4, None), Status::Malformed);
        }
        assert_eq!(message, *b"\x4f\x01\x56\x78");
    }

    #[test]
    fn damaged_drafts_and_null_pointers_are_refused() {
        let mut out = [0_u8; 8];
        let mut draft = Progress { length: 60_000, options: 50_000, last: 9, sealed: 0 };
        unsafe {
            let add = |draft: &mut Progress, number, out: *mut u8| {
                mpnet_coap_draft_option(Some(draft), number, core::ptr::null(), 0, out, 8)
            };
            assert_eq!(add(&mut draft, 11, out.as_mut_ptr()), Status::BufferTooSmall);
            assert_eq!(add(&mut draft, 3, out.as_mut_ptr()), Status::BufferTooSmall);
            assert_eq!(add(&mut draft, 11, core::ptr::null_mut()), Status::NullPointer);
            assert_eq!(mpnet_coap_parse(out.as_ptr(), 3, 0, None), Status::Malformed);
        }
    }
}

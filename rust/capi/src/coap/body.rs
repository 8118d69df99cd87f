//! Bodies larger than a message for C: positions of uploads and downloads (client), and of bodies that
//! come to and go from this server.

use coap::{Assembly, Code, Download, Instant, Onward, PeerKey, TransferId, Upload};

use super::fields::{CoapBlock, CoapField, CoapFields, borrowed, message_of};
use super::{DONE, give, status, with};
use crate::{Status, storage::CoapEndpointStorage};

/// Bodies that a server keeps at the same time.
pub const COAP_TRANSFERS: usize = 4;
const _: () = assert!(COAP_TRANSFERS == coap::TRANSFERS);

/// Block1 of the next request. `more`: the body goes on behind it. `TOO_LONG` beyond 2^20 blocks.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_upload_block(
    upload: Option<&Upload>,
    more: bool,
    block: Option<&mut CoapBlock>,
) -> Status {
    let next = || {
        let next = upload.ok_or(Status::NullPointer)?.block(more);
        block.ok_or(Status::NullPointer)?.set(next.ok_or(Status::TooLong)?);
        DONE
    };
    status(next())
}

/// The answer with `code` and `fields` to a block of `length` bytes, sent with this `more`.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_upload_answer(
    upload: Option<&mut Upload>,
    code: u8,
    fields: Option<&CoapFields>,
    length: u16,
    more: bool,
    onward: Option<&mut Onward>,
) -> Status {
    let answer = || {
        let upload = upload.ok_or(Status::NullPointer)?;
        let fields = fields.ok_or(Status::NullPointer)?;
        let onward = onward.ok_or(Status::NullPointer)?;
        let has_block = fields.present & CoapField::Block1 as u32 != 0;
        let block1 = has_block.then_some(fields.block1.block());
        *onward = upload.handle_answer(Code(code), block1, length, more);
        DONE
    };
    status(answer())
}

/// Starts a download in blocks of 2^(`exponent` + 4) bytes at most.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_download_init(
    download: Option<&mut Download>,
    exponent: u8,
) -> Status {
    status(give(download, Download::new(exponent)))
}

/// Block2 of the next request. `TOO_LONG` beyond 2^20 blocks.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_download_block(
    download: Option<&Download>,
    block: Option<&mut CoapBlock>,
) -> Status {
    let next = || {
        let next = download.ok_or(Status::NullPointer)?.block();
        block.ok_or(Status::NullPointer)?.set(next.ok_or(Status::TooLong)?);
        DONE
    };
    status(next())
}

/// A response to the request for the next block. With `DONE` and `NEXT` its payload belongs at
/// `offset` of the body.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_download_answer(
    download: Option<&mut Download>,
    datagram: *const u8,
    length: usize,
    offset: Option<&mut u32>,
    onward: Option<&mut Onward>,
) -> Status {
    let answer = || {
        let download = download.ok_or(Status::NullPointer)?;
        let offset = offset.ok_or(Status::NullPointer)?;
        let onward = onward.ok_or(Status::NullPointer)?;
        let message = message_of(datagram, length);
        let arrival = download.handle_answer(borrowed(&message)?);
        (*offset, *onward) = (arrival.offset, arrival.onward);
        DONE
    };
    status(answer())
}

/// What to do with a request that may be a block.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoapVerdict {
    /// It is no block: its payload is the body.
    Whole = 0,
    /// Store the payload at `offset` of body `transfer`. If `last` run the handler, else answer 2.31;
    /// `block` goes into Block1 of either.
    Store = 1,
    /// It came before: answer 2.31 with Block1 = `block`.
    Again = 2,
    /// Answer `code`; 4.13 with Size1 = the limit, 5.03 with Max-Age.
    Refuse = 3,
}

/// The verdict on a block of a request. What the verdict does not speak of is left as it was.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct CoapAssembly {
    /// What to do.
    pub verdict: CoapVerdict,
    /// Where the payload belongs.
    pub offset: u32,
    /// Block1 of the answer.
    pub block: CoapBlock,
    /// Body under which to keep the bytes.
    pub transfer: u8,
    /// 1: the body is complete.
    pub last: u8,
    /// Code to answer with.
    pub code: u8,
}

impl CoapAssembly {
    fn set(&mut self, assembly: Assembly) {
        self.verdict = match assembly {
            Assembly::Whole => CoapVerdict::Whole,
            Assembly::Store { id, offset, last, block } => {
                self.offset = offset;
                self.transfer = id.0;
                self.last = last.into();
                self.block.set(block);
                CoapVerdict::Store
            }
            Assembly::Again { block } => {
                self.block.set(block);
                CoapVerdict::Again
            }
            Assembly::Refuse(code) => {
                self.code = code.0;
                CoapVerdict::Refuse
            }
        };
    }
}

/// Takes a request that may be a block of a body of at most `limit` bytes; blocks larger than
/// 2^(`exponent` + 4) bytes are asked for in that size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_endpoint_assemble(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    peer: u32,
    datagram: *const u8,
    length: usize,
    limit: u32,
    exponent: u8,
    assembly: Option<&mut CoapAssembly>,
) -> Status {
    with(endpoint, |endpoint| {
        let message = message_of(datagram, length);
        let message = borrowed(&message)?;
        let (now, peer) = (Instant(now_ms), PeerKey(peer));
        let assembly = assembly.ok_or(Status::NullPointer)?;
        assembly.set(endpoint.assemble(now, peer, message, limit, exponent));
        DONE
    })
}

/// The answer to the request `datagram` is longer than a block: its first `sent` bytes go out now, the
/// rest is kept under `transfer`. `FULL`: later blocks have to be made anew.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_endpoint_open_body(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    peer: u32,
    datagram: *const u8,
    length: usize,
    sent: u32,
    transfer: Option<&mut u8>,
) -> Status {
    with(endpoint, |endpoint| {
        let message = message_of(datagram, length);
        let message = borrowed(&message)?;
        let transfer = transfer.ok_or(Status::NullPointer)?;
        let id = endpoint.open_body(Instant(now_ms), PeerKey(peer), message, sent);
        *transfer = id.ok_or(Status::Full)?.0;
        DONE
    })
}

/// The body that the request `datagram` asks for more of, and how many of its bytes have been sent.
/// `IDLE` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpnet_coap_endpoint_resume_body(
    endpoint: Option<&mut CoapEndpointStorage>,
    now_ms: u32,
    peer: u32,
    datagram: *const u8,
    length: usize,
    transfer: Option<&mut u8>,
    sent: Option<&mut u32>,
) -> Status {
    with(endpoint, |endpoint| {
        let message = message_of(datagram, length);
        let message = borrowed(&message)?;
        let transfer = transfer.ok_or(Status::NullPointer)?;
        let sent = sent.ok_or(Status::NullPointer)?;
        let body = endpoint.resume_body(Instant(now_ms), PeerKey(peer), message);
        let (TransferId(id), offset) = body.ok_or(Status::Idle)?;
        (*transfer, *sent) = (id, offset);
        DONE
    })
}

/// `sent` bytes of the body have been sent.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_advance_body(
    endpoint: Option<&mut CoapEndpointStorage>,
    transfer: u8,
    sent: u32,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.advance_body(TransferId(transfer), sent);
        DONE
    })
}

/// The body is done with, coming or going.
#[unsafe(no_mangle)]
pub extern "C" fn mpnet_coap_endpoint_end_body(
    endpoint: Option<&mut CoapEndpointStorage>,
    transfer: u8,
) -> Status {
    with(endpoint, |endpoint| {
        endpoint.end_body(TransferId(transfer));
        DONE
    })
}

#[cfg(test)]
#[expect(clippy::undocumented_unsafe_blocks, reason = "all pointers are to arrays of the test")]
mod tests {
    use super::*;

    #[test]
    fn a_download_is_followed_through_the_abi() {
        let mut download = Download::new(6);
        assert_eq!(mpnet_coap_download_init(Some(&mut download), 0), Status::Ok);
        let (mut offset, mut onward) = (9, Onward::Failed);
        let mut answer = |datagram: &[u8]| unsafe {
            let (at, length) = (datagram.as_ptr(), datagram.len());
            let (offset, onward) = (Some(&mut offset), Some(&mut onward));
            mpnet_coap_download_answer(Some(&mut download), at, length, offset, onward)
        };
        assert_eq!(answer(b"\x60\x45\0\x01\xd1\x0a\x08\xff0123456789abcdef"), Status::Ok);
        assert_eq!((offset, onward), (0, Onward::Next));
        let mut block = CoapBlock::default();
        assert_eq!(mpnet_coap_download_block(Some(&download), Some(&mut block)), Status::Ok);
        assert_eq!((block.number, block.offset, block.size), (1, 16, 16));
    }

    #[test]
    fn an_upload_goes_on_through_the_abi() {
        let mut upload = Upload::new(6);
        let mut block = CoapBlock::default();
        assert_eq!(mpnet_coap_upload_block(Some(&upload), true, Some(&mut block)), Status::Ok);
        let fields = CoapFields {
            present: CoapField::Block1 as u32,
            block1: CoapBlock { exponent: 5, ..block },
            ..CoapFields::default()
        };
        let mut onward = Onward::Failed;
        let status = mpnet_coap_upload_answer(
            Some(&mut upload),
            0x5f,
            Some(&fields),
            1024,
            true,
            Some(&mut onward),
        );
        assert_eq!((status, onward), (Status::Ok, Onward::Next));
        assert_eq!((upload.offset, upload.exponent), (1024, 5));
    }
}

//! Takes whatever bytes a client sends apart into messages. tower-lsp's own reader ends the session at the first message that
//! it cannot read, waits for ever behind a length that is too long, and keeps a body of any size. Here a broken message costs
//! only itself: it is answered with an error, and reading goes on at the next `Content-Length:`.
//!
//! What is passed on is written anew, so tower-lsp reads exactly what was checked here. A message that is refused is passed
//! on as a request of our own, [`REFUSED`], because only tower-lsp may write to the output.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, ReadBuf};

use super::message::{self, Refusal, Traces};

/// Longest body. A document of 16 MiB, the longest that is repaired, takes at most six times as much as a JSON string.
const MAX_BODY: u64 = 100 << 20;
/// Longest line of a header.
const MAX_LINE: usize = 4096;
/// Bytes that are asked for at once.
const CHUNK: usize = 64 << 10;
const LENGTH: &[u8] = b"content-length:";
/// `Content-Length: 18446744073709551615\r\n` and some spaces.
const LONGEST_HEADER: usize = 64;

enum State {
    /// In the headers of a message, or in what lies between two messages.
    Headers { length: Option<u64>, any: bool },
    /// In a body, of which some bytes are known to hold no header.
    Body { length: u64, scanned: usize },
}

const START: State = State::Headers { length: None, any: false };

/// The bytes in, the messages out.
pub(super) struct Framing {
    input: BytesMut,
    output: BytesMut,
    state: State,
    /// A stretch of nonsense is complained of once, however many lines it has.
    complained: bool,
    /// What was seen of a body that is too long to be kept.
    skipped: Traces,
}

impl Framing {
    pub(super) fn new() -> Self {
        let (input, output) = (BytesMut::new(), BytesMut::new());
        Self { input, output, state: START, complained: false, skipped: Traces::default() }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
        while self.step() {}
        if self.input.is_empty() {
            // A buffer that a large document went through is not kept for small changes.
            self.input = BytesMut::new();
        }
    }

    /// Does a part of the work; `false` when more bytes are needed for the next.
    fn step(&mut self) -> bool {
        match self.state {
            State::Headers { length, any } => self.header(length, any),
            State::Body { length, scanned } => self.body(length, scanned),
        }
    }

    fn header(&mut self, length: Option<u64>, any: bool) -> bool {
        let Some(end) = self.input.iter().take(MAX_LINE).position(|byte| *byte == b'\n') else {
            if self.input.len() < MAX_LINE {
                return false;
            }
            // A header may begin at the end of what is thrown away.
            let end = beginning_of_header(&self.input[..MAX_LINE]).unwrap_or(MAX_LINE);
            self.input.advance(end);
            self.refuse(&Refusal::unreadable("a line without an end where a header was expected"));
            self.state = START;
            return true;
        };
        let line = self.input.split_to(end + 1);
        let line = line.trim_ascii_end();
        if let Some(at) = find_length(line) {
            let value = std::str::from_utf8(&line[at + LENGTH.len()..]).unwrap_or_default().trim();
            // `parse` would take a plus sign.
            let found = value.parse().ok().filter(|_| value.bytes().all(|byte| byte.is_ascii_digit()));
            if at > 0 {
                self.refuse(&Refusal::unreadable("bytes that belong to no message"));
            } else if length.is_some() {
                self.refuse(&Refusal::unreadable("a message that breaks off in its headers"));
            }
            if found.is_none() {
                self.refuse(&Refusal::unreadable("a Content-Length that is no number"));
            }
            self.state = State::Headers { length: found, any: true };
        } else if line.is_empty() {
            self.state = match length {
                Some(length) => {
                    self.complained = false;
                    if length > MAX_BODY {
                        self.skipped = Traces::default();
                        self.refuse(&Refusal::too_long(length, MAX_BODY));
                    }
                    State::Body { length, scanned: 0 }
                }
                None => START,
            };
            if any && length.is_none() {
                self.refuse(&Refusal::unreadable("headers without a Content-Length"));
            }
        } else if is_header(line) {
            self.state = State::Headers { length, any: true };
        } else {
            self.refuse(&Refusal::unreadable("a line that is no header"));
            self.state = START;
        }
        true
    }

    fn body(&mut self, length: u64, scanned: usize) -> bool {
        let here = self.input.len().min(usize::try_from(length).unwrap_or(usize::MAX));
        // JSON holds no raw line break in a string and this name nowhere else: a header in here is the next message's.
        if let Some(at) = header_within(&self.input[..here], scanned) {
            self.lose(at);
            self.input.advance(at);
            self.refuse(&Refusal::unreadable("a body that is shorter than its Content-Length"));
            self.state = START;
            return true;
        }
        if (here as u64) < length {
            let mut scanned = here.saturating_sub(LONGEST_HEADER);
            let mut left = length;
            // Nobody will read what was refused already.
            if self.complained {
                self.skipped.look(&self.input[..here]);
                self.input.advance(scanned);
                left -= scanned as u64;
                scanned = 0;
            }
            self.state = State::Body { length: left, scanned };
            return false;
        }
        self.state = START;
        if self.complained {
            self.lose(here);
            self.input.advance(here);
            return true;
        }
        match message::check(&self.input[..here]) {
            Ok(message) => {
                self.input.advance(here);
                self.pass_on(&message);
            }
            Err(refusal) => {
                // A length that is a little too long may reach into the next message's header.
                let broken = refusal.is_unreadable();
                let next = broken.then(|| beginning_of_header(&self.input[..here])).flatten();
                self.lose(here);
                self.input.advance(next.unwrap_or(here));
                self.refuse(&refusal);
                // What follows a body that was cut is its rest.
                self.complained = broken;
            }
        }
        true
    }

    /// Tells the documents, where a body that nobody can read looks like a change. `end` is where it ends in what came.
    fn lose(&mut self, end: usize) {
        let body = &self.input[..end];
        let lost = if self.complained {
            // Its beginning is gone already.
            self.skipped.look(body);
            self.skipped.lost_change()
        } else {
            message::lost_change(body)
        };
        if let Some(lost) = lost {
            self.pass_on(&lost);
        }
    }

    fn refuse(&mut self, refusal: &Refusal) {
        if !self.complained {
            tracing::warn!("a message from the client was refused: {}", refusal.reason);
            if let Some(answer) = refusal.request() {
                self.pass_on(&answer);
            }
            self.complained = true;
        }
    }

    fn pass_on(&mut self, message: &[u8]) {
        self.output.extend_from_slice(format!("Content-Length: {}\r\n\r\n", message.len()).as_bytes());
        self.output.extend_from_slice(message);
    }
}

fn find_length(line: &[u8]) -> Option<usize> {
    line.windows(LENGTH.len()).rposition(|part| part.eq_ignore_ascii_case(LENGTH))
}

/// `Name: value`, as HTTP has it.
fn is_header(line: &[u8]) -> bool {
    let colon = line.iter().position(|byte| *byte == b':');
    colon.is_some_and(|at| {
        at > 0 && line[..at].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    })
}

/// Where a whole `Content-Length` line begins, at or behind `from`.
fn header_within(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = bytes[at..].iter().position(|byte| *byte == b'\n') {
        let end = at + found;
        at = end + 1;
        let line = bytes[..end].strip_suffix(b"\r").unwrap_or_default();
        let before = line.len() - line.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let name = line[..before].trim_ascii_end();
        if before < line.len()
            && let Some(start) = name.len().checked_sub(LENGTH.len())
            && name[start..].eq_ignore_ascii_case(LENGTH)
        {
            return Some(start);
        }
    }
    None
}

/// Where, at the very end, a `Content-Length` line seems to begin.
fn beginning_of_header(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(LONGEST_HEADER);
    let is_beginning = |part: &[u8]| {
        let name = part.len().min(LENGTH.len());
        let is_value = |byte: &u8| matches!(byte, b'0'..=b'9' | b' ' | b'\r');
        part[..name].eq_ignore_ascii_case(&LENGTH[..name]) && part[name..].iter().all(is_value)
    };
    (from..bytes.len()).find(|at| is_beginning(&bytes[*at..]))
}

/// An input of which only sound messages can be read.
pub(super) struct FramingReader<R> {
    inner: R,
    chunk: Box<[u8]>,
    framing: Framing,
}

impl<R> FramingReader<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, chunk: vec![0; CHUNK].into(), framing: Framing::new() }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for FramingReader<R> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { inner, chunk, framing } = self.get_mut();
        while framing.output.is_empty() {
            let mut read = ReadBuf::new(chunk);
            ready!(Pin::new(&mut *inner).poll_read(cx, &mut read))?;
            if read.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            framing.push(read.filled());
        }
        let length = framing.output.len().min(buf.remaining());
        buf.put_slice(&framing.output.split_to(length));
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
#[path = "framing_tests.rs"]
mod tests;

//! How a session ends. tower-lsp's `serve` returns only when its input ends, so every other end (the `exit` notification, an
//! editor that died, an output that nobody reads) is made to look like the end of the input.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::watch,
};

/// How often to look whether the editor still runs.
const PARENT_INTERVAL: Duration = Duration::from_millis(300);

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Exit,
    InputClosed,
    OutputClosed,
    ClientGone,
}

/// Whether and why the session ends, known to everything that waits.
pub(crate) struct Lifecycle {
    end: watch::Sender<Option<End>>,
    shut_down: AtomicBool,
}

impl Lifecycle {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { end: watch::Sender::new(None), shut_down: AtomicBool::new(false) })
    }

    /// Ends the session; the first reason counts.
    pub(crate) fn end(&self, reason: End) {
        self.end.send_if_modified(|end| {
            let first = end.is_none();
            if first {
                tracing::info!("the session ends: {reason:?}");
                *end = Some(reason);
            }
            first
        });
    }

    pub(crate) fn is_ending(&self) -> bool {
        self.end.borrow().is_some()
    }

    /// Waits until the session ends.
    pub(crate) fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut end = self.end.subscribe();
        async move {
            let _ = end.wait_for(Option::is_some).await;
        }
    }

    pub(crate) fn shut_down(&self) {
        self.shut_down.store(true, Ordering::Relaxed);
    }

    /// LSP's rule: 0 when `shutdown` came before the end, else 1.
    pub(crate) fn exit_code(&self) -> u8 {
        u8::from(!self.shut_down.load(Ordering::Relaxed))
    }

    /// Ends the session when the editor is gone.
    pub(crate) fn watch_client(self: &Arc<Self>, process: u32) {
        let Some(mut client) = ClientProcess::find(process) else {
            // A server in a container or on another machine cannot see the editor's process.
            tracing::debug!("the client's process {process} cannot be watched from here");
            return;
        };
        let lifecycle = Arc::clone(self);
        tokio::spawn(async move {
            while !lifecycle.is_ending() {
                tokio::time::sleep(PARENT_INTERVAL).await;
                if !client.runs() {
                    lifecycle.end(End::ClientGone);
                }
            }
        });
    }
}

/// The editor's process, as far as this system lets us see it.
struct ClientProcess {
    process: u32,
    is_parent: bool,
}

impl ClientProcess {
    /// `None` when its end could not be noticed.
    fn find(process: u32) -> Option<Self> {
        let client = Self { process, is_parent: parent() == Some(process) };
        (client.is_parent || state(process).is_some_and(|state| state != 'Z')).then_some(client)
    }

    fn runs(&mut self) -> bool {
        // A process whose parent dies gets another parent at once.
        if self.is_parent {
            return parent() == Some(self.process);
        }
        state(self.process).is_some_and(|state| state != 'Z')
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no parent to ask for")]
fn parent() -> Option<u32> {
    Some(std::os::unix::process::parent_id())
}

#[cfg(not(unix))]
fn parent() -> Option<u32> {
    None
}

/// A process's state letter from Linux's `/proc`; `Z` is one that has ended and waits to be collected.
fn state(process: u32) -> Option<char> {
    let line = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before the state is in parentheses and may hold any character.
    line.rsplit_once(") ")?.1.chars().next()
}

/// An input that ends when the session does, and a session that ends when its input does.
pub(crate) struct EndingReader<R> {
    inner: R,
    ended: Pin<Box<dyn Future<Output = ()> + Send>>,
    lifecycle: Arc<Lifecycle>,
}

impl<R> EndingReader<R> {
    pub(crate) fn new(inner: R, lifecycle: Arc<Lifecycle>) -> Self {
        Self { inner, ended: Box::pin(lifecycle.ended()), lifecycle }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for EndingReader<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.lifecycle.is_ending() || self.ended.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, buf);
        match &read {
            Poll::Ready(Ok(())) if buf.filled().len() > before => read,
            Poll::Pending => read,
            Poll::Ready(_) => {
                self.lifecycle.end(End::InputClosed);
                Poll::Ready(Ok(()))
            }
        }
    }
}

/// An output that swallows what cannot be written any more, because tower-lsp panics on a closed one.
pub(crate) struct EndingWriter<W> {
    inner: W,
    broken: bool,
    lifecycle: Arc<Lifecycle>,
}

impl<W> EndingWriter<W> {
    pub(crate) const fn new(inner: W, lifecycle: Arc<Lifecycle>) -> Self {
        Self { inner, broken: false, lifecycle }
    }

    fn or_broken<T>(&mut self, result: Poll<io::Result<T>>, instead: T) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(error)) = &result {
            tracing::debug!("the output is closed: {error}");
            self.broken = true;
            self.lifecycle.end(End::OutputClosed);
            return Poll::Ready(Ok(instead));
        }
        result
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for EndingWriter<W> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.broken {
            return Poll::Ready(Ok(buf.len()));
        }
        let written = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.or_broken(written, buf.len())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.broken {
            return Poll::Ready(Ok(()));
        }
        let flushed = Pin::new(&mut self.inner).poll_flush(cx);
        self.or_broken(flushed, ())
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.broken {
            return Poll::Ready(Ok(()));
        }
        let closed = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.or_broken(closed, ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reason_counts_and_shutdown_decides_the_code() {
        let lifecycle = Lifecycle::new();
        assert!(!lifecycle.is_ending());
        lifecycle.end(End::Exit);
        lifecycle.end(End::InputClosed);
        assert_eq!(*lifecycle.end.borrow(), Some(End::Exit));
        assert_eq!(lifecycle.exit_code(), 1);
        lifecycle.shut_down();
        assert_eq!(lifecycle.exit_code(), 0);
    }

    #[test]
    fn a_process_that_cannot_be_seen_is_not_watched() {
        // Linux numbers processes up to 2^22.
        assert!(ClientProcess::find(u32::MAX).is_none());
    }

    #[tokio::test]
    async fn a_broken_output_ends_the_session_quietly() {
        use tokio::io::AsyncWriteExt;
        let lifecycle = Lifecycle::new();
        let (ours, theirs) = tokio::io::duplex(8);
        drop(theirs);
        let mut writer = EndingWriter::new(ours, Arc::clone(&lifecycle));
        writer.write_all(b"more than eight bytes").await.unwrap();
        writer.flush().await.unwrap();
        assert!(lifecycle.is_ending());
    }
}

//! Standard input and output of the language server, read and written by the thread that handles messages. tokio's own hand every
//! piece to another thread, and each thread that must wake waits for a core while the model has all of them at work.
//!
//! The streams are not switched to non-blocking: that would switch them for every process that shares them. A read or a small
//! write that the system says is possible does not block.

use tokio::io::{AsyncRead, AsyncWrite};

/// Standard input. Call it on a runtime.
pub(crate) fn input() -> Box<dyn AsyncRead + Send + Unpin> {
    #[cfg(unix)]
    if let Ok(input) = unix::Direct::input() {
        return Box::new(input);
    }
    // Files cannot be waited for.
    Box::new(tokio::io::stdin())
}

/// Standard output. Call it on a runtime.
pub(crate) fn output() -> Box<dyn AsyncWrite + Send + Unpin> {
    #[cfg(unix)]
    if let Ok(output) = unix::Direct::output() {
        return Box::new(output);
    }
    Box::new(tokio::io::stdout())
}

#[cfg(unix)]
mod unix {
    use std::{
        io,
        os::fd::{AsFd, OwnedFd},
        pin::Pin,
        task::{Context, Poll, ready},
    };

    use rustix::{
        event::{PollFd, PollFlags, Timespec},
        io::Errno,
    };
    use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf, unix::AsyncFd};

    /// What a pipe that can be written to takes without blocking; sockets take more.
    const PIECE: usize = rustix::pipe::PIPE_BUF;

    /// A pipe, socket or terminal.
    pub(super) struct Direct(AsyncFd<OwnedFd>);

    impl Direct {
        pub(super) fn input() -> io::Result<Self> {
            Self::new(io::stdin().as_fd().try_clone_to_owned()?, Interest::READABLE)
        }

        pub(super) fn output() -> io::Result<Self> {
            Self::new(io::stdout().as_fd().try_clone_to_owned()?, Interest::WRITABLE)
        }

        /// # Errors
        /// What cannot be waited for, such as a file.
        pub(super) fn new(stream: OwnedFd, interest: Interest) -> io::Result<Self> {
            // SAFETY: the descriptor is owned, so it stays open, and `OwnedFd` never names another one.
            let stream = unsafe { AsyncFd::register_with_interest(stream, interest)? };
            Ok(Self(stream))
        }

        /// Whether reading or writing would not block at this moment.
        fn is_ready(&self, what: PollFlags) -> io::Result<bool> {
            let now = Timespec { tv_sec: 0, tv_nsec: 0 };
            Ok(rustix::event::poll(&mut [PollFd::new(self.0.get_ref(), what)], Some(&now))? > 0)
        }
    }

    impl AsyncRead for Direct {
        fn poll_read(
            self: Pin<&mut Self>,
            cx: &mut Context<'_>,
            buf: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            loop {
                let mut guard = ready!(self.0.poll_read_ready(cx))?;
                if !self.is_ready(PollFlags::IN)? {
                    guard.clear_ready();
                    continue;
                }
                match rustix::io::read(self.0.get_ref(), buf.initialize_unfilled()) {
                    Ok(length) => {
                        buf.advance(length);
                        return Poll::Ready(Ok(()));
                    }
                    // Whoever shares the stream may have switched it to non-blocking, or have been quicker.
                    Err(Errno::AGAIN) => guard.clear_ready(),
                    Err(Errno::INTR) => {}
                    Err(error) => return Poll::Ready(Err(error.into())),
                }
            }
        }
    }

    impl AsyncWrite for Direct {
        fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
            loop {
                let mut guard = ready!(self.0.poll_write_ready(cx))?;
                if !self.is_ready(PollFlags::OUT)? {
                    guard.clear_ready();
                    continue;
                }
                match rustix::io::write(self.0.get_ref(), &buf[..buf.len().min(PIECE)]) {
                    Ok(length) => return Poll::Ready(Ok(length)),
                    Err(Errno::AGAIN) => guard.clear_ready(),
                    Err(Errno::INTR) => {}
                    Err(error) => return Poll::Ready(Err(error.into())),
                }
            }
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[cfg(test)]
    mod tests {
        use std::os::unix::net::UnixStream;

        use tokio::io::{AsyncReadExt, AsyncWriteExt};

        use super::*;

        /// More than any pipe or socket holds.
        const LONG: usize = 4 << 20;

        async fn passes_whole(output: OwnedFd, input: OwnedFd) {
            let sent: Vec<u8> = (0..LONG).map(|at| (at % 251) as u8).collect();
            let mut output = Direct::new(output, Interest::WRITABLE).unwrap();
            let mut input = Direct::new(input, Interest::READABLE).unwrap();
            let expected = sent.clone();
            // On one thread: neither side may block while it waits for the other.
            let writing = async move { output.write_all(&sent).await.unwrap() };
            let mut received = Vec::new();
            let (read, ()) = tokio::join!(input.read_to_end(&mut received), writing);
            assert_eq!(read.unwrap(), LONG);
            assert!(received == expected);
        }

        #[tokio::test]
        async fn pipes_and_sockets_pass_everything_on_one_thread() {
            let (input, output) = io::pipe().unwrap();
            passes_whole(output.into(), input.into()).await;
            let (input, output) = UnixStream::pair().unwrap();
            passes_whole(output.into(), input.into()).await;
        }

        #[tokio::test]
        async fn a_closed_other_end_is_noticed() {
            let (input, output) = io::pipe().unwrap();
            let mut input = Direct::new(input.into(), Interest::READABLE).unwrap();
            drop(output);
            assert_eq!(input.read(&mut [0]).await.unwrap(), 0);
            let (input, output) = io::pipe().unwrap();
            let mut output = Direct::new(output.into(), Interest::WRITABLE).unwrap();
            drop(input);
            assert_eq!(output.write(&[0]).await.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        }

        #[tokio::test]
        async fn files_are_refused() {
            assert!(Direct::new(tempfile::tempfile().unwrap().into(), Interest::READABLE).is_err());
        }
    }
}

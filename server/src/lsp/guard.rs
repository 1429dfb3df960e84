//! A layer around tower-lsp's service: a panic in any handler becomes an LSP error instead of a mute process, `exit` ends the
//! session even while the input stays open, and what `framing.rs` refused is answered.

use std::{
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::FutureExt;
use tower_lsp::jsonrpc::{Error, ErrorCode, Request, Response};
use tower_service::Service;

use super::{
    lifecycle::{End, Lifecycle},
    message::{self, REFUSED},
};
use crate::fixer::panic_text;

/// See the module.
pub(crate) struct Guarded<S> {
    inner: S,
    lifecycle: Arc<Lifecycle>,
}

impl<S> Guarded<S> {
    pub(crate) const fn new(inner: S, lifecycle: Arc<Lifecycle>) -> Self {
        Self { inner, lifecycle }
    }
}

impl<S> Service<Request> for Guarded<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (id, method) = (request.id().cloned(), request.method().to_owned());
        if method == "exit" {
            // tower-lsp would cancel everything at once, even the answer to a `shutdown` that came just before.
            self.lifecycle.end(End::Exit);
            return Box::pin(async { Ok(None) });
        }
        if method == REFUSED {
            return Box::pin(async move { Ok(Some(message::answer(&request))) });
        }
        let answer = self.inner.call(request);
        Box::pin(async move {
            AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(|panic| {
                let reason = panic_text(&*panic);
                tracing::error!("{method} panicked: {reason}");
                Ok(id.map(|id| Response::from_error(id, internal(&format!("{method} failed: {reason}")))))
            })
        })
    }
}

/// An internal error with a reason.
pub(crate) fn internal(reason: &str) -> Error {
    Error { code: ErrorCode::InternalError, message: reason.to_owned().into(), data: None }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    struct Panics;

    impl Service<Request> for Panics {
        type Response = Option<Response>;
        type Error = Infallible;
        type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request) -> Self::Future {
            Box::pin(async move { panic!("no {}", request.method()) })
        }
    }

    #[tokio::test]
    async fn a_panic_becomes_an_error() {
        let mut service = Guarded::new(Panics, Lifecycle::new());
        let request = Request::build("textDocument/codeAction").id(7).finish();
        let response = service.call(request).await.unwrap().unwrap();
        let error = response.error().unwrap();
        assert_eq!(error.code, ErrorCode::InternalError);
        assert!(error.message.contains("no textDocument/codeAction"), "{error}");
        let notification = Request::build("textDocument/didOpen").finish();
        assert_eq!(service.call(notification).await, Ok(None));
    }
}

//! Questions to the client, which may answer late or never.

use std::{future::Future, time::Duration};

use tower_lsp::jsonrpc::Result;

use super::guard::internal;

/// The answer to a question, waited for up to a time. tower-lsp panics at an answer that nobody waits for any more, so the
/// question itself is never given up.
pub(super) async fn ask<T: Send + 'static>(
    patience: Duration,
    question: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    match tokio::time::timeout(patience, tokio::spawn(question)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => Err(internal(&error.to_string())),
        Err(_) => Err(internal("no answer in time")),
    }
}

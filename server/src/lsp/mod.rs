//! The language server. tower-lsp speaks the protocol; what it leaves open is cured here (see `framing.rs`, `guard.rs`,
//! `lenient.rs`, `lifecycle.rs`, `documents.rs` and `inference.rs`). Three rules keep a session alive: documents change before a handler
//! first awaits, no handler waits for the client, and none does heavy work itself.

mod actions;
mod ask;
mod code_actions;
mod configuration;
mod documents;
mod features;
mod fix_all;
mod framing;
mod guard;
mod in_progress;
mod inference;
mod lenient;
mod lifecycle;
mod message;
mod position;
mod progress;
mod queue;
mod server;
mod settings;
pub mod settings_docs;
mod status;
mod surroundings;

use std::{sync::Arc, time::Duration};

use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp::{LspService, Server};

use self::{
    framing::FramingReader,
    guard::Guarded,
    inference::Inference,
    lifecycle::{End, EndingReader, EndingWriter, Lifecycle},
    message::LOST_CHANGE,
    server::Backend,
    status::STATUS,
};
use crate::{fixer::FixerFactory, model::ModelSettings};

/// Requests that may run side by side. With tower-lsp's four, a cancellation would wait unread behind four requests.
const CONCURRENCY: usize = 64;
/// How long an ending session may take to write its last answers, and then to stop the model. Together with the time that it
/// takes to notice the end, this is less than a second.
const END_PATIENCE: Duration = Duration::from_millis(300);

/// What a session runs with.
pub struct ServeOptions {
    /// Makes the fixer.
    pub factory: FixerFactory,
    /// What the command line chose; it beats what the editor says.
    pub overrides: ModelSettings,
}

/// Runs one session to its end and returns the exit status that LSP asks for: 0 after `shutdown`, else 1.
pub async fn serve<R, W>(reader: R, writer: W, options: ServeOptions) -> u8
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let inference = match Inference::start(options.factory) {
        Ok(inference) => inference,
        Err(error) => {
            tracing::error!("cannot start the model's thread: {error}");
            return 1;
        }
    };
    let lifecycle = Lifecycle::new();
    let (service, socket) = LspService::build(|client| {
        Backend::new(client, inference.clone(), Arc::clone(&lifecycle), options.overrides)
    })
    .custom_method(STATUS, Backend::status)
    .custom_method(LOST_CHANGE, Backend::lost_change)
    .finish();
    let reader = EndingReader::new(FramingReader::new(reader), Arc::clone(&lifecycle));
    let writer = EndingWriter::new(writer, Arc::clone(&lifecycle));
    let serving = Server::new(reader, writer, socket)
        .concurrency_level(CONCURRENCY)
        .serve(Guarded::new(service, Arc::clone(&lifecycle)));
    let overdue = async {
        lifecycle.ended().await;
        tokio::time::sleep(END_PATIENCE).await;
    };
    tokio::select! {
        () = serving => {}
        () = overdue => tracing::warn!("the client does not read the last answers"),
    }
    lifecycle.end(End::InputClosed);
    if !inference.stop(END_PATIENCE).await {
        tracing::warn!("the model did not stop in time");
    }
    lifecycle.exit_code()
}

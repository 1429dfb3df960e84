//! Tells the client how loading the model goes: progress while it lasts, one message when it fails. Every word is sent from
//! a task of its own, with a time limit, so that a client that does not answer holds up nothing.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::watch;
use tower_lsp::{
    Client,
    lsp_types::{
        MessageType, ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress,
        WorkDoneProgressBegin, WorkDoneProgressCreateParams, WorkDoneProgressEnd, notification::Progress,
        request::WorkDoneProgressCreate,
    },
};

use super::{
    ask::ask,
    inference::{Inference, ModelState},
    server::CLIENT_PATIENCE,
};

/// Reports the loading that was asked for last.
pub(super) fn report(client: &Client, progress: bool, inference: &Inference) {
    if progress {
        tokio::spawn(show_progress(client.clone(), inference.state()));
    }
    tokio::spawn(show_outcome(client.clone(), inference.clone()));
}

async fn outcome(mut state: watch::Receiver<ModelState>) -> Option<ModelState> {
    let state = state.wait_for(|state| *state != ModelState::Loading).await;
    state.ok().map(|state| state.clone())
}

async fn show_outcome(client: Client, inference: Inference) {
    let load = inference.loads();
    let outcome = outcome(inference.state()).await;
    // What another model that was asked for meanwhile came to, another task says.
    if inference.loads() != load {
        return;
    }
    match outcome {
        Some(ModelState::Ready(model)) => {
            client.log_message(MessageType::INFO, format!("FixErr is ready: {model}")).await;
        }
        Some(ModelState::Failed(reason)) => {
            let text = format!("FixErr cannot repair anything: {reason} (`fixerr-server doctor` says more)");
            client.show_message(MessageType::ERROR, text).await;
        }
        Some(ModelState::Loading) | None => {}
    }
}

async fn show_progress(client: Client, state: watch::Receiver<ModelState>) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let token = ProgressToken::String(format!("fixerr/loading/{}", COUNT.fetch_add(1, Ordering::Relaxed)));
    let create = WorkDoneProgressCreateParams { token: token.clone() };
    // Without the client's consent the token must not be used.
    let asking = client.clone();
    let question = async move { asking.send_request::<WorkDoneProgressCreate>(create).await };
    if ask(CLIENT_PATIENCE, question).await.is_err() {
        return;
    }
    let send = async |value: WorkDoneProgress| {
        let value = ProgressParamsValue::WorkDone(value);
        client.send_notification::<Progress>(ProgressParams { token: token.clone(), value }).await;
    };
    send(WorkDoneProgress::Begin(WorkDoneProgressBegin {
        title: "FixErr".to_owned(),
        message: Some("loading the model".to_owned()),
        ..WorkDoneProgressBegin::default()
    }))
    .await;
    let message = match outcome(state).await {
        Some(ModelState::Ready(model)) => Some(format!("ready: {model}")),
        Some(ModelState::Failed(_)) => Some("no model".to_owned()),
        _ => None,
    };
    send(WorkDoneProgress::End(WorkDoneProgressEnd { message })).await;
}

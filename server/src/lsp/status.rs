//! The state of the server for an editor's status bar: the request `fixerr/status`, and a notification of the same name to
//! clients that declare `"experimental": {"fixerrStatus": true}`.

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tower_lsp::{jsonrpc::Result, lsp_types::notification::Notification};

use super::{
    inference::ModelState,
    server::{Backend, lock},
};

/// The method's name, both ways.
pub(super) const STATUS: &str = "fixerr/status";

/// How the server is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// The model is being loaded.
    #[default]
    Loading,
    /// It repairs.
    Ready,
    /// There is no model; the message says why.
    Failed,
    /// `enable` is false everywhere.
    Off,
}

/// What `fixerr/status` says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
    state: State,
    /// The model's name.
    model: Option<String>,
    /// `cpu` or `cuda`.
    device: Option<String>,
    /// Why there is no model, for people.
    message: Option<String>,
    /// How long the model took for the last repair, in milliseconds.
    last_ms: Option<f64>,
}

/// The notification.
pub(super) enum StatusChanged {}

impl Notification for StatusChanged {
    type Params = Status;
    const METHOD: &'static str = STATUS;
}

/// Wakes the task that notifies the client.
pub(super) struct StatusBell(watch::Sender<()>);

impl Default for StatusBell {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl StatusBell {
    /// Settings that show in the status may have changed.
    pub(super) fn changed(&self) {
        self.0.send_replace(());
    }
}

impl Backend {
    /// Answers `fixerr/status`.
    #[expect(clippy::unused_async, reason = "tower-lsp takes futures")]
    pub(super) async fn status(&self) -> Result<Status> {
        Ok(self.status_now())
    }

    fn status_now(&self) -> Status {
        let mut status = Status { last_ms: self.inference.last_ms(), ..Status::default() };
        let state = self.inference.state();
        match &*state.borrow() {
            ModelState::Loading => {}
            ModelState::Ready(loaded) => {
                status.state = State::Ready;
                status.model = Some(loaded.model.clone());
                status.device = Some(loaded.device.clone());
            }
            ModelState::Failed(reason) => {
                status.state = State::Failed;
                status.message = Some(reason.clone());
            }
        }
        if !lock(&self.shared.configuration).is_on() {
            status.state = State::Off;
        }
        status
    }

    /// Tells the client of each change until the session ends.
    pub(super) async fn tell_status(self) {
        let (mut model, mut bell) = (self.inference.state(), self.shared.status.0.subscribe());
        let mut last = None;
        loop {
            let status = self.status_now();
            // Only the last repair's time is no news.
            let news = Status { last_ms: None, ..status.clone() };
            let is_news = last.replace(news.clone()) != Some(news);
            if is_news {
                self.client.send_notification::<StatusChanged>(status).await;
            }
            tokio::select! {
                changed = model.changed() => if changed.is_err() { return },
                changed = bell.changed() => if changed.is_err() { return },
                () = self.lifecycle.ended() => return,
            }
        }
    }
}

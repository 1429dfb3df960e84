//! What the client can do, read once from `initialize`.

use tower_lsp::lsp_types::ClientCapabilities;

use super::position::Encoding;

/// See the module.
#[expect(clippy::struct_excessive_bools, reason = "each is a capability of its own")]
#[derive(Clone, Copy, Default)]
pub(super) struct Features {
    pub(super) encoding: Encoding,
    /// Named encodings at all.
    pub(super) names_encodings: bool,
    /// Takes `documentChanges`.
    pub(super) versioned_edits: bool,
    /// Shows progress that the server begins.
    pub(super) progress: bool,
    /// Answers `workspace/configuration`.
    pub(super) configuration: bool,
    /// Wants to be told which section to say the changes of.
    pub(super) registers_configuration: bool,
    /// Keeps the `data` of a code action.
    pub(super) keeps_data: bool,
    /// Sends a code action back for its edit.
    pub(super) resolve: bool,
    /// Tells preferred code actions from others.
    pub(super) preferred: bool,
    /// Shows code actions that cannot be chosen, and why.
    pub(super) disabled: bool,
    /// Wants `fixerr/status` notifications: `"experimental": {"fixerrStatus": true}`.
    pub(super) status: bool,
}

impl Features {
    pub(super) fn of(client: &ClientCapabilities) -> Self {
        let general = client.general.as_ref();
        let workspace = client.workspace.as_ref();
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let window = client.window.as_ref();
        let document = client.text_document.as_ref();
        let actions = document.and_then(|document| document.code_action.as_ref());
        // `data` must come back with the action, or nobody knows what to resolve.
        let keeps_data = actions.and_then(|actions| actions.data_support).unwrap_or_default();
        let resolved = actions.and_then(|actions| actions.resolve_support.as_ref());
        let resolves_edits =
            resolved.is_some_and(|support| support.properties.iter().any(|name| name == "edit"));
        let experimental = client.experimental.as_ref();
        Self {
            encoding: Encoding::negotiate(general.and_then(|general| general.position_encodings.as_deref())),
            names_encodings: general.is_some_and(|general| general.position_encodings.is_some()),
            versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or_default(),
            progress: window.and_then(|window| window.work_done_progress).unwrap_or_default(),
            configuration: workspace.and_then(|workspace| workspace.configuration).unwrap_or_default(),
            registers_configuration: workspace
                .and_then(|workspace| workspace.did_change_configuration)
                .and_then(|support| support.dynamic_registration)
                .unwrap_or_default(),
            keeps_data,
            resolve: keeps_data && resolves_edits,
            preferred: actions.and_then(|actions| actions.is_preferred_support).unwrap_or_default(),
            disabled: actions.and_then(|actions| actions.disabled_support).unwrap_or_default(),
            status: experimental.is_some_and(|experimental| experimental["fixerrStatus"] == true),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn of(capabilities: Value) -> Features {
        Features::of(&serde_json::from_value(capabilities).unwrap())
    }

    #[test]
    fn a_client_that_says_nothing_can_do_nothing_special() {
        let features = of(json!({}));
        assert!(
            !features.versioned_edits && !features.resolve && !features.status && !features.configuration
        );
    }

    #[test]
    fn resolving_needs_the_edit_and_the_data() {
        let with = |properties: Value, data: bool| {
            let actions = json!({"dataSupport": data, "resolveSupport": {"properties": properties}});
            of(json!({"textDocument": {"codeAction": actions}})).resolve
        };
        assert!(with(json!(["edit", "command"]), true));
        assert!(!with(json!(["edit"]), false));
        assert!(!with(json!(["command"]), true));
    }

    #[test]
    fn status_is_asked_for() {
        assert!(of(json!({"experimental": {"fixerrStatus": true}})).status);
        assert!(!of(json!({"experimental": {"other": true}})).status);
        assert!(!of(json!({"experimental": true})).status);
    }
}

//! Messages of clients that are not quite LSP's, made so where FixErr does not need what is wrong with them. The protocol's types
//! refuse a whole message for any part that they do not know.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tower_lsp::{
    jsonrpc::Request,
    lsp_types::{Diagnostic, DidChangeTextDocumentParams, InitializeParams},
};

use super::{message, status::STATUS};

/// What of `initialize` is read.
const READ: [&[&str]; 12] = [
    &["processId"],
    &["clientInfo"],
    &["initializationOptions"],
    &["workspaceFolders"],
    &["rootUri"],
    &["capabilities", "general", "positionEncodings"],
    &["capabilities", "workspace", "workspaceEdit", "documentChanges"],
    &["capabilities", "workspace", "configuration"],
    &["capabilities", "workspace", "didChangeConfiguration"],
    &["capabilities", "window", "workDoneProgress"],
    &["capabilities", "textDocument", "codeAction"],
    &["capabilities", "experimental"],
];
/// What of a diagnostic FixErr can do without.
const OPTIONAL: [&str; 7] =
    ["relatedInformation", "codeDescription", "code", "tags", "data", "source", "severity"];

/// The same request as the protocol's types take it.
pub(super) fn lenient(request: Request) -> Request {
    let is_idle = matches!(request.params(), None | Some(Value::Null));
    match request.method() {
        // Some editors send null or an empty object where they have no parameters. tower-lsp refuses both, and after a `shutdown`
        // that it refused, it answers nothing any more.
        "shutdown" | STATUS => with_params(request, |_| None),
        // And here it wants an object, and would not begin without.
        "initialized" if is_idle => with_params(request, |_| Some(json!({}))),
        _ if is_idle => with_params(request, |_| None),
        "initialize" => with_params(request, |params| params.map(initialize)),
        "textDocument/didChange" => change(request),
        "textDocument/codeAction" => with_params(request, |params| params.map(code_action)),
        _ => request,
    }
}

fn with_params(request: Request, change: impl FnOnce(Option<Value>) -> Option<Value>) -> Request {
    let (method, id, params) = request.into_parts();
    let mut built = Request::build(method);
    if let Some(params) = change(params) {
        built = built.params(params);
    }
    match id {
        Some(id) => built.id(id).finish(),
        None => built.finish(),
    }
}

/// Where the whole is refused: as much of what is read as can be taken.
fn initialize(params: Value) -> Value {
    if !params.is_object() || InitializeParams::deserialize(&params).is_ok() {
        return params;
    }
    let mut taken = json!({"capabilities": {}});
    for path in READ {
        let Some(value) = path.iter().try_fold(&params, |value, key| value.get(key)) else { continue };
        let mut with = taken.clone();
        put(&mut with, path, value.clone());
        if InitializeParams::deserialize(&with).is_ok() {
            taken = with;
        }
    }
    taken
}

fn put(object: &mut Value, path: &[&str], value: Value) {
    let mut place = object;
    for key in path {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place = &mut place[*key];
    }
    *place = value;
}

/// A change that cannot be read leaves a document that is not the client's any more.
fn change(request: Request) -> Request {
    let Some(params) = request.params().filter(|_| request.id().is_none()) else { return request };
    if DidChangeTextDocumentParams::deserialize(params).is_ok() {
        return request;
    }
    message::lost(params.pointer("/textDocument/uri").and_then(Value::as_str))
}

/// One server's odd diagnostic is no reason to offer nothing.
fn code_action(mut params: Value) -> Value {
    if let Some(Value::Array(diagnostics)) = params.pointer_mut("/context/diagnostics") {
        diagnostics.retain_mut(|diagnostic| {
            let mut optional = OPTIONAL.iter();
            loop {
                if Diagnostic::deserialize(&*diagnostic).is_ok() {
                    return true;
                }
                let Some((key, fields)) = optional.next().zip(diagnostic.as_object_mut()) else {
                    return false;
                };
                fields.remove(*key);
            }
        });
    }
    params
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lenient_params(method: &'static str, params: Value) -> Value {
        lenient(Request::build(method).id(1).params(params).finish()).params().unwrap().clone()
    }

    #[test]
    fn an_odd_diagnostic_loses_what_is_odd_and_the_others_stay() {
        let range = json!({"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 3}});
        let good = json!({"range": range, "message": "m", "severity": 1, "code": "E1"});
        let with = |key: &str, value: Value| {
            let mut odd = good.clone();
            odd[key] = value;
            odd
        };
        let related = json!([{"location": {"uri": "/", "range": range}, "message": "there"}]);
        let backwards = json!({"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": -1}});
        let params = json!({
            "textDocument": {"uri": "file:///a.c"},
            "range": range,
            "context": {"diagnostics": [
                good,
                with("relatedInformation", related),
                with("codeDescription", json!({"href": ""})),
                with("code", json!(4_294_967_296_u64)),
                with("range", backwards),
                5,
            ]},
        });
        let found = lenient_params("textDocument/codeAction", params);
        let kept = found["context"]["diagnostics"].as_array().unwrap();
        assert_eq!(kept.len(), 4, "{kept:?}");
        assert_eq!(kept[..2], [good.clone(), good.clone()]);
        assert!(kept.iter().all(|diagnostic| diagnostic["message"] == "m" && diagnostic["severity"] == 1));
    }

    #[test]
    fn what_is_not_read_of_initialize_may_be_anything() {
        let good = json!({
            "processId": 7,
            "rootUri": null,
            "capabilities": {"textDocument": {"codeAction": {"dataSupport": true}}},
            "initializationOptions": {"candidates": 2},
        });
        assert_eq!(lenient_params("initialize", good.clone()), good);
        let ranges = json!({"foldingRangeKind": {"valueSet": ["comment", "x"]}});
        for (key, value) in [("rootUri", json!("")), ("trace", json!("compact")), ("processId", json!(-1))] {
            let mut odd = good.clone();
            odd[key] = value;
            odd["capabilities"]["textDocument"]["foldingRange"] = ranges.clone();
            let found = lenient_params("initialize", odd);
            InitializeParams::deserialize(&found).unwrap();
            assert_eq!(found["initializationOptions"]["candidates"], 2);
            assert_eq!(found["capabilities"]["textDocument"]["codeAction"]["dataSupport"], true);
            assert_eq!(found["processId"] == 7, key != "processId");
        }
    }

    #[test]
    fn a_change_that_cannot_be_read_is_lost() {
        let document = json!({"uri": "file:///a.c", "version": 2});
        let with = |changes: Value| {
            let params = json!({"textDocument": document, "contentChanges": changes});
            lenient(Request::build("textDocument/didChange").params(params).finish())
        };
        assert_eq!(with(json!([{"text": "x"}])).method(), "textDocument/didChange");
        for changes in [json!(null), json!([{"text": 1}]), json!([{"text": "x", "range": {"start": 1}}])] {
            let lost = with(changes);
            assert_eq!(lost.method(), message::LOST_CHANGE);
            assert_eq!(lost.params(), Some(&json!({"uri": "file:///a.c"})));
        }
        let nameless = Request::build("textDocument/didChange").params(json!({"contentChanges": []}));
        assert_eq!(lenient(nameless.finish()).params(), Some(&json!({"uri": null})));
    }

    #[test]
    fn parameters_that_are_missing_or_empty_are_as_tower_lsp_wants_them() {
        for params in [None, Some(Value::Null)] {
            let request = |method: &'static str| match params.clone() {
                Some(params) => Request::build(method).params(params).finish(),
                None => Request::build(method).finish(),
            };
            assert_eq!(lenient(request("initialized")).params(), Some(&json!({})));
            assert_eq!(lenient(request("exit")).params(), None);
            assert_eq!(lenient(request("shutdown")).params(), None);
        }
    }
}

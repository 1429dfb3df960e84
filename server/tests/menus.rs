//! What stands in an editor's menu: fixes within a budget, those that are worked out when they are chosen, all fixes at once, and
//! the server's status.

mod common;

use std::sync::Arc;

use common::{Client, Event, begun, cursor, fake, next, stepping};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

const URI: &str = "file:///a.java";

fn resolving() -> Value {
    json!({"textDocument": {"codeAction": {
        "dataSupport": true, "isPreferredSupport": true, "resolveSupport": {"properties": ["edit"]},
    }}})
}

/// Waits until the server has read all that was sent.
async fn settle(client: &mut Client) {
    client.call("fixerr/status", Value::Null).await;
}

fn problem(line: u32, message: &str) -> Value {
    json!({
        "range": {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 1}},
        "severity": 1, "message": message,
    })
}

#[tokio::test]
async fn what_takes_longer_than_the_budget_is_worked_out_when_it_is_chosen() {
    let (factory, mut events, allow) = stepping();
    let options = json!({"budgetMs": 10});
    let params = json!({"capabilities": resolving(), "initializationOptions": options});
    let mut client = Client::start(factory, params).await;
    assert_eq!(client.initialized["capabilities"]["codeActionProvider"]["resolveProvider"], true);
    client.open(URI, "java", "a\nstep <= 1\n").await;
    let actions = client.actions(URI, 1).await;
    let action = &actions["result"][0];
    assert_eq!(action["title"], "FixErr: repair line 2", "{actions}");
    assert!(action["edit"].is_null() && actions["result"].as_array().unwrap().len() == 1, "{actions}");
    assert_eq!(begun(&mut events).await, "a\nstep <= 1\n");
    drop(allow);
    let resolved = client.call("codeAction/resolve", action.clone()).await;
    let edit = &resolved["result"]["edit"]["changes"][URI][0];
    assert_eq!(edit["newText"], "", "{resolved}");
    assert_eq!(resolved["result"]["title"], "FixErr: '<=' → '<'", "it is known by now what would change");
    assert_eq!(resolved["result"]["data"], json!({"confidence": 0.9, "unchanged": 0.05}));
    // The work went on, and nothing was done twice.
    while let Ok(event) = events.try_recv() {
        assert!(!matches!(event, Event::Began { .. }));
    }

    // An action that holds its edit comes back as it is.
    let whole = client.call("codeAction/resolve", resolved["result"].clone()).await;
    assert_eq!(whole["result"], resolved["result"]);
    // One of an older text is refused, and so is what is none of the server's.
    let change =
        json!({"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": "b\nstep\n"}]});
    client.notify("textDocument/didChange", change).await;
    assert_eq!(client.call("codeAction/resolve", action.clone()).await["error"]["code"], -32801);
    let foreign = json!({"title": "other", "data": {"id": 7}});
    assert_eq!(client.call("codeAction/resolve", foreign).await["error"]["code"], -32602);
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test]
async fn a_put_off_action_that_finds_nothing_says_so() {
    let (factory, _events, allow) = stepping();
    let params = json!({"capabilities": resolving(), "initializationOptions": {"budgetMs": 10}});
    let mut client = Client::start(factory, params).await;
    client.open(URI, "java", "step to nothing\n").await;
    let actions = client.actions(URI, 0).await;
    drop(allow);
    let resolved = client.call("codeAction/resolve", actions["result"][0].clone()).await;
    assert_eq!(resolved["error"]["code"], -32803, "{resolved}");
    assert_eq!(resolved["error"]["message"], "no fix was found here");
}

#[tokio::test]
async fn a_client_that_cannot_resolve_waits_for_its_edits() {
    let (factory, mut events, allow) = stepping();
    let mut client = Client::start(factory, json!({"initializationOptions": {"budgetMs": 10}})).await;
    assert!(client.initialized["capabilities"]["codeActionProvider"]["resolveProvider"].is_null());
    client.open(URI, "java", "step <= 1\n").await;
    let id = client.request("textDocument/codeAction", cursor(URI, 0)).await;
    begun(&mut events).await;
    drop(allow);
    let actions = client.response(id).await;
    assert!(actions["result"][0]["edit"]["changes"][URI].is_array(), "{actions}");
    assert!(actions["result"][0]["data"].is_null(), "{actions}");
}

#[tokio::test]
async fn a_client_that_keeps_data_and_resolves_nothing_learns_the_chances() {
    let (factory, _events) = fake();
    let capabilities = json!({"textDocument": {"codeAction": {"dataSupport": true}}});
    let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
    client.open(URI, "java", "i <= 1\n").await;
    let actions = client.actions(URI, 0).await;
    assert_eq!(actions["result"][0]["data"], json!({"confidence": 0.9, "unchanged": 0.05}), "{actions}");
}

#[tokio::test]
async fn a_put_off_repair_ends_when_the_text_changes() {
    let (factory, mut events) = fake();
    let params = json!({"capabilities": resolving(), "initializationOptions": {"budgetMs": 10}});
    let mut client = Client::start(factory, params).await;
    client.open(URI, "java", "slow\n").await;
    let actions = client.actions(URI, 0).await;
    assert_eq!(actions["result"][0]["title"], "FixErr: repair line 1", "{actions}");
    begun(&mut events).await;
    let change = json!({"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": "x\n"}]});
    client.notify("textDocument/didChange", change).await;
    assert_eq!(next(&mut events).await, Event::Stopped);
}

fn fix_all(diagnostics: &Value) -> Value {
    let mut params = cursor(URI, 0);
    params["context"] = json!({"diagnostics": diagnostics, "only": ["source.fixAll"], "triggerKind": 2});
    params
}

#[tokio::test]
async fn all_certain_fixes_come_in_one_action() {
    let (factory, mut events) = fake();
    let capabilities = json!({"workspace": {"workspaceEdit": {"documentChanges": true}}});
    let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
    let kinds = &client.initialized["capabilities"]["codeActionProvider"]["codeActionKinds"];
    assert_eq!(*kinds, json!(["quickfix", "source.fixAll.fixerr"]));
    client.open(URI, "java", "i <= 1\nfine\nj <= 2\ntoo long\n").await;
    let diagnostics = json!([
        problem(3, "nobody repairs this"),
        problem(2, "second"),
        problem(0, "first"),
        problem(0, "again"),
    ]);
    let response = client.call("textDocument/codeAction", fix_all(&diagnostics)).await;
    let actions = response["result"].as_array().unwrap();
    assert_eq!(actions.len(), 1, "{response}");
    assert_eq!(
        (&actions[0]["title"], &actions[0]["kind"]),
        (&json!("FixErr: fix 2 problems"), &json!("source.fixAll.fixerr"))
    );
    let change = &actions[0]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], 1);
    let lines: Vec<u64> = change["edits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| edit["range"]["start"]["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [0, 2]);
    // Each problem's own message reached the model, in the document's order.
    assert_eq!(messages(&mut events), ["first", "second", "nobody repairs this"]);

    // Nothing is certain enough, nobody complained, or the kind is another's.
    client
        .notify("workspace/didChangeConfiguration", json!({"settings": {"fixerr": {"certainty": 0.95}}}))
        .await;
    assert_eq!(client.call("textDocument/codeAction", fix_all(&diagnostics)).await["result"], json!([]));
    assert_eq!(client.call("textDocument/codeAction", fix_all(&json!([]))).await["result"], json!([]));
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test]
async fn two_complaints_about_one_mistake_are_mended_once() {
    let (factory, _events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    // The block can end behind either line, and not behind both.
    let text = "class A {\n  void f() {\n    if (x) {\n      close();\n    close();\n  }\n}\n";
    client.open(URI, "java", text).await;
    let both = json!([problem(3, "'}' expected"), problem(4, "'}' expected")]);
    let response = client.call("textDocument/codeAction", fix_all(&both)).await;
    assert_eq!(response["result"][0]["title"], "FixErr: fix 1 problem", "{response}");
}

#[tokio::test]
async fn fixing_all_ends_with_the_budget_and_gives_what_there_is() {
    let (factory, _events, _allow) = stepping();
    let mut client = Client::start(factory, json!({"initializationOptions": {"budgetMs": 300}})).await;
    client.open(URI, "java", "i <= 1\nstep <= 2\nj <= 3\n").await;
    // The first is answered once before, so that a slow machine is no reason for it to be missing.
    let first = json!([problem(0, "first")]);
    while client.call("textDocument/codeAction", fix_all(&first)).await["result"] == json!([]) {}
    let diagnostics = json!([problem(0, "first"), problem(1, "hangs"), problem(2, "not reached")]);
    let response = client.call("textDocument/codeAction", fix_all(&diagnostics)).await;
    let title = "FixErr: fix 1 problem (2 not looked at yet)";
    assert_eq!(response["result"][0]["title"], title, "{response}");
}

#[tokio::test]
async fn thousands_of_problems_are_counted_when_the_time_is_over() {
    let (factory, _events, _allow) = stepping();
    let capabilities = json!({"textDocument": {"codeAction": {"disabledSupport": true}}});
    let params = json!({"capabilities": capabilities, "initializationOptions": {"budgetMs": 10}});
    let mut client = Client::start(factory, params).await;
    client.open(URI, "java", &"step\n".repeat(5000)).await;
    let diagnostics: Vec<Value> = (0..5000).map(|line| problem(line, "hangs")).collect();
    let mut params = fix_all(&json!(diagnostics));
    params["context"]["triggerKind"] = json!(1);
    let response = client.call("textDocument/codeAction", params).await;
    let reason = "out of time, and 5000 problems are not looked at yet; ask again to go on";
    assert_eq!(response["result"][0]["disabled"]["reason"], reason, "{response}");
}

/// The messages of the repairs that were begun since the last call.
fn messages(events: &mut UnboundedReceiver<Event>) -> Vec<String> {
    let mut messages = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::Began { message, .. } = event {
            messages.extend(message);
        }
    }
    messages
}

#[tokio::test]
async fn fixing_all_goes_on_where_it_stopped() {
    let (factory, mut events, allow) = stepping();
    let capabilities = json!({"textDocument": {"codeAction": {"disabledSupport": true}}});
    let params = json!({"capabilities": capabilities, "initializationOptions": {"budgetMs": 20}});
    let mut client = Client::start(factory, params).await;
    let filler = "fine\n".repeat(30);
    client.open(URI, "java", &format!("nothing\nstep to nothing\nj <= 3\n{filler}")).await;
    let diagnostics = json!([problem(0, "first"), problem(1, "second"), problem(2, "third")]);
    let mut params = fix_all(&diagnostics);
    params["context"]["triggerKind"] = json!(1);
    let response = client.call("textDocument/codeAction", params.clone()).await;
    let reason = response["result"][0]["disabled"]["reason"].as_str().unwrap();
    assert!(reason.starts_with("out of time") && reason.contains("not looked at yet"), "{response}");
    assert_eq!(response["result"][0]["kind"], "source.fixAll.fixerr");
    drop(allow);
    loop {
        let response = client.call("textDocument/codeAction", params.clone()).await;
        if response["result"][0]["title"] == "FixErr: fix 1 problem" {
            break;
        }
    }
    assert_eq!(messages(&mut events), ["first", "second", "third"], "nothing was done twice");

    // A change far away is no reason to look again where there was nothing.
    let end = json!({"line": 33, "character": 0});
    let change = json!({"range": {"start": end, "end": end}, "text": "more\n"});
    let changed = json!({"textDocument": {"uri": URI, "version": 2}, "contentChanges": [change]});
    client.notify("textDocument/didChange", changed).await;
    while client.call("textDocument/codeAction", params.clone()).await["result"][0]["edit"].is_null() {}
    assert_eq!(messages(&mut events), ["third"]);
    // One close by is.
    let change = json!({"range": {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 0}}, "text": "x"});
    let changed = json!({"textDocument": {"uri": URI, "version": 3}, "contentChanges": [change]});
    client.notify("textDocument/didChange", changed).await;
    while client.call("textDocument/codeAction", params.clone()).await["result"][0]["edit"].is_null() {}
    assert_eq!(messages(&mut events), ["first", "second", "third"]);
}

#[tokio::test]
async fn errors_are_fixed_before_warnings() {
    let (factory, mut events) = fake();
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "i <= 1\nj <= 2\nk <= 3\n").await;
    let mut diagnostics = json!([problem(0, "warning"), problem(1, "error"), problem(2, "unsaid")]);
    diagnostics[0]["severity"] = json!(2);
    diagnostics[2].as_object_mut().unwrap().remove("severity");
    let response = client.call("textDocument/codeAction", fix_all(&diagnostics)).await;
    assert_eq!(messages(&mut events), ["error", "unsaid", "warning"]);
    let edits = response["result"][0]["edit"]["changes"][URI].as_array().unwrap();
    let lines: Vec<_> = edits.iter().map(|edit| edit["range"]["start"]["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [0, 1, 2], "{response}");
}

#[tokio::test]
async fn fixing_all_is_as_certain_as_the_menu() {
    let (factory, mut events) = fake();
    let mut client = Client::start(factory, json!({"initializationOptions": {"certainty": 0.8}})).await;
    client.open(URI, "java", "rash <= 1\n").await;
    let diagnostics = json!([problem(0, "first")]);
    assert_eq!(client.call("textDocument/codeAction", fix_all(&diagnostics)).await["result"], json!([]));
    let mut menu = cursor(URI, 0);
    menu["context"]["diagnostics"] = diagnostics;
    let actions = client.call("textDocument/codeAction", menu).await;
    assert_eq!(actions["result"].as_array().unwrap().len(), 2, "{actions}");
    assert_eq!(messages(&mut events), ["first"], "one answer serves both");
}

#[tokio::test]
async fn whoever_asks_about_lines_that_are_too_long_learns_it() {
    let (factory, _events) = fake();
    let reason = "the marked lines are too long";
    let invoked = |diagnostics: Value| {
        let mut params = cursor(URI, 1);
        params["context"] = json!({"diagnostics": diagnostics, "triggerKind": 1});
        params
    };
    let capabilities = json!({"textDocument": {"codeAction": {"disabledSupport": true}}});
    let mut client = Client::start(Arc::clone(&factory), json!({"capabilities": capabilities})).await;
    client.open(URI, "java", "i <= 1\ntoo long\n").await;
    let actions = client.call("textDocument/codeAction", invoked(json!([]))).await;
    assert_eq!(actions["result"][0]["disabled"]["reason"], reason, "{actions}");
    assert_eq!(actions["result"][0]["title"], format!("FixErr: {reason}"));
    let mut automatic = invoked(json!([problem(1, "unasked")]));
    automatic["context"]["triggerKind"] = json!(2);
    assert_eq!(client.call("textDocument/codeAction", automatic).await["result"], json!([]));
    // Of a diagnostic, the first line or the cursor's may be short enough.
    let mut both = problem(0, "both lines");
    both["range"]["end"] = json!({"line": 1, "character": 3});
    let mut params = invoked(json!([both]));
    params["range"] = both["range"].clone();
    params["range"]["end"] = params["range"]["start"].clone();
    let actions = client.call("textDocument/codeAction", params).await;
    assert_eq!(actions["result"][0]["title"], "FixErr: '<=' → '<'", "{actions}");

    // A client that shows no such actions is told.
    let mut client = Client::start(factory, json!({})).await;
    client.open(URI, "java", "i <= 1\ntoo long\n").await;
    let actions = client.call("textDocument/codeAction", invoked(json!([]))).await;
    assert_eq!(actions["result"], json!([]));
    let told = client.sent_by_server("window/showMessage").await;
    assert_eq!(told["params"], json!({"type": 3, "message": format!("FixErr: {reason}")}));
}

#[tokio::test]
async fn whoever_asks_in_a_language_that_is_switched_off_learns_it() {
    let (factory, _events) = fake();
    let capabilities = json!({"textDocument": {"codeAction": {"disabledSupport": true}}});
    let options = json!({"disabledLanguages": ["java"]});
    let params = json!({"capabilities": capabilities, "initializationOptions": options});
    let mut client = Client::start(factory, params).await;
    client.open(URI, "java", "i <= 1\n").await;
    let with = |context: Value| {
        let mut params = cursor(URI, 0);
        params["context"] = context;
        params
    };
    let diagnostics = json!([problem(0, "off by one")]);
    for (only, kind) in [(Value::Null, "quickfix"), (json!(["source.fixAll"]), "source.fixAll.fixerr")] {
        let context = json!({"diagnostics": diagnostics, "triggerKind": 1, "only": only});
        let actions = client.call("textDocument/codeAction", with(context)).await;
        let action = &actions["result"][0];
        assert_eq!(action["disabled"]["reason"], "switched off for java by the settings", "{actions}");
        assert_eq!(action["kind"], kind, "{actions}");
    }
    // Nobody asked, or not for fixes.
    for context in [
        json!({"diagnostics": diagnostics, "triggerKind": 2}),
        json!({"diagnostics": diagnostics, "triggerKind": 1, "only": ["refactor"]}),
    ] {
        assert_eq!(client.call("textDocument/codeAction", with(context)).await["result"], json!([]));
    }
}

#[tokio::test]
async fn a_certain_fix_of_a_complaint_is_preferred() {
    let (factory, _events) = fake();
    let mut client = Client::start(factory, json!({"capabilities": resolving()})).await;
    client.open(URI, "java", "i <= 1\n").await;
    let mut params = cursor(URI, 0);
    assert!(
        client.call("textDocument/codeAction", params.clone()).await["result"][0]["isPreferred"].is_null()
    );
    params["context"]["diagnostics"] = json!([problem(0, "off by one")]);
    let actions = client.call("textDocument/codeAction", params).await;
    assert_eq!(actions["result"][0]["isPreferred"], true, "{actions}");
    assert!(actions["result"][1]["isPreferred"].is_null(), "{actions}");
}

#[tokio::test]
async fn the_status_is_told_and_can_be_asked_for() {
    let (factory, _events) = fake();
    let capabilities = json!({"experimental": {"fixerrStatus": true}});
    let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
    let ready = client
        .find("ready", |message| {
            message["method"] == "fixerr/status" && message["params"]["state"] == "ready"
        })
        .await;
    assert_eq!(ready["params"]["model"], "fake");
    assert_eq!(ready["params"]["device"], "cpu");
    client.open(URI, "java", "i <= 1\n").await;
    client.actions(URI, 0).await;
    // Some clients send empty parameters where there are none.
    for empty in [json!({}), json!([])] {
        assert_eq!(client.call("fixerr/status", empty).await["result"]["state"], "ready");
    }
    let status = client.call("fixerr/status", Value::Null).await;
    assert_eq!(status["result"]["state"], "ready", "{status}");
    assert!(status["result"]["lastMs"].as_f64().is_some(), "{status}");
    client
        .notify("workspace/didChangeConfiguration", json!({"settings": {"fixerr": {"enable": false}}}))
        .await;
    client
        .find("off", |message| message["method"] == "fixerr/status" && message["params"]["state"] == "off")
        .await;
    assert_eq!(client.call("fixerr/status", Value::Null).await["result"]["state"], "off");
    assert_eq!(client.shut_down().await, 0);
}

#[tokio::test]
async fn folders_of_a_workspace_have_their_own_settings() {
    let (factory, _events) = fake();
    let folder = |name: &str| json!({"uri": format!("file:///{name}"), "name": name});
    let capabilities = json!({
        "workspace": {"configuration": true, "workspaceFolders": true, "didChangeConfiguration": {"dynamicRegistration": true}},
    });
    let params = json!({"capabilities": capabilities, "workspaceFolders": [folder("on"), folder("off")]});
    let mut client = Client::start(factory, params).await;
    let registration = client.sent_by_server("client/registerCapability").await;
    assert_eq!(registration["params"]["registrations"][0]["method"], "workspace/didChangeConfiguration");
    client.send_all(&[json!({"jsonrpc": "2.0", "id": registration["id"], "result": null})]).await;
    let question = client.sent_by_server("workspace/configuration").await;
    let items = json!([
        {"section": "fixerr"},
        {"scopeUri": "file:///on", "section": "fixerr"},
        {"scopeUri": "file:///off", "section": "fixerr"},
    ]);
    assert_eq!(question["params"]["items"], items);
    let answers = json!([{"nonsense": 1}, null, {"enable": false}]);
    client.send_all(&[json!({"jsonrpc": "2.0", "id": question["id"], "result": answers})]).await;
    // The model is loaded when the answer has been read.
    client.find("ready", |message| message["params"]["message"] == "FixErr is ready: fake on cpu").await;
    for (name, expected) in [("on", 2), ("off", 0), ("elsewhere", 2)] {
        let uri = format!("file:///{name}/a.java");
        client.open(&uri, "java", "i <= 1\n").await;
        let actions = client.actions(&uri, 0).await;
        assert_eq!(actions["result"].as_array().unwrap().len(), expected, "{name}: {actions}");
    }
    let event = json!({"event": {"added": [], "removed": [folder("off")]}});
    client.notify("workspace/didChangeWorkspaceFolders", event).await;
    settle(&mut client).await;
    assert_eq!(client.actions("file:///off/a.java", 0).await["result"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_folder_alone_is_asked_about_and_nobody_waits_for_a_model_that_is_not_wanted() {
    let (factory, _events) = fake();
    let capabilities = json!({"workspace": {"configuration": true, "workspaceFolders": true}});
    let folders = json!([{"uri": "file:///only", "name": "only"}]);
    // So long a wait would be seen.
    let options = json!({"budgetMs": 600_000, "enable": false});
    let params = json!({
        "capabilities": capabilities, "workspaceFolders": folders, "initializationOptions": options,
    });
    let mut client = Client::start(factory, params).await;
    let question = client.sent_by_server("workspace/configuration").await;
    let items = json!([{"section": "fixerr"}, {"scopeUri": "file:///only", "section": "fixerr"}]);
    assert_eq!(question["params"]["items"], items);
    let uri = "file:///elsewhere/a.java";
    client.open(uri, "java", "i <= 1\n").await;
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}});
    let context = json!({
        "diagnostics": [{"range": range, "message": "wrong", "severity": 1}], "only": ["source.fixAll"],
    });
    let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
    assert!(client.call("textDocument/codeAction", params).await["error"].is_null());
    let answers = json!([null, {"enable": true}]);
    client.send_all(&[json!({"jsonrpc": "2.0", "id": question["id"], "result": answers})]).await;
    client.find("ready", |message| message["params"]["message"] == "FixErr is ready: fake on cpu").await;
    client.open("file:///only/a.java", "java", "i <= 1\n").await;
    let actions = client.actions("file:///only/a.java", 0).await;
    assert_eq!(actions["result"].as_array().unwrap().len(), 2, "{actions}");
}

#[tokio::test]
async fn a_client_that_does_not_say_its_settings_gets_a_model_all_the_same() {
    let (factory, _events) = fake();
    let capabilities = json!({"workspace": {"configuration": true}});
    let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
    let question = client.sent_by_server("workspace/configuration").await;
    client.find("ready", |message| message["params"]["message"] == "FixErr is ready: fake on cpu").await;
    client.open(URI, "java", "i <= 1\n").await;
    assert_eq!(client.actions(URI, 0).await["result"].as_array().unwrap().len(), 2);
    // A late answer counts, too; the warning comes when it has been read.
    let answer = json!([{"candidates": 1, "nonsense": 1}]);
    client.send_all(&[json!({"jsonrpc": "2.0", "id": question["id"], "result": answer})]).await;
    client.find("warning", |message| message["params"]["type"] == 2).await;
    assert_eq!(client.actions(URI, 0).await["result"].as_array().unwrap().len(), 1);
}

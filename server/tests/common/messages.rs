//! Messages of a client.

use serde_json::{Value, json};

pub fn notification(method: &str, params: Value) -> Value {
    let mut message = json!({"jsonrpc": "2.0", "method": method});
    if !params.is_null() {
        message["params"] = params;
    }
    message
}

/// Parameters of a code action request with the cursor on a line.
pub fn cursor(uri: &str, line: u32) -> Value {
    let place = json!({"line": line, "character": 0});
    json!({"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": {"diagnostics": []}})
}

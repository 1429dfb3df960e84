//! What a recorded editor answers to the server's questions.

use serde_json::{Value, json};

/// What the editor said to this question, or would say: the recording may not hold it. Whatever the editor did not declare
/// it must not be asked.
pub fn answer(question: &Value, recorded: &[Value], capabilities: &Value) -> Value {
    let (method, params) = (question["method"].as_str().unwrap(), &question["params"]);
    let plain = match method {
        "workspace/configuration" => {
            assert_eq!(capabilities["workspace"]["configuration"], true, "{question}");
            params["items"].as_array().unwrap().iter().map(|_| Value::Null).collect()
        }
        "window/workDoneProgress/create" => {
            assert_eq!(capabilities["window"]["workDoneProgress"], true, "{question}");
            Value::Null
        }
        "client/registerCapability" => {
            for registration in params["registrations"].as_array().unwrap() {
                let path = registration["method"].as_str().unwrap().split('/');
                let capability = path.fold(capabilities, |capability, part| &capability[part]);
                assert_eq!(capability["dynamicRegistration"], true, "{registration}");
            }
            Value::Null
        }
        _ => {
            let error = json!({"code": -32601, "message": format!("no method {method}")});
            return json!({"jsonrpc": "2.0", "id": question["id"], "error": error});
        }
    };
    let is_same = |message: &&Value| {
        message["answers"] == method && message.get("params").is_none_or(|asked| asked == params)
    };
    let result = recorded.iter().find(is_same).map_or(plain, |message| message["result"].clone());
    json!({"jsonrpc": "2.0", "id": question["id"], "result": result})
}

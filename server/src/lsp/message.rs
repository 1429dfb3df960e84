//! One message of JSON-RPC: whether a body is one, and what to answer when it is not.

use std::borrow::Cow;

use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

use super::lenient::lenient;

/// The method under which a refused message travels to the place that answers it. JSON-RPC keeps names like this one for
/// the inside of implementations.
pub(super) const REFUSED: &str = "rpc.refused";

/// The method under which the loss of a change travels to the documents: what the client did to one of them cannot be read.
pub(super) const LOST_CHANGE: &str = "rpc.lostChange";
const CHANGE: &str = "textDocument/didChange";

/// Why a message cannot be taken, and for whom the answer is.
#[derive(Debug, PartialEq)]
pub(super) struct Refusal {
    pub(super) reason: String,
    code: ErrorCode,
    /// `None` for what must not be answered at all.
    id: Option<Id>,
}

impl Refusal {
    pub(super) fn unreadable(reason: &str) -> Self {
        Self { reason: reason.to_owned(), code: ErrorCode::ParseError, id: Some(Id::Null) }
    }

    pub(super) fn too_long(length: u64, limit: u64) -> Self {
        let reason = format!("a message of {length} bytes; FixErr reads messages of up to {limit} bytes");
        Self { reason, code: ErrorCode::InvalidRequest, id: Some(Id::Null) }
    }

    fn invalid(reason: &str, id: Option<Id>) -> Self {
        Self { reason: reason.to_owned(), code: ErrorCode::InvalidRequest, id }
    }

    /// Whether it is no JSON.
    pub(super) fn is_unreadable(&self) -> bool {
        self.code == ErrorCode::ParseError
    }

    /// The request that [`answer`] answers.
    pub(super) fn request(&self) -> Option<Vec<u8>> {
        let params = json!({"code": self.code.code(), "reason": self.reason});
        let request = Request::build(REFUSED).id(self.id.clone()?).params(params).finish();
        serde_json::to_vec(&request).ok()
    }
}

/// The answer to a refused message.
pub(super) fn answer(request: &Request) -> Response {
    let id = request.id().cloned().unwrap_or_default();
    let part = |name: &str| request.params().and_then(|params| params.get(name));
    let code = part("code").and_then(Value::as_i64).map_or(ErrorCode::InvalidRequest, ErrorCode::from);
    let reason = part("reason").and_then(Value::as_str).unwrap_or(REFUSED).to_owned();
    Response::from_error(id, Error { code, message: reason.into(), data: None })
}

/// The message in a body, written anew.
pub(super) fn check(body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let text = std::str::from_utf8(body)
        .map_err(|error| Refusal::unreadable(&format!("a body that is not UTF-8: {error}")))?;
    let text = &*with_whole_characters(text);
    let unreadable =
        |error: serde_json::Error| Refusal::unreadable(&format!("a body that is not JSON: {error}"));
    match serde_json::from_str::<Request>(text) {
        Ok(request) if !request.method().is_empty() => {
            serde_json::to_vec(&lenient(request)).map_err(unreadable)
        }
        _ => match serde_json::from_str::<Response>(text) {
            Ok(response) => serde_json::to_vec(&response).map_err(unreadable),
            Err(error) => {
                let value = serde_json::from_str(text).map_err(unreadable)?;
                Err(refuse(&value, &error))
            }
        },
    }
}

/// JSON whose strings hold no half of a surrogate pair, which is no character: U+FFFD takes its place, and is as long in UTF-16.
/// Some editors send what was typed or cut in the middle of one.
fn with_whole_characters(json: &str) -> Cow<'_, str> {
    let unit = |at: usize| {
        let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut whole, mut copied, mut at) = (String::new(), 0, 0);
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        at += found;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                whole.push_str(&json[copied..at]);
                whole.push_str("\\ufffd");
                copied = at + 6;
                6
            }
            // What the backslash stands before is part of the same character.
            _ => 2,
        };
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    whole.push_str(&json[copied..]);
    Cow::Owned(whole)
}

/// What shows that a message changes a document.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traces {
    method: bool,
    params: bool,
}

impl Traces {
    /// Looks at a part of a message. Each trace is found if one part holds all of it.
    pub(super) fn look(&mut self, part: &[u8]) {
        let holds = |text: &str| part.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        self.method = self.method || holds(CHANGE);
        self.params = self.params || holds("\"params\"");
    }

    /// The notification of a change of whatever document, if a message that nobody keeps looked like one.
    pub(super) fn lost_change(self) -> Option<Vec<u8>> {
        (self.method && self.params).then(|| serde_json::to_vec(&lost(None)).ok()).flatten()
    }
}

/// The notification that takes the place of a `didChange` that nobody can read, if a body looks like one.
pub(super) fn lost_change(body: &[u8]) -> Option<Vec<u8>> {
    let mut traces = Traces::default();
    traces.look(body);
    match uri(&String::from_utf8_lossy(body)) {
        Some(uri) if traces.method => serde_json::to_vec(&lost(Some(&uri))).ok(),
        // A body that was cut may end before it says whose change it is.
        _ => traces.lost_change(),
    }
}

/// The first URI in a body.
fn uri(body: &str) -> Option<String> {
    let (_, behind) = body.split_once("\"uri\"")?;
    let uri = behind.trim_start().strip_prefix(':')?.trim_start();
    serde_json::Deserializer::from_str(uri).into_iter().next()?.ok()
}

/// Says that a document changed in a way that nobody can read; `None` where nobody knows which one.
pub(super) fn lost(uri: Option<&str>) -> Request {
    Request::build(LOST_CHANGE).params(json!({"uri": uri})).finish()
}

fn refuse(value: &Value, error: &serde_json::Error) -> Refusal {
    let Some(object) = value.as_object() else {
        let what = if value.is_array() { "a batch, which LSP does not have" } else { "no object" };
        return Refusal::invalid(what, Some(Id::Null));
    };
    // An answer to an answer would be a question to nobody.
    let is_response =
        !object.contains_key("method") && (object.contains_key("result") || object.contains_key("error"));
    if is_response {
        return Refusal::invalid(&format!("no response of JSON-RPC 2.0: {error}"), None);
    }
    let id = match object.get("id") {
        Some(Value::Number(number)) => number.as_i64().map_or(Id::Null, Id::Number),
        Some(Value::String(text)) => Id::String(text.clone()),
        _ => Id::Null,
    };
    Refusal::invalid("no request of JSON-RPC 2.0", Some(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_messages_pass_and_null_params_are_none() {
        for text in [
            r#"{"jsonrpc":"2.0","method":"exit"}"#,
            r#"{"jsonrpc":"2.0","method":"x","params":{"a":[1]},"id":"é"}"#,
            r#"{"jsonrpc":"2.0","result":null,"id":3}"#,
        ] {
            assert_eq!(String::from_utf8(check(text.as_bytes()).unwrap()).unwrap(), text);
        }
        let nulls = check(br#"{"id":1,"jsonrpc":"2.0","method":"shutdown","params":null}"#).unwrap();
        assert_eq!(nulls, br#"{"jsonrpc":"2.0","method":"shutdown","id":1}"#);
        let empty = check(br#"{"id":1,"jsonrpc":"2.0","method":"shutdown","params":{}}"#).unwrap();
        assert_eq!(empty, nulls);
    }

    #[test]
    fn half_a_surrogate_pair_becomes_one_other_character() {
        #[track_caller]
        fn check(json: &str, expected: &str) {
            assert_eq!(with_whole_characters(json), expected);
        }
        check(r#"{"text":"\ud83d"}"#, r#"{"text":"\ufffd"}"#);
        check(r#"["\uDE00x\ud83d\uD83D\uDE00\ud83d\n"]"#, r#"["\ufffdx\ufffd\uD83D\uDE00\ufffd\n"]"#);
        // No surrogates, and no escapes at all.
        for json in
            [r#"["\ud83d\ude00", "\u00e9\\ud83d \\\\ud83d"]"#, r#""\"#, r#""\ud8"#, r#""\uD83é""#, "[]"]
        {
            check(json, json);
        }
    }

    #[test]
    fn a_lost_change_names_its_document() {
        let uri = |body: &[u8]| -> Option<String> {
            let request: Request = serde_json::from_slice(&lost_change(body)?).unwrap();
            assert_eq!(request.method(), LOST_CHANGE);
            request.params()?["uri"].as_str().map(ToOwned::to_owned)
        };
        let cut =
            br#"{"method":"textDocument/didChange","params":{"textDocument":{"uri" : "file:///a b.c","ver"#;
        assert_eq!(uri(cut), Some("file:///a b.c".to_owned()));
        let latin = b"{\"params\":{\"textDocument\":{\"uri\":\"file:///a.c\"},\"x\":\"\xe9\"},\"method\":\"textDocument/didChange\"}";
        assert_eq!(uri(latin), Some("file:///a.c".to_owned()));
        assert!(lost_change(br#"{"method":"textDocument/didChange"}"#).is_none());
        assert!(lost_change(br#"{"method":"textDocument/didOpen","uri":"file:///a.c""#).is_none());
    }

    #[test]
    fn a_change_that_was_cut_before_it_says_whose_it_is_may_be_any_documents() {
        for cut in [
            &br#"{"method":"textDocument/didChange","params":{"contentChanges":[{"text":"\"uri\":"#[..],
            br#"{"method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a"#,
        ] {
            let request: Request = serde_json::from_slice(&lost_change(cut).unwrap()).unwrap();
            assert_eq!((request.method(), request.params()), (LOST_CHANGE, Some(&json!({"uri": null}))));
        }
    }

    #[test]
    fn each_bad_message_is_answered_as_json_rpc_says() {
        let deep = "[".repeat(500);
        for (body, code, id) in [
            (&b""[..], -32700, Some(Id::Null)),
            (b"{\"method\": \"\xff\"}", -32700, Some(Id::Null)),
            (br#"{"jsonrpc":"2.0","method""#, -32700, Some(Id::Null)),
            (deep.as_bytes(), -32700, Some(Id::Null)),
            (br#"[{"jsonrpc":"2.0","method":"x"}]"#, -32600, Some(Id::Null)),
            (b"7", -32600, Some(Id::Null)),
            (b"{}", -32600, Some(Id::Null)),
            (br#"{"method":"x","id":7}"#, -32600, Some(Id::Number(7))),
            (br#"{"jsonrpc":"1.0","method":"x","id":"a"}"#, -32600, Some(Id::String("a".into()))),
            (br#"{"jsonrpc":"2.0","method":5,"id":1.5}"#, -32600, Some(Id::Null)),
            (br#"{"jsonrpc":"2.0","id":8}"#, -32600, Some(Id::Number(8))),
            (br#"{"jsonrpc":"2.0","id":8,"id":8,"method":"x"}"#, -32600, Some(Id::Number(8))),
            (br#"{"jsonrpc":"2.0","result":1}"#, -32600, None),
        ] {
            let refusal = check(body).unwrap_err();
            let text = String::from_utf8_lossy(body);
            assert_eq!((refusal.code.code(), &refusal.id), (code, &id), "{text}");
            let request = refusal.request().map(|bytes| serde_json::from_slice::<Request>(&bytes).unwrap());
            assert_eq!(request.is_some(), id.is_some(), "{text}");
            if let (Some(request), Some(id)) = (request, id) {
                let response = answer(&request);
                assert_eq!((response.id(), response.error().unwrap().code.code()), (&id, code), "{text}");
            }
        }
    }
}

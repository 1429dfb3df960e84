//! What a broken, confused or hostile client may send. The same on each run.

use serde_json::{Value, json};

/// One message, and what must be answered to it if that is certain: an id and the error codes that fit; 0 is a result.
pub(crate) struct Nonsense {
    pub(crate) bytes: Vec<u8>,
    pub(crate) answer: Option<(i64, &'static [i64])>,
}

/// A small random number generator.
pub(crate) struct Random(pub(crate) u64);

const METHODS: [&str; 14] = [
    "textDocument/codeAction",
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didClose",
    "textDocument/didSave",
    "textDocument/hover",
    "workspace/didChangeConfiguration",
    "workspace/executeCommand",
    "codeAction/resolve",
    "initialize",
    "initialized",
    "$/cancelRequest",
    "$/setTrace",
    "no/such/method",
];
/// Documents that only nonsense is about.
const PLACES: [&str; 4] = ["file:///nonsense.java", "file:///closed.rs", "untitled:1", "not a uri"];

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.below(256) as u8).collect()
    }

    fn number(&mut self) -> Value {
        let all = [json!(0), json!(3), json!(u32::MAX), json!(u64::MAX), json!(-1), json!(1e300), json!(0.5)];
        all[self.below(all.len())].clone()
    }

    fn position(&mut self) -> Value {
        json!({"line": self.number(), "character": self.number()})
    }

    /// Any JSON.
    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 5 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => self.number(),
            3 => json!(String::from_utf8_lossy(&self.bytes(12))),
            4 => json!(self.pick(&PLACES)),
            5 | 6 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let keys = ["textDocument", "uri", "range", "start", "context", "settings", "contentChanges"];
                let mut object = json!({});
                for _ in 0..self.below(4) {
                    object[self.pick(&keys)] = self.value(depth - 1);
                }
                object
            }
        }
    }

    /// Parameters that are nearly right, or right but about strange places.
    fn params(&mut self, method: &str) -> Value {
        let range = json!({"start": self.position(), "end": self.position()});
        let mut document = json!({"uri": self.pick(&PLACES), "version": self.number()});
        match method {
            "textDocument/didOpen" => {
                document["languageId"] = json!(self.pick(&["java", "", "cobol"]));
                document["text"] = json!(String::from_utf8_lossy(&self.bytes(40)));
                json!({"textDocument": document})
            }
            "textDocument/didChange" => {
                let change = json!({"range": range, "text": self.pick(&["", "x", "\r", "\n😀"])});
                json!({"textDocument": document, "contentChanges": [change, {"text": "whole\r\n"}]})
            }
            "$/cancelRequest" => json!({"id": self.below(1000)}),
            "textDocument/codeAction" => json!({
                "textDocument": document, "range": range,
                "context": {"diagnostics": [{"range": range, "message": "m"}], "only": [self.pick(&["", "quickfix", "x"])]},
            }),
            _ => json!({"textDocument": document, "settings": {"fixerr": self.value(2)}}),
        }
    }

    /// One piece of nonsense; requests get ids from `id` on.
    pub(crate) fn nonsense(&mut self, id: i64) -> Nonsense {
        let silent = |bytes: Vec<u8>| Nonsense { bytes, answer: None };
        let method = self.pick(&METHODS);
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method});
        let text = request.to_string();
        match self.below(16) {
            0 => silent(self.bytes(200)),
            1 => silent(framed(&self.bytes(100))),
            2 => {
                let lengths = [
                    "-1",
                    "",
                    "abc",
                    "0x10",
                    "+7",
                    "18446744073709551616",
                    "99999999999",
                    "4294967296",
                    "1e3",
                ];
                let length = self.pick(&lengths);
                silent(format!("Content-Length: {length}\r\n\r\n{text}").into_bytes())
            }
            3 => {
                let length = self.below(2 * text.len());
                // The right length would make it a good message.
                let length = if length == text.len() { length + 1 } else { length };
                silent(format!("Content-Length: {length}\r\n\r\n{text}").into_bytes())
            }
            4 => silent(format!("Content-Type: text\r\nX-Header: 1\r\n\r\n{text}").into_bytes()),
            5 => {
                let mut bytes = framed(text.as_bytes());
                let cut = self.below(bytes.len());
                bytes.truncate(cut);
                silent(bytes)
            }
            6 => {
                let mut bytes = text.into_bytes();
                let at = self.below(bytes.len());
                bytes[at] = self.below(256) as u8;
                // Whether this is still a request, and whose, nobody can say.
                silent(framed(&bytes))
            }
            7 => silent(framed("[{\"a\":".repeat(1 + self.below(300)).as_bytes())),
            8 => silent(framed(json!([request, request]).to_string().as_bytes())),
            9 => silent(framed(self.value(3).to_string().as_bytes())),
            10 => {
                let response = json!({"jsonrpc": "2.0", "id": self.value(1), "result": self.value(2)});
                silent(framed(response.to_string().as_bytes()))
            }
            11 => {
                let mut notification = json!({"jsonrpc": "2.0", "method": method});
                notification["params"] = self.params(method);
                silent(framed(notification.to_string().as_bytes()))
            }
            12 => {
                let wrong = json!({"id": id, "method": method, "jsonrpc": self.pick(&["1.0", "", "3"])});
                Nonsense { bytes: framed(wrong.to_string().as_bytes()), answer: Some((id, &[-32600])) }
            }
            13 => {
                let wrong = json!({"jsonrpc": "2.0", "id": id, "method": "no/such/method", "params": [1]});
                Nonsense {
                    bytes: framed(wrong.to_string().as_bytes()),
                    answer: Some((id, &[-32601, -32002])),
                }
            }
            14 => {
                let wrong =
                    json!({"jsonrpc": "2.0", "id": id, "method": "textDocument/codeAction", "params": 7});
                Nonsense {
                    bytes: framed(wrong.to_string().as_bytes()),
                    answer: Some((id, &[-32602, -32002])),
                }
            }
            _ => {
                let mut request = request;
                request["params"] = self.params(method);
                let any = &[0, -32600, -32601, -32602, -32603, -32800, -32801, -32002];
                // The server says nothing to unknown requests of this kind, as LSP allows.
                let answer = (!method.starts_with("$/")).then_some((id, &any[..]));
                Nonsense { bytes: framed(request.to_string().as_bytes()), answer }
            }
        }
    }
}

/// A body with a right header.
pub(crate) fn framed(body: &[u8]) -> Vec<u8> {
    [format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

//! From generated code to an applied quick fix: trained, exported, served by the real process over JSON-RPC, in each
//! position encoding, with both line endings, and with characters of several code units before the change.

use serde_json::json;

use crate::{
    client::{self, Client},
    model::model,
};

const PYTHON: &str = "\
# 🦀🚀 size
def measure(count, limit):
    size = count + 3
    if size <= limit:
        size = size * 3
    note = \"🎉é\"; return size
";
const C: &str = "\
// 🐍 width
int advance(int start, int stop)
{
    note(\"🎉\"); int width = start + 7;
    while (width <= stop) {
        width = width + 7;
    }
    return width;
}
";
const GO: &str = "\
// 💡é delta
func reduce(first int, last int) int {
\tdelta := first + 2
\tfor last != \"🚀\" && delta <= last {
\t\tdelta = delta + 2
\t}
\treturn delta
}
";

/// A right program, what a mistake makes of what in one of its lines, and the title of the action that mends it.
const CASES: [(&str, &str, &str, &str, &str); 3] = [
    ("python", PYTHON, "return", "retrun", "FixErr: 'retrun' → 'return'"),
    ("c", C, "start + 7;", "start + 7", "FixErr: add ';'"),
    ("go", GO, "<=", "=<", "FixErr: '=<' → '<='"),
];

#[test]
fn a_trained_model_mends_files_in_an_editor() {
    let bundle = model().int8();
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let mut client = Client::start(&bundle, encoding);
        for (language, right, good, bad, title) in CASES {
            for crlf in [false, true] {
                let what = format!("{language}, {encoding}, crlf: {crlf}");
                let right = if crlf { right.replace('\n', "\r\n") } else { right.to_owned() };
                let at = right.find(good).unwrap();
                let buggy = right.replacen(good, bad, 1);
                let line = right[..at].matches('\n').count();

                // Opened with the mistake in it.
                let uri = format!("file:///opened/{language}/{crlf}");
                client.open(&uri, language, &buggy);
                let actions = client.actions(&uri, line);
                assert!(!actions.is_empty(), "{what}: nothing offered");
                assert_eq!(
                    client::apply(&actions[0], &uri, 1, &buggy, encoding),
                    right,
                    "{what}: {actions:?}"
                );
                assert_eq!((&actions[0]["kind"], &actions[0]["title"]), (&json!("quickfix"), &json!(title)));

                // Opened whole, and the mistake typed in: now the server reads positions, too.
                let uri = format!("file:///changed/{language}/{crlf}");
                client.open(&uri, language, &right);
                let place = |byte| client::position(&right, byte, encoding);
                let range = json!({"start": place(at), "end": place(at + good.len())});
                client.change(&uri, 2, &range, bad);
                let actions = client.actions(&uri, line);
                assert_eq!(
                    client::apply(&actions[0], &uri, 2, &buggy, encoding),
                    right,
                    "{what}: {actions:?}"
                );
            }
        }
        assert_eq!(client.shut_down(), Some(0));
    }
}

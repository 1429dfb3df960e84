//! What a session knows of edits: those that are being made in the open documents, and those of the project's last commits.

mod common;

use std::{
    fs,
    path::Path,
    process::Command,
    sync::{Arc, Mutex},
};

use common::Client;
use fixerr_server::fixer::{FixError, Fixer, FixerFactory, Fixes};
use fixerr_shared::{edits::Edits, engine::CancelToken, repair::RepairRequest};
use serde_json::json;
use url::Url;

/// The marked line as current and as past edits would change it.
type Found = Arc<Mutex<Vec<[Vec<String>; 2]>>>;

struct Looking {
    found: Found,
    wants: bool,
}

impl Fixer for Looking {
    fn repair(&mut self, request: &RepairRequest<'_>, _: &CancelToken) -> Result<Fixes, FixError> {
        let line = request.text.split_inclusive('\n').nth(request.start_line).unwrap_or_default();
        let find = |edits: Option<&Edits>| {
            let found = edits.map(|edits| edits.find(line, request.edits.path)).unwrap_or_default();
            found.into_iter().map(|found| found.text).collect::<Vec<_>>()
        };
        let found = [find(request.edits.current), find(request.edits.past)];
        self.found.lock().unwrap().push(found);
        Ok(Fixes::default())
    }

    fn wants_edits(&self) -> bool {
        self.wants
    }

    fn model(&self) -> String {
        String::new()
    }

    fn device(&self) -> String {
        String::new()
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@a", "-c", "commit.gpgsign=false"]);
    let output = git.args(arguments).output().expect("git can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

const ASKED: usize = 4;
const TEXT: &str = "a = load(x)\nb = stale\n\n\nc = load(y) + old_name + fresh\n";

/// A session with a document in which the first line is changed as soon as it is open.
async fn found(wants: bool, options: serde_json::Value, uri: &str) -> [Vec<String>; 2] {
    let found = Found::default();
    let model = Arc::clone(&found);
    let factory: FixerFactory = Arc::new(move |_| Ok(Box::new(Looking { found: Arc::clone(&model), wants })));
    let mut client = Client::start(factory, json!({"initializationOptions": options})).await;
    client.open(uri, "python", TEXT).await;
    let change = json!({"range": {"start": {"line": 0, "character": 10}, "end": {"line": 0, "character": 10}}, "text": ", 1"});
    let document = json!({"uri": uri, "version": 2});
    let params = json!({"textDocument": document, "contentChanges": [change]});
    client.notify("textDocument/didChange", params).await;
    client.actions(uri, ASKED as u32).await;
    assert_eq!(client.shut_down().await, 0);
    let found = found.lock().unwrap();
    assert_eq!(found.len(), 1);
    found[0].clone()
}

#[tokio::test]
async fn edits_in_progress_and_those_of_the_last_commits_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(folder.path()).unwrap();
    git(&root, &["init", "-q"]);
    let path = root.join("own.py");
    for text in ["old_name = 1\n", "new_name = 1\n"] {
        fs::write(root.join("other.py"), text).unwrap();
        fs::write(&path, TEXT.replace("b = stale", "b = fresh")).unwrap();
        git(&root, &["add", "-A"]);
        git(&root, &["commit", "-q", "-m", "a"]);
    }
    let uri = Url::from_file_path(&path).unwrap();
    let with = |old: &str, new: &str| format!("{}\n", TEXT.lines().nth(ASKED).unwrap().replacen(old, new, 1));
    // What stands in no commit is being made, whoever typed it and when.
    let since_opened = [with("(y)", "(y, 1)")];
    let since_commit = [with("fresh", "stale"), since_opened[0].clone()];
    let past = [with("old_name", "new_name")];
    let [current, before] = found(true, json!({}), uri.as_str()).await;
    assert_eq!((&*current, &*before), (&since_commit[..], &past[..]));
    // Nothing of the disk is wanted: what was typed since the document was opened is known all the same.
    let [current, before] = found(true, json!({"project": false}), uri.as_str()).await;
    assert_eq!((&*current, before.len()), (&since_opened[..], 0));
    let [current, before] = found(true, json!({}), "untitled:own.py").await;
    assert_eq!((&*current, before.len()), (&since_opened[..], 0));
    let [current, before] = found(false, json!({}), uri.as_str()).await;
    assert_eq!((current.len(), before.len()), (0, 0), "nobody looks for a model that makes nothing of it");
}

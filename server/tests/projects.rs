//! What a session reads of the files around a document.

mod common;

use std::{
    fs,
    sync::{Arc, Mutex},
};

use common::{Client, cursor};
use fixerr_server::fixer::{FixError, Fixer, FixerFactory, Fixes};
use fixerr_shared::{engine::CancelToken, repair::RepairRequest};
use serde_json::{Value, json};
use url::Url;

/// How many files the projects of its requests had.
type Found = Arc<Mutex<Vec<Option<usize>>>>;

struct Counting(Found);

impl Fixer for Counting {
    fn repair(&mut self, request: &RepairRequest<'_>, _: &CancelToken) -> Result<Fixes, FixError> {
        self.0.lock().unwrap().push(request.project.map(|project| project.files));
        Ok(Fixes::default())
    }

    fn wants_project(&self) -> bool {
        true
    }

    fn model(&self) -> String {
        String::new()
    }

    fn device(&self) -> String {
        String::new()
    }
}

#[tokio::test]
async fn the_files_of_the_open_folder_are_read_unless_the_user_says_no() {
    let folder = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(folder.path()).unwrap();
    fs::create_dir_all(root.join("a/b")).unwrap();
    for name in ["c.py", "a/d.py", "a/b/own.py"] {
        fs::write(root.join(name), "beside.call(beside)\n".repeat(400)).unwrap();
    }
    let uri = Url::from_file_path(root.join("a/b/own.py")).unwrap();
    let workspace = json!([{"uri": Url::from_file_path(&root).unwrap(), "name": "w"}]);
    for (params, uri, expected) in [
        (json!({"workspaceFolders": workspace}), uri.as_str(), Some(2)),
        (
            json!({"workspaceFolders": workspace, "initializationOptions": {"project": false}}),
            uri.as_str(),
            None,
        ),
        (json!({"rootUri": Url::from_file_path(&root).unwrap()}), uri.as_str(), Some(2)),
        (json!({}), uri.as_str(), None),
        (json!({"workspaceFolders": workspace}), "untitled:own.py", None),
    ] {
        let found = Found::default();
        let (model, params_said) = (Arc::clone(&found), params.to_string());
        let factory: FixerFactory = Arc::new(move |_| Ok(Box::new(Counting(Arc::clone(&model)))));
        let mut client = Client::start(factory, params).await;
        // What the editor holds counts, and not what lies on the disk.
        client.open(uri, "python", "i <= n\n").await;
        client.actions(uri, 0).await;
        assert_eq!(*found.lock().unwrap(), [expected], "{params_said} {uri}");
        if expected.is_some() {
            // An answer that was found with the project is not the one without.
            let settings = json!({"settings": {"fixerr": {"project": false}}});
            client.notify("workspace/didChangeConfiguration", settings).await;
            client.actions(uri, 0).await;
            assert_eq!(*found.lock().unwrap(), [expected, None], "{params_said} {uri}");
        }
        assert_eq!(client.shut_down().await, 0);
    }
}

#[tokio::test]
async fn nothing_is_read_before_the_client_said_its_settings() {
    let folder = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(folder.path()).unwrap();
    fs::write(root.join("beside.py"), "beside.call(beside)\n".repeat(400)).unwrap();
    let uri = Url::from_file_path(root.join("own.py")).unwrap();
    for (project, expected) in [(false, &[None][..]), (true, &[None, Some(1)])] {
        let found = Found::default();
        let model = Arc::clone(&found);
        let factory: FixerFactory = Arc::new(move |_| Ok(Box::new(Counting(Arc::clone(&model)))));
        let capabilities = json!({"workspace": {"configuration": true}});
        let mut client = Client::start(factory, json!({"capabilities": capabilities})).await;
        client.open(uri.as_str(), "python", "i <= n\n").await;
        let early = client.request("textDocument/codeAction", cursor(uri.as_str(), 0)).await;
        // Everything up to here has been read when this is answered.
        client.call("fixerr/status", Value::Null).await;
        let question = client.sent_by_server("workspace/configuration").await;
        let answer = json!([{"project": project, "nonsense": 1}]);
        client.send_all(&[json!({"jsonrpc": "2.0", "id": question["id"], "result": answer})]).await;
        client.response(early).await;
        // The warning comes when the answer has been read.
        client.find("warning", |message| message["params"]["type"] == 2).await;
        client.actions(uri.as_str(), 0).await;
        assert_eq!(*found.lock().unwrap(), expected, "{project}");
        assert_eq!(client.shut_down().await, 0);
    }
}

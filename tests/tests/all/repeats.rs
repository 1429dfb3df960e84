//! What is changed in one place is proposed in the next, with the model that ships.

use fixerr_shared::{
    edits::{EditContext, Edits, changes},
    engine::{CancelToken, Device, EngineOptions},
    language::Language,
    repair::{Precedent, RepairRequest, Repairer},
};

use crate::process;

const BEFORE: &str = "\
class Store:
    def read(self, key):
        return self.open_table(key).get(key)

    def write(self, key, value):
        table = self.open_table(key)
        table.put(key, value)
";
const WRITE: usize = 5;

#[test]
fn an_edit_in_progress_is_the_first_answer_where_the_same_words_stand() {
    let bundle = process::root().join("models/default");
    let mut repairer = Repairer::open(&bundle, &EngineOptions { device: Device::Cpu, threads: 1 }).unwrap();
    let text = BEFORE.replacen("open_table(key)", "open_table(key, self.mode)", 1);
    let changed = changes("store.py", BEFORE, &text);
    let mut edits = Edits::new(Language::Python);
    edits.add(0, &changed);
    let mut ask = |edits| {
        let request = RepairRequest {
            text: &text,
            language: Language::Python,
            jsx: false,
            start_line: WRITE,
            end_line: WRITE,
            message: None,
            candidates: 3,
            project: None,
            edits,
        };
        repairer.repair(&request, &CancelToken::new()).unwrap().candidates
    };
    let path = Some("store.py");
    let wanted = "        table = self.open_table(key, self.mode)\n";
    let current = ask(EditContext { current: Some(&edits), past: None, path });
    assert_eq!(current[0].replacement, wanted);
    assert_eq!(current[0].precedent, Some(Precedent { path: None, line: 2, commits_ago: None }));
    let place = |candidates: &[fixerr_shared::repair::Candidate]| {
        candidates.iter().position(|candidate| candidate.replacement == wanted)
    };
    let past = ask(EditContext { current: None, past: Some(&edits), path });
    let found = &past[place(&past).expect("the last commit's edit is among the first")];
    assert_eq!(found.precedent.as_ref().unwrap().commits_ago, Some(0));
    assert!(found.confidence < current[0].confidence, "an edit in progress counts for more");
    let alone = ask(EditContext::default());
    let by_itself = place(&alone).map_or(0.0, |at| alone[at].confidence);
    assert!(current[0].confidence > 2.0 * by_itself, "{by_itself}: the model is far less sure by itself");
    assert!(alone.iter().all(|candidate| candidate.precedent.is_none()));
}

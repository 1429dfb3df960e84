//! What the programs said to bad input, as a table for people: `bad-input.md` in the folder that `FIXERR_REPORT_FOLDER`
//! names.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

use crate::{model, process::Ran};

static ROWS: Mutex<Vec<(String, String, Option<i32>)>> = Mutex::new(Vec::new());

/// Notes what a case printed and writes the table anew, so that a failing test leaves one as well.
pub(crate) fn note(case: &str, ran: &Ran, line: &str) {
    let mut rows = ROWS.lock().unwrap();
    rows.push((case.to_owned(), line.to_owned(), ran.status));
    let Some(folder) = env::var_os("FIXERR_REPORT_FOLDER").map(PathBuf::from) else { return };
    rows.sort();
    let mut table = "| bad input | what was printed | exit status |\n|---|---|---|\n".to_owned();
    for (case, line, status) in rows.iter() {
        let status = status.map_or("killed".to_owned(), |status| status.to_string());
        let mut line = line.replace('|', "\\|");
        // Whose machine it was does not matter.
        let programs = Path::new(env!("CARGO_BIN_EXE_fixerr-tests-server")).parent();
        for folder in [Some(&*model::scratch()), Some(&*env::temp_dir()), programs].into_iter().flatten() {
            line = line.replace(&*folder.to_string_lossy(), "…");
        }
        let _ = writeln!(table, "| {case} | `{line}` | {status} |");
    }
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("bad-input.md"), table).unwrap();
}

//! Tests of `actions.rs`: which lines a request means, and the edits that come of candidates.

use tower_lsp::lsp_types::Position;

use fixerr_shared::{ranking::Evidence, repair::Candidate};

use super::*;

const TEXT: &str = "one\n\n  two <= 2\nthree\nfour\n";

fn range(start: (u32, u32), end: (u32, u32)) -> Range {
    Range::new(Position::new(start.0, start.1), Position::new(end.0, end.1))
}

fn diagnostic(at: Range, severity: DiagnosticSeverity, message: &str) -> Diagnostic {
    Diagnostic { range: at, severity: Some(severity), message: message.into(), ..Diagnostic::default() }
}

fn context(diagnostics: Vec<Diagnostic>) -> CodeActionContext {
    CodeActionContext { diagnostics, only: None, trigger_kind: None }
}

#[track_caller]
fn lines_of(at: Range, context: &CodeActionContext) -> Option<(usize, usize)> {
    plan(&Rope::from_str(TEXT), at, context).map(|plan| (plan.start_line, plan.end_line))
}

#[test]
fn cursor_selection_and_word_mean_whole_lines() {
    let none = context(vec![]);
    assert_eq!(lines_of(range((2, 3), (2, 3)), &none), Some((2, 2)));
    assert_eq!(lines_of(range((2, 3), (2, 4)), &none), Some((2, 2)));
    assert_eq!(lines_of(range((2, 3), (3, 1)), &none), Some((2, 3)));
    // A selection of whole lines ends before the first character of the next.
    assert_eq!(lines_of(range((2, 0), (3, 0)), &none), Some((2, 2)));
    assert_eq!(lines_of(range((0, 0), (5, 0)), &none), Some((0, 4)));
    assert_eq!(lines_of(range((9, 9), (9, 9)), &none), None, "the last line is empty");
    assert_eq!(lines_of(range((4, 99), (99, 0)), &none), Some((4, 4)));
    assert_eq!(lines_of(range((1, 0), (1, 0)), &none), None, "a blank line");
}

#[test]
fn the_models_lines_end_with_a_newline_alone() {
    #[track_caller]
    fn check(text: &str, lines: (u32, u32), expected: (usize, usize), original: &str) {
        let at = range((lines.0, 0), (lines.1, 1));
        let plan = plan(&Rope::from_str(text), at, &context(vec![])).unwrap();
        assert_eq!((plan.start_line, plan.end_line), expected, "{text:?}");
        assert_eq!((plan.original.as_str(), plan.start), (original, text.find(original).unwrap()));
    }
    check("one\ntwo\r\nthree", (1, 1), (1, 1), "two\r\n");
    check("one\ntwo\r\nthree", (0, 1), (0, 1), "one\ntwo\r\n");
    check("one\ntwo\r\nthree", (2, 2), (2, 2), "three");
    // The protocol's lines 1 to 3 are the model's line 1.
    check("one\ntwo\rthree\rfour\nfive\n", (2, 2), (1, 1), "two\rthree\rfour\n");
    check("one\ntwo\rthree\rfour\nfive\n", (4, 4), (2, 2), "five\n");
    check("one\rtwo", (1, 1), (0, 0), "one\rtwo");
    // A byte order mark is in no line.
    check("\u{feff}one\ntwo\n", (0, 0), (0, 0), "one\n");
    check("\u{feff}one\ntwo\n", (1, 1), (1, 1), "two\n");
}

#[test]
fn one_line_counts_where_a_diagnostics_lines_are_too_long() {
    #[track_caller]
    fn check(at: Range, error: &Diagnostic, expected: Option<(usize, usize)>) {
        let (rope, context) = (Rope::from_str(TEXT), context(vec![error.clone()]));
        let plan = plan(&rope, at, &context).unwrap();
        let found = narrower(&plan, &rope, at, &context).map(|plan| (plan.start_line, plan.end_line));
        assert_eq!(found, expected);
    }
    let error = diagnostic(range((2, 0), (4, 2)), DiagnosticSeverity::ERROR, "bad");
    check(range((3, 1), (3, 1)), &error, Some((3, 3)));
    check(range((2, 0), (2, 5)), &error, Some((2, 2)));
    check(range((0, 0), (2, 1)), &error, None);
    check(range((2, 0), (2, 0)), &diagnostic(range((2, 0), (2, 3)), DiagnosticSeverity::ERROR, "bad"), None);
}

#[test]
fn what_stands_around_lines_is_as_far_as_the_document_goes() {
    let rope = Rope::from_str(TEXT);
    let plan = plan(&rope, range((2, 0), (2, 0)), &context(vec![])).unwrap();
    let middle = "  two <= 2\n".to_owned();
    assert_eq!(plan.around(&rope, 1), ["\n".to_owned(), middle.clone(), "three\n".to_owned()]);
    assert_eq!(plan.around(&rope, 9), ["one\n\n".to_owned(), middle, "three\nfour\n".to_owned()]);
}

#[test]
fn automatic_requests_need_a_diagnostic_or_a_selection() {
    let automatic = |diagnostics| CodeActionContext {
        trigger_kind: Some(CodeActionTriggerKind::AUTOMATIC),
        ..context(diagnostics)
    };
    let cursor = range((2, 3), (2, 3));
    let error = diagnostic(range((2, 2), (2, 5)), DiagnosticSeverity::ERROR, "bad");
    assert_eq!(lines_of(cursor, &automatic(vec![])), None);
    assert_eq!(lines_of(range((2, 3), (2, 5)), &automatic(vec![])), Some((2, 2)));
    assert_eq!(lines_of(cursor, &automatic(vec![error.clone()])), Some((2, 2)));
    assert_eq!(lines_of(range((0, 0), (0, 0)), &automatic(vec![error.clone()])), None, "it is elsewhere");
    let own = Diagnostic { source: Some("FixErr".into()), ..error };
    assert_eq!(lines_of(cursor, &automatic(vec![own])), None);
    let invoked = CodeActionContext { trigger_kind: Some(CodeActionTriggerKind::INVOKED), ..context(vec![]) };
    assert_eq!(lines_of(cursor, &invoked), Some((2, 2)));
}

#[test]
fn kinds_are_names_with_dots() {
    let of = |kinds: &[&'static str]| {
        let kinds: Vec<CodeActionKind> = kinds.iter().map(|kind| CodeActionKind::new(kind)).collect();
        let Wanted { quick_fixes, fix_all } = Wanted::of(Some(&kinds));
        (quick_fixes, fix_all)
    };
    assert_eq!(Wanted::of(None), Wanted { quick_fixes: true, fix_all: false });
    for (kinds, expected) in [
        (&[][..], (true, false)),
        (&[""], (true, false)),
        (&["quickfix"], (true, false)),
        (&["refactor", "quickfix"], (true, false)),
        (&["quickfix.other"], (false, false)),
        (&["refactor"], (false, false)),
        (&["source"], (false, true)),
        (&["source.fixAll"], (false, true)),
        (&["source.fixAll.fixerr"], (false, true)),
        (&["source.fixAll.eslint"], (false, false)),
        (&["source.fix"], (false, false)),
        (&["quickfix", "source.fixAll"], (true, true)),
    ] {
        assert_eq!(of(kinds), expected, "{kinds:?}");
    }
}

#[test]
fn fixing_all_is_about_errors_and_warnings_of_others() {
    let at = |line: u32, severity, message: &str| diagnostic(range((line, 0), (line, 1)), severity, message);
    let own = Diagnostic { source: Some("fixerr".into()), ..at(0, DiagnosticSeverity::ERROR, "own") };
    let all = [
        at(3, DiagnosticSeverity::WARNING, "late"),
        own,
        at(1, DiagnosticSeverity::WARNING, "second on its line"),
        at(1, DiagnosticSeverity::ERROR, "first on its line"),
        at(2, DiagnosticSeverity::HINT, "hint"),
        Diagnostic { severity: None, ..at(4, DiagnosticSeverity::HINT, "severe by default") },
    ];
    let messages: Vec<String> = problems(&all).into_iter().map(|problem| problem.message).collect();
    assert_eq!(messages, ["first on its line", "severe by default", "late"]);
}

#[test]
fn the_best_diagnostic_gives_lines_and_message() {
    let chosen = |at: Range, diagnostics: Vec<Diagnostic>| {
        let plan = plan(&Rope::from_str(TEXT), at, &context(diagnostics)).unwrap();
        (plan.start_line, plan.end_line, plan.diagnostic.map(|diagnostic| diagnostic.message))
    };
    let warning = diagnostic(range((2, 0), (2, 9)), DiagnosticSeverity::WARNING, "warning");
    let error = diagnostic(range((2, 0), (4, 2)), DiagnosticSeverity::ERROR, "error");
    let far = diagnostic(range((2, 9), (2, 10)), DiagnosticSeverity::ERROR, "far");
    let cursor = range((2, 3), (2, 3));
    let all = vec![warning.clone(), error.clone(), far.clone()];
    assert_eq!(chosen(cursor, all), (2, 4, Some("error".into())));
    assert_eq!(chosen(cursor, vec![far.clone(), warning]), (2, 2, Some("warning".into())));
    assert_eq!(chosen(range((2, 0), (2, 0)), vec![far]), (2, 2, Some("far".into())));
    // Selected lines are the user's choice; the message still helps.
    assert_eq!(chosen(range((3, 0), (4, 1)), vec![error]), (3, 4, Some("error".into())));
}

#[test]
fn a_long_diagnostic_is_cut_to_its_beginning_or_to_the_cursor() {
    let long = diagnostic(range((0, 0), (40, 0)), DiagnosticSeverity::ERROR, "too complex");
    assert_eq!(diagnostic_lines(&long, 3, 10), (0, 9));
    assert_eq!(diagnostic_lines(&long, 30, 10), (30, 30));
    let short = diagnostic(range((2, 4), (3, 0)), DiagnosticSeverity::ERROR, "x");
    assert_eq!(diagnostic_lines(&short, 2, 10), (2, 2));
}

/// Applies the first action of `replacement` for line `line` of `text` and returns the text. `None` is a client that names no
/// encoding.
#[track_caller]
fn apply(
    text: &str,
    line: u32,
    replacement: &str,
    encoding: impl Into<Option<Encoding>>,
) -> (String, TextEdit) {
    let encoding = encoding.into();
    let names_encodings = encoding.is_some();
    let encoding = encoding.unwrap_or_default();
    let mut rope = Rope::from_str(text);
    let uri = Url::parse("file:///a.java").unwrap();
    let plan = plan(&rope, range((line, 0), (line, 0)), &context(vec![])).unwrap();
    let candidate = Candidate {
        replacement: replacement.into(),
        confidence: 1.0,
        log_probability: 0.0,
        evidence: Evidence::default(),
        precedent: None,
    };
    let fixes = Fixes { candidates: vec![candidate], unchanged: None };
    let target = Target {
        uri: &uri,
        version: 3,
        rope: &rope,
        encoding,
        names_encodings,
        versioned: false,
        keeps_data: false,
    };
    let actions = actions(&plan, &fixes, &target, None);
    let [action] = actions.as_slice() else { panic!("{actions:?}") };
    let edit = action.edit.clone().unwrap().changes.unwrap().remove(&uri).unwrap().remove(0);
    let start = position::to_char(&rope, edit.range.start, encoding);
    let end = position::to_char(&rope, edit.range.end, encoding);
    rope.remove(start..end);
    rope.insert(start, &edit.new_text);
    (rope.to_string(), edit)
}

#[test]
fn edits_are_minimal_in_each_encoding() {
    for (encoding, column) in [(Encoding::Utf8, 11), (Encoding::Utf16, 9), (Encoding::Utf32, 8)] {
        let (text, edit) = apply("a\r\nx = \"😀\" <= y;\r\nb", 1, "x = \"😀\" < y;\n", encoding);
        assert_eq!(text, "a\r\nx = \"😀\" < y;\r\nb");
        assert_eq!(
            edit,
            TextEdit::new(range((1, column + 1), (1, column + 2)), String::new()),
            "{encoding:?}"
        );
    }
}

#[test]
fn an_edit_needs_no_columns_that_a_client_may_count_in_another_way() {
    #[track_caller]
    fn check(text: &str, line: u32, new: &str, result: &str, place: Range, new_text: &str) {
        let expected = (result.to_owned(), TextEdit::new(place, new_text.to_owned()));
        assert_eq!(apply(text, line, new, None), expected);
    }
    check("x <= y; // é\n", 0, "x < y; // é\n", "x < y; // é\n", range((0, 3), (0, 4)), "");
    check("a\né <= y\nb\n", 1, "é < y\n", "a\né < y\nb\n", range((1, 0), (2, 0)), "é < y\n");
    check("é y\r\nb\r\n", 0, "é z\n", "é z\r\nb\r\n", range((0, 0), (1, 0)), "é z\r\n");
    check("a é\nb\n", 0, "a é;\nc\n", "a é;\nc\nb\n", range((0, 0), (1, 0)), "a é;\nc\n");
    check("é y", 0, "é z\n", "é z", range((0, 0), (0, 3)), "é z");
}

#[test]
fn deletions_additions_and_ends_fit() {
    assert_eq!(apply("a\nb\nc\n", 1, "", Encoding::Utf16).0, "a\nc\n");
    assert_eq!(apply("a\r\nb\r\n", 0, "x\na\n", Encoding::Utf16).0, "x\r\na\r\nb\r\n");
    assert_eq!(apply("a\nb", 1, "c\n", Encoding::Utf16).0, "a\nc");
    assert_eq!(apply("\u{feff}a\nb\n", 0, "b\n", Encoding::Utf16).0, "\u{feff}b\nb\n");
    assert_eq!(apply("\u{feff}a\nb\n", 1, "c\n", Encoding::Utf16).0, "\u{feff}a\nc\n");
    // Lines that end in CR alone are lines for the editor but not for the model.
    assert_eq!(apply("a\rb\rc\nd\n", 1, "a\rx\rc\n", Encoding::Utf16).0, "a\rx\rc\nd\n");
}

#[test]
fn actions_are_distinct_versioned_and_tied_to_their_diagnostic() {
    let rope = Rope::from_str(TEXT);
    let uri = Url::parse("untitled:Untitled-1").unwrap();
    let error = diagnostic(range((2, 2), (2, 5)), DiagnosticSeverity::ERROR, "bad");
    let plan = plan(&rope, range((2, 3), (2, 3)), &context(vec![error.clone()])).unwrap();
    let candidate = |text: &str| Candidate {
        replacement: text.into(),
        confidence: 0.5,
        log_probability: -0.7,
        evidence: Evidence::default(),
        precedent: None,
    };
    let candidates = vec![
        candidate("  two < 2\n"),
        candidate("  two <= 2\n"),
        candidate("  two < 2\n"),
        candidate(&format!("  {}x\n", "long ".repeat(20))),
        candidate(&format!("  {}y\n", "long ".repeat(20))),
        candidate("    two < 2\n"),
        candidate("\ttwo < 2\n"),
        Candidate { confidence: 0.004, ..candidate("  hopeless\n") },
    ];
    let fixes = Fixes { candidates, unchanged: Some(0.0625) };
    let target = Target {
        uri: &uri,
        version: 3,
        rope: &rope,
        encoding: Encoding::Utf16,
        names_encodings: true,
        versioned: true,
        keeps_data: true,
    };
    let preferred = |least| actions(&plan, &fixes, &target, least)[0].is_preferred;
    assert_eq!((preferred(None), preferred(Some(0.5)), preferred(Some(0.51))), (None, Some(true), None));
    let actions = actions(&plan, &fixes, &target, Some(0.9));
    let titles: Vec<_> = actions.iter().map(|action| action.title.as_str()).collect();
    assert_eq!(titles.len(), 5, "{titles:?}");
    assert_eq!(titles[0], "FixErr: '<=' → '<'");
    assert_eq!(titles[2], format!("{} (2)", titles[1]));
    let longer = "FixErr: 'two <=' → 'two <'";
    assert_eq!((titles[3], titles[4]), (longer, &*format!("{longer}, other indentation")));
    let first = &actions[0];
    assert_eq!(first.diagnostics, Some(vec![error]));
    assert_eq!((first.kind.clone(), first.is_preferred), (Some(CodeActionKind::QUICKFIX), None));
    assert_eq!(first.data, Some(serde_json::json!({"confidence": 0.5, "unchanged": 0.063})));
    let json = serde_json::to_value(first.edit.as_ref().unwrap()).unwrap();
    assert!(json.get("changes").is_none(), "{json}");
    assert_eq!(json["documentChanges"][0]["textDocument"]["version"], 3);
}

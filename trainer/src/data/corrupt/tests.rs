//! Every class on a small file of every language, and the promises that all mutants keep.

use std::{collections::BTreeSet, fs, path::Path};

use clap::Parser as _;
use fixerr_shared::{example::ExampleReader, syntax::grammar};

use super::*;

const JAVA: &str = include_str!("samples/Sample.java");
const PYTHON: &str = include_str!("samples/sample.py");
const JAVASCRIPT: &str = include_str!("samples/sample.js");
const TYPESCRIPT: &str = include_str!("samples/sample.ts");
const GO: &str = include_str!("samples/sample.go");
const RUST: &str = include_str!("samples/sample.rs");
const C: &str = include_str!("samples/sample.c");
const CPP: &str = include_str!("samples/sample.cpp");

fn sample(language: Language) -> &'static str {
    match language {
        Language::Java => JAVA,
        Language::Python => PYTHON,
        Language::JavaScript => JAVASCRIPT,
        Language::TypeScript => TYPESCRIPT,
        Language::Go => GO,
        Language::Rust => RUST,
        Language::C => C,
        Language::Cpp => CPP,
    }
}

/// Classes that a language has no use for.
fn lacks(language: Language) -> &'static [Class] {
    use Class as K;
    match language {
        Language::Java => &[K::MissingAwait, K::SyntaxIndentation, K::ReferenceWrong],
        Language::Python => &[K::SyntaxSemicolon, K::ReferenceWrong],
        Language::JavaScript => &[K::SyntaxIndentation, K::ReferenceWrong, K::SyntaxOrder],
        Language::TypeScript => &[K::SyntaxIndentation, K::ReferenceWrong],
        Language::Go => &[
            K::MemberMissingSelf,
            K::MissingAwait,
            K::WrongException,
            K::SyntaxIndentation,
            K::SyntaxSemicolon,
        ],
        Language::Rust => &[K::LiteralNull, K::ConditionNullCheck, K::WrongException, K::SyntaxIndentation],
        Language::C => &[
            K::LiteralNull,
            K::ImportMissing,
            K::MemberMissingSelf,
            K::MissingAwait,
            K::WrongException,
            K::SyntaxIndentation,
            K::QualifierLost,
        ],
        Language::Cpp => {
            &[K::LiteralNull, K::ImportMissing, K::MissingAwait, K::WrongException, K::SyntaxIndentation]
        }
    }
}

fn mutants(language: Language, text: &str, only: Option<Class>) -> Vec<Mutant> {
    let weights = only.map_or_else(Weights::of_all, Weights::only);
    let mut all = Vec::new();
    for seed in 0..if only.is_some() { 6 } else { 30 } {
        let plan = Plan { weights: weights.clone(), per_file: 60, seed, right: 0.0 };
        let mut parser = Parser::new();
        all.extend(
            corrupt_text(&mut parser, language, false, text, &[7; 32], &plan).expect("the sample parses"),
        );
    }
    all
}

fn parses(language: Language, text: &str) -> bool {
    let mut parser = Parser::new();
    parser.set_language(&grammar(language, false)).unwrap();
    !parser.parse(text, None).unwrap().root_node().has_error()
}

#[test]
fn every_class_is_made_in_every_language_that_has_it() {
    let mut missing = Vec::new();
    for language in Language::ALL {
        for class in Class::ALL {
            let made = mutants(language, sample(language), Some(*class));
            if made.is_empty() != lacks(language).contains(class) {
                missing.push(format!("{language} {}: {}", class.name(), made.len()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The leaves of a text without comments and spaces; in Python, whose spaces matter, with the level of each line.
fn tokens(language: Language, jsx: bool, text: &str) -> Vec<(String, String)> {
    let grammar = Grammar::of(language, jsx);
    let mut parser = Parser::new();
    parser.set_language(&grammar.tree).unwrap();
    let tree = parser.parse(text, None).unwrap();
    let (mut cursor, mut leaves, mut levels) =
        (tree.walk(), Vec::<(String, String)>::new(), Levels::default());
    loop {
        let node = cursor.node();
        let comment = grammar.role(node.kind_id()) == grammar::Role::Comment;
        if !comment && cursor.goto_first_child() {
            continue;
        }
        let leaf = text[node.byte_range()].trim();
        if !comment && !leaf.is_empty() {
            let level = if language == Language::Python { levels.of(node, leaf) } else { String::new() };
            leaves.push((level, leaf.to_owned()));
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return leaves;
            }
        }
    }
}

/// How Python counts the levels of lines.
#[derive(Default)]
struct Levels {
    columns: Vec<usize>,
    brackets: usize,
    last_row: Option<usize>,
    opens: bool,
}

impl Levels {
    /// What a line's first token says of its level; the others say nothing.
    fn of(&mut self, node: tree_sitter::Node<'_>, leaf: &str) -> String {
        let (row, column) = (node.start_position().row, node.start_position().column);
        let first = self.last_row != Some(row) && self.brackets == 0;
        let mut level = String::new();
        if first {
            if self.columns.last().is_none_or(|last| *last < column) {
                level = if self.opens || self.columns.is_empty() { "in" } else { "unexpected in" }.to_owned();
                self.columns.push(column);
            } else {
                let before = self.columns.len();
                self.columns.retain(|other| *other <= column);
                let known = self.columns.last() == Some(&column);
                level = format!("{} out, known: {known}", before - self.columns.len());
            }
        }
        match leaf {
            "(" | "[" | "{" => self.brackets += 1,
            ")" | "]" | "}" => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
        (self.last_row, self.opens) = (Some(node.end_position().row), leaf == ":");
        level
    }
}

/// Whether a bug is no more than another format: the same tokens in the same tree.
fn is_format_only(language: Language, jsx: bool, text: &str, mutant: &Mutant) -> bool {
    let start: usize = text.split_inclusive('\n').take(mutant.row).map(str::len).sum();
    assert!(text[start..].starts_with(&mutant.fixed), "{mutant:?}: the row is wrong");
    let buggy = [&text[..start], &mutant.buggy, &text[start + mutant.fixed.len()..]].concat();
    tokens(language, jsx, &buggy) == tokens(language, jsx, text)
}

#[test]
fn no_mutant_is_only_another_format() {
    for language in Language::ALL {
        let text = sample(language);
        let comment = if language == Language::Python { "#" } else { "//" };
        let harmless = Mutant {
            class: None,
            row: 0,
            before: String::new(),
            buggy: format!("{comment} more\n\n  {}", text.lines().next().unwrap()),
            after: String::new(),
            fixed: text.lines().next().unwrap().to_owned(),
            message: None,
        };
        assert!(
            is_format_only(language, false, text, &harmless) || language == Language::Python,
            "{language}"
        );
        for mutant in mutants(language, text, None).into_iter().step_by(8) {
            assert!(!is_format_only(language, false, text, &mutant), "{language} {mutant:?}");
        }
    }
}

/// The same on 200 bugs of real code: `FIXERR_CHECKOUTS` names a folder of checkouts.
#[test]
fn no_mutant_of_real_code_is_only_another_format() {
    let Some(folder) = std::env::var_os("FIXERR_CHECKOUTS") else {
        println!("skipped: FIXERR_CHECKOUTS names no folder of checkouts");
        return;
    };
    let plan = Plan { weights: Weights::default(), per_file: 2, seed: 1, right: 0.0 };
    let mut checkouts: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| Checkout::open(&entry.unwrap().path(), false).unwrap())
        .collect();
    checkouts.sort_by(|a, b| a.repository.cmp(&b.repository));
    let mut files: Vec<_> = Vec::new();
    for (at, checkout) in checkouts.iter().enumerate() {
        files.extend(checkout.files(at, &[], false).unwrap().0);
    }
    files.shuffle(&mut ChaCha8Rng::seed_from_u64(plan.seed));
    let (mut parser, mut checked, mut counts) = (Parser::new(), 0, BTreeMap::new());
    for file in &files {
        let count: &mut usize = counts.entry(file.language).or_default();
        if *count >= 25 {
            continue;
        }
        let outcome = corrupt_file(&mut parser, &checkouts[file.checkout], file, &plan);
        let Outcome::Mutants(corrupted) = outcome else { continue };
        for mutant in &corrupted.mutants {
            let same = is_format_only(file.language, corrupted.jsx, &corrupted.text, mutant);
            assert!(!same, "{}: {mutant:?}", file.path);
            (*count, checked) = (*count + 1, checked + 1);
        }
    }
    println!("{checked} bugs, each with other tokens than the file: {counts:?}");
    assert!(checked >= 200, "{checked} bugs are too few");
}

#[test]
fn mutants_keep_their_promises() {
    for language in Language::ALL {
        let text = sample(language);
        for mutant in mutants(language, text, None) {
            let class = mutant.class.unwrap();
            let right = [mutant.before.as_str(), &mutant.fixed, &mutant.after].concat();
            assert!(text.contains(&right), "{language} {mutant:?}: the answer does not restore the file");
            assert_ne!(mutant.buggy, mutant.fixed);
            assert!(
                (1..=4).contains(&mutant.fixed.lines().count()) && !mutant.buggy.is_empty(),
                "{mutant:?}"
            );
            assert!(mutant.before.is_empty() || mutant.before.ends_with('\n'));
            assert!(mutant.after.is_empty() || mutant.buggy.ends_with('\n'), "{mutant:?}");
            if !class.is_syntactic() {
                let start = text.find(&right).unwrap() + mutant.before.len();
                let whole = [&text[..start], &mutant.buggy, &text[start + mutant.fixed.len()..]].concat();
                assert!(parses(language, &whole), "{language} {mutant:?} does not parse");
            }
        }
    }
}

#[test]
fn files_without_a_last_line_break_give_valid_examples() {
    let folder = tempfile::tempdir().unwrap();
    let checkout = Checkout::open(folder.path(), false).unwrap();
    let mut completed = 0;
    for language in Language::ALL {
        let file = SourceFile { checkout: 0, path: "a".to_owned(), language };
        let text = sample(language).trim_end();
        for seed in 0..60 {
            // Every class, and the one that loses the lines of single brackets.
            let weights = if seed < 30 { Weights::of_all() } else { Weights::only(Class::SyntaxBracket) };
            let plan = Plan { weights, per_file: 60, seed, right: 0.1 };
            let made = corrupt_text(&mut Parser::new(), language, false, text, &[7; 32], &plan).unwrap();
            for (mutant, example) in made.clone().into_iter().zip(examples(&checkout, &file, &plan, made)) {
                example.validate().unwrap_or_else(|reason| panic!("{language} {example:?}: {reason}"));
                completed += usize::from(example.fixed != mutant.fixed);
            }
        }
    }
    assert!(completed > 0, "no bug lost a last line");
}

#[test]
fn comments_stay_as_they_are() {
    for language in Language::ALL {
        for mutant in mutants(language, sample(language), None) {
            let remarks = |text: &str| text.matches("remark").count() + text.matches("if you like").count();
            assert_eq!(remarks(&mutant.buggy), remarks(&mutant.fixed), "{mutant:?}");
        }
    }
}

#[derive(clap::Parser)]
struct Cli {
    #[command(flatten)]
    args: CorruptArgs,
}

fn checkout(root: &Path) {
    for copy in 0..12 {
        let folder = root.join("owner+name").join(format!("part{copy}"));
        fs::create_dir_all(&folder).unwrap();
        for language in Language::ALL {
            let text = sample(language).replace("total", &format!("total{copy}"));
            fs::write(folder.join(format!("sample.{}", language.endings()[0])), text).unwrap();
        }
    }
}

fn run_with(root: &Path, out: &str, threads: usize, more: &[&str]) -> Vec<RepairExample> {
    let (source, out) = (root.join("owner+name"), root.join(out));
    let mut line = vec!["corrupt", source.to_str().unwrap(), "--out", out.to_str().unwrap()];
    line.extend(more);
    let args = Cli::parse_from(line).args;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| run_until(&args, &AtomicBool::new(false))).unwrap();
    ExampleReader::read_all(&out, false).unwrap().0
}

#[test]
fn the_seed_alone_decides() {
    let root = tempfile::tempdir().unwrap();
    checkout(root.path());
    let one = run_with(root.path(), "one.jsonl", 1, &[]);
    let three = run_with(root.path(), "three.jsonl.zst", 3, &[]);
    assert!(one == three && one.len() > 500, "{}", one.len());
    let other = run_with(root.path(), "other.jsonl", 2, &["--seed", "9"]);
    assert_ne!(one[0].buggy, other[0].buggy);
    let ids: BTreeSet<_> = one.iter().map(|example| example.id.as_str()).collect();
    assert_eq!(ids.len(), one.len());
    let semantic = one.iter().filter(|e| e.class.as_ref().is_some_and(|c| !c.starts_with("syntax.")));
    let share = semantic.count() as f64 / one.len() as f64;
    assert!((0.35..0.7).contains(&share), "{share}");
    assert_eq!(one[0].origin.as_ref().unwrap().repository, "owner/name");
}

#[test]
fn messages_change_nothing_but_the_message() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("owner+name");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in [("a.py", PYTHON), ("b.py", &PYTHON.replace("total", "sum")), ("c.c", C)] {
        fs::write(folder.join(name), text).unwrap();
    }
    let more = ["--messages", "--message-seconds", "60"];
    let without = run_with(root.path(), "without.jsonl", 2, &[]);
    let some = run_with(root.path(), "some.jsonl", 1, &more);
    assert_eq!(some, run_with(root.path(), "again.jsonl", 3, &more));
    let all = run_with(root.path(), "all.jsonl", 2, &[more.as_slice(), &["--messages-share", "1"]].concat());
    let bare = |examples: &[RepairExample]| -> Vec<_> {
        examples.iter().cloned().map(|example| RepairExample { message: None, ..example }).collect()
    };
    assert!(bare(&some) == without && bare(&all) == without);
    if all.iter().all(|example| example.message.is_none()) {
        println!("skipped: neither python3 nor gcc is here");
        return;
    }
    let (source, out) = (root.path().join("owner+name"), root.path().join("stopped.jsonl"));
    let line = ["corrupt", source.to_str().unwrap(), "--messages", "--out", out.to_str().unwrap()];
    let error = run_until(&Cli::parse_from(line).args, &AtomicBool::new(true)).unwrap_err().to_string();
    assert!(error.contains("stopped by a signal") && !out.exists(), "{error}");
    let with = |examples: &[RepairExample], syntax: bool| {
        let counts = |class: &str| class.starts_with("syntax.") == syntax;
        examples.iter().filter(|e| e.message.is_some() && counts(e.class.as_deref().unwrap())).count()
    };
    let broken = without.iter().filter(|e| e.class.as_deref().unwrap().starts_with("syntax.")).count();
    assert!(with(&all, true) * 10 > broken * 3, "{} of {broken}", with(&all, true));
    assert!((1..with(&all, true)).contains(&with(&some, true)), "{}", with(&some, true));
    for (some, all) in some.iter().zip(&all) {
        assert!(some.message.is_none() || some.message == all.message);
        assert!(all.message.is_none() || all.source == "corrupt", "{all:?}");
    }
}

#[test]
fn limits_and_right_lines() {
    let root = tempfile::tempdir().unwrap();
    checkout(root.path());
    let few =
        run_with(root.path(), "a.jsonl", 2, &["--per-language", "10", "--limit", "70", "--right", "0.5"]);
    assert_eq!(few.len(), 70);
    for language in Language::ALL {
        assert!(few.iter().filter(|example| example.language == language).count() <= 10);
    }
    let right: Vec<_> = few.iter().filter(|example| example.source == "right").collect();
    assert!((15..55).contains(&right.len()), "{}", right.len());
    assert!(
        right
            .iter()
            .all(|example| example.buggy == example.fixed && example.class.as_deref() == Some("right"))
    );
}

#[test]
fn sound_functions_of_files_with_macros_are_used() {
    let odd = "MACRO_BEGIN(x)\nclass y {\n";
    let text = format!("{odd}{}", C.replace("#include <string.h>\n", ""));
    assert!(!parses(Language::C, &text));
    let made = mutants(Language::C, &text, None);
    assert!(made.len() > 50, "{}", made.len());
    assert!(made.iter().all(|mutant| !mutant.fixed.contains("MACRO_BEGIN")));
    let plan = Plan { weights: Weights::default(), per_file: 9, seed: 1, right: 0.0 };
    let python = format!("def f(:\n{PYTHON}");
    assert!(corrupt_text(&mut Parser::new(), Language::Python, false, &python, &[1; 32], &plan).is_none());
}

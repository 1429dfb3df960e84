//! Every class on a small file of every language, and the promises that all mutants keep.

use std::{collections::BTreeSet, fs, path::Path};

use clap::Parser as _;
use fixerr_shared::example::ExampleReader;

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
        Language::Java => &[K::MissingAwait, K::SyntaxIndentation],
        Language::Python => &[K::SyntaxSemicolon],
        Language::JavaScript | Language::TypeScript => &[K::SyntaxIndentation],
        Language::Go => &[
            K::MemberMissingSelf,
            K::MissingAwait,
            K::WrongException,
            K::SyntaxIndentation,
            K::SyntaxSemicolon,
        ],
        Language::Rust => &[K::LiteralNull, K::WrongException, K::SyntaxIndentation],
        Language::C => {
            &[K::LiteralNull, K::MemberMissingSelf, K::MissingAwait, K::WrongException, K::SyntaxIndentation]
        }
        Language::Cpp => &[K::LiteralNull, K::MissingAwait, K::WrongException, K::SyntaxIndentation],
    }
}

fn mutants(language: Language, text: &str, only: Option<Class>) -> Vec<Mutant> {
    let weights = only.map_or_else(Weights::default, Weights::only);
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
    parser.set_language(&language.grammar(false)).unwrap();
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
    pool.install(|| run(&args)).unwrap();
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

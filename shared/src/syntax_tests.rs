//! Tests of `syntax.rs`: errors are counted the same with and without kept trees.

use super::*;

const RIGHT_AND_WRONG: [(Language, &str, &str); 8] = [
    (Language::Java, "class A { int f() { return 1; } }\n", "class A { int f() { return 1 } }\n"),
    (Language::Python, "def f(a):\n    return a\n", "def f(a:\n    return a\n"),
    (Language::JavaScript, "const a = (b) => <p>{b}</p>;\n", "const a = (b => {;\n"),
    (Language::TypeScript, "const a: number = <number>b;\n", "const a: = 1;\n"),
    (Language::Go, "package a\n\nfunc f() int { return 1 }\n", "package a\n\nfunc f( int { return 1 }\n"),
    (Language::Rust, "fn f() -> u8 { 1 }\n", "fn f() -> u8 { 1 \n"),
    (Language::C, "int f(void) { return 1; }\n", "int f(void) { return 1; \n"),
    (Language::Cpp, "class A { int f() { return 1; } };\n", "class A { int f() { return 1; }\n"),
];

#[test]
fn right_code_has_no_errors_and_wrong_code_some() {
    let mut checker = SyntaxChecker::new();
    for (language, right, wrong) in RIGHT_AND_WRONG {
        assert_eq!(checker.errors(language, false, right), Some(0), "{language}");
        assert!(checker.errors(language, false, wrong).unwrap() > 0, "{language}");
        assert_eq!(checker.errors(language, false, ""), Some(0), "{language}");
    }
    let header = "#ifndef A_H\n#define A_H\nstruct a { int b; };\n#endif\n";
    assert_eq!(checker.errors(Language::Cpp, false, header), Some(0));
    let tsx = "const a = <p>{b}</p>;\n";
    assert_eq!(checker.errors(Language::TypeScript, true, tsx), Some(0));
    assert!(checker.errors(Language::TypeScript, false, tsx).unwrap() > 0);
}

#[test]
fn more_errors_count_higher() {
    let mut checker = SyntaxChecker::new();
    let one = checker.errors(Language::Go, false, "package a\n\nfunc f() { a( }\n").unwrap();
    let two =
        checker.errors(Language::Go, false, "package a\n\nfunc f() { a( }\n\nfunc g() { b[ }\n").unwrap();
    assert!(two > one && one > 0, "{one} {two}");
}

#[test]
fn an_edit_counts_like_the_whole_text() {
    let mut checker = SyntaxChecker::new();
    let small = "fn f() -> u8 {\n    g(1\n}\n";
    let filler = "fn filler(a: u8) -> u8 {\n    a + 1\n}\n\n".repeat(2_000);
    for text in [small.to_owned(), format!("{filler}{small}{filler}")] {
        let baseline = checker.baseline(Language::Rust, false, &text).unwrap();
        assert!(baseline.errors() > 0);
        let start = text.find("    g(1").unwrap();
        let (span, line) = (start..start + 8, text[..start].matches('\n').count());
        assert_eq!(&text[span.clone()], "    g(1\n");
        assert_eq!(checker.errors_after(&baseline, &span, line, "    g(1)\n"), Some(0));
        assert_eq!(checker.errors_after(&baseline, &span, line, ""), Some(0));
        assert!(checker.errors_after(&baseline, &span, line, "    g((\n    1\n").unwrap() > 0);
    }
}

#[test]
fn common_ends_do_not_overlap() {
    for (one, other, expected) in [
        ("", "", (0, 0)),
        ("aa", "aaa", (2, 0)),
        ("abc", "axc", (1, 1)),
        ("aXa", "aXbXa", (2, 1)),
        ("same", "same", (4, 0)),
        ("é", "è", (1, 0)),
    ] {
        assert_eq!(common(one, other), expected, "{one} {other}");
        let long = "0123456789".repeat(20);
        let (one, other) = (format!("{long}{one}|{long}"), format!("{long}{other}|{long}"));
        let (before, after) = common(&one, &other);
        let whole = before == one.len();
        assert_eq!(before, if whole { one.len() } else { long.len() + expected.0 });
        assert_eq!(after, if whole { 0 } else { long.len() + 1 + expected.1 });
    }
}

/// Changes lines of a real file at random, now and then into something broken, and compares with a checker that has
/// seen nothing.
#[test]
fn kept_trees_say_what_fresh_ones_say() {
    let mut state = 0x5eed_u64;
    let mut below = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % bound as u64) as usize
    };
    let (mut checker, mut text) = (SyntaxChecker::new(), include_str!("syntax.rs").to_owned());
    let mut broken = 0;
    for _ in 0..60 {
        let fresh = SyntaxChecker::new().errors(Language::Rust, false, &text);
        let (lines, first) = (text.matches('\n').count(), below(text.matches('\n').count()));
        let starts: Vec<usize> =
            [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let span = starts[first]..starts[(first + 1 + below(3)).min(lines)];
        let baseline = checker.baseline(Language::Rust, false, &text).unwrap();
        assert_eq!(Some(baseline.errors()), fresh);
        broken += usize::from(baseline.errors() > 0);
        let line = &text[span.clone()];
        let replacements = [String::new(), line.replacen(';', "", 1), line.repeat(2), format!("{line}}}\n")];
        let mut next = text.clone();
        for replacement in replacements {
            let mut whole = text.clone();
            whole.replace_range(span.clone(), &replacement);
            let fresh = SyntaxChecker::new().errors(Language::Rust, false, &whole).unwrap();
            let found = checker.errors_after(&baseline, &span, first, &replacement).unwrap();
            assert_eq!(
                found.cmp(&baseline.errors()),
                fresh.cmp(&baseline.errors()),
                "{span:?} {replacement}"
            );
            if below(4) == 0 && fresh < 3 {
                next = whole;
            }
        }
        // What was broken is mended at some time.
        text =
            if baseline.errors() > 0 && below(3) == 0 { include_str!("syntax.rs").to_owned() } else { next };
    }
    assert!(broken > 5 && broken < 55, "{broken}");
    assert!(checker.kept.len() <= KEPT);
}

#[test]
fn a_file_that_takes_too_long_is_unknown_and_the_next_one_is_not_harmed() {
    let mut checker = SyntaxChecker { time_limit: Duration::ZERO, ..SyntaxChecker::new() };
    let long = "fn f() { g(h(1), [2, 3]); }\n".repeat(10_000);
    assert_eq!(checker.errors(Language::Rust, false, &long), None);
    assert!(checker.baseline(Language::Rust, false, &long).is_none());
    checker.time_limit = TIME_LIMIT;
    assert_eq!(checker.errors(Language::Rust, false, "fn f() {}\n"), Some(0));
}

#[test]
fn every_grammar_loads() {
    for language in Language::ALL {
        for jsx in [false, true] {
            Parser::new().set_language(&grammar(language, jsx)).unwrap();
        }
    }
}

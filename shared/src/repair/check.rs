//! Turns answers into candidates: unchanged, repeated and broken ones are dropped, and what declares again what is declared.

use std::{cmp::Ordering, collections::HashSet, ops::Range};

use fixerr_rules::{
    marked::Marked,
    names::{Names, is_part},
};

use super::{Candidate, RepairError, RepairOptions, RepairRequest, again::Block, nearby::Nearby};
use crate::{
    engine::Hypothesis,
    language::Language,
    prompt::PromptBuilder,
    ranking::Evidence,
    syntax::SyntaxChecker,
    words::{is_lifetime, words},
};

/// The first words of Python's lines that begin a block.
const BLOCKS: [&str; 14] = [
    "if", "elif", "else", "for", "while", "def", "class", "with", "try", "except", "finally", "async",
    "match", "case",
];

/// A text without the blanks that mean nothing: two that are equal so are one candidate, and new blanks alone are no fix.
/// In Python indentation is meaning, and so are all blanks in strings and in lines of the C preprocessor.
fn normalized(text: &str, language: Language) -> String {
    let is_c = matches!(language, Language::C | Language::Cpp);
    let mut normalized = String::with_capacity(text.len());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (trimmed, rest) = (line.trim_end(), line.trim());
        let indentation = &trimmed[..trimmed.len() - rest.len()];
        if language == Language::Python {
            normalized.push_str(indentation);
        }
        if is_c && rest.starts_with('#') {
            normalized.push_str(rest);
        } else {
            push_folded(&mut normalized, rest, language);
        }
        normalized.push('\n');
    }
    normalized
}

/// Adds a line with as few blanks as can be told to mean nothing: those beside a bracket, a comma or a semicolon, and those
/// between a word and a sign. Between two words one stays, and between two signs (`a - -b`) all as they are.
fn push_folded(normalized: &mut String, line: &str, language: Language) {
    let is_word = |letter: char| letter == '_' || letter.is_alphanumeric();
    let is_quote = |letter: char| matches!(letter, '\'' | '"' | '`');
    let parts = |letter: char| matches!(letter, ',' | ';' | '(' | ')' | '[' | ']' | '{' | '}');
    let (mut quote, mut last, mut letters) = (None, None, line.char_indices().peekable());
    while let Some((at, letter)) = letters.next() {
        if quote.is_none() && letter.is_whitespace() {
            while letters.next_if(|(_, next)| next.is_whitespace()).is_some() {}
            let (Some(before), Some(&(_, after))) = (last, letters.peek()) else { continue };
            // `1 .max(2)` is none of `1.max(2)`.
            let is_number = |letter: char, other: char| letter.is_ascii_digit() && other == '.';
            let touch =
                |a: char, b: char| parts(a) || is_word(a) && !is_word(b) && !is_quote(b) && !is_number(a, b);
            if !touch(before, after) && !touch(after, before) {
                normalized.push(' ');
            }
            continue;
        }
        normalized.push(letter);
        match quote {
            Some(_) if letter == '\\' => normalized.extend(letters.next().map(|(_, escaped)| escaped)),
            Some(mark) if letter == mark => quote = None,
            None if letter == '\'' && language == Language::Rust && is_lifetime(&line[at + 1..]) => {}
            None if is_quote(letter) => quote = Some(letter),
            _ => {}
        }
        last = Some(letter);
    }
}

/// Lines of Python among these, and the one above them, that begin a block and have nothing in it. Without `colons`, a line among these
/// needs none at its end to begin one.
fn empty_blocks(before: &str, lines: &str, after: &str, colons: bool) -> usize {
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let depth = |line: &str| line.len() - line.trim_start().len();
    let begins = |line: &str, colons: bool| {
        let word = line.trim_start().split(|letter: char| !letter.is_alphanumeric()).next();
        let code = line.split(" #").next().unwrap_or_default().trim_end();
        (code.ends_with(':') || !colons) && word.is_some_and(|word| BLOCKS.contains(&word))
    };
    let above = before.lines().rev().find(is_code);
    let below = after.lines().find(is_code);
    let own = lines.lines().filter(is_code).map(|line| (line, colons));
    let found: Vec<(&str, bool)> = above.into_iter().map(|line| (line, true)).chain(own).collect();
    let next = found.iter().skip(1).map(|(line, _)| Some(*line)).chain([below]);
    let is_empty = |line: &str, next: Option<&str>| next.is_none_or(|next| depth(next) <= depth(line));
    found
        .iter()
        .zip(next)
        .filter(|((line, colons), next)| begins(line, *colons) && is_empty(line, *next))
        .count()
}

/// Whether two texts have the same words, and comments begin and end in both at the same places.
fn is_same_prose(one: &str, other: &str) -> bool {
    const BEGINNINGS: [&str; 5] = ["//", "/*", "*", "#!", "#"];
    const MARKS: [&str; 4] = ["/*", "*/", "\"\"\"", "'''"];
    fn said(text: &str) -> impl Iterator<Item = &str> {
        words(text).filter(|word| word.starts_with(is_part))
    }
    fn beginnings(text: &str) -> impl Iterator<Item = Option<&'static str>> {
        let lines = text.lines().map(|line| line.trim_start_matches('\u{feff}').trim_start());
        lines.map(|line| BEGINNINGS.into_iter().find(|beginning| line.starts_with(beginning)))
    }
    said(one).eq(said(other))
        && beginnings(one).eq(beginnings(other))
        && MARKS.iter().all(|mark| one.matches(mark).count() == other.matches(mark).count())
}

/// A part of a text without the blanks around it.
fn trimmed(text: &str, part: Range<usize>) -> Range<usize> {
    let (code, is_blank) =
        (&text[part.clone()], |letter: char| letter.is_whitespace() || letter == '\u{feff}');
    let (start, end) = (code.trim_start_matches(is_blank), code.trim_end_matches(is_blank));
    part.end - start.len()..(part.start + end.len()).max(part.end - start.len())
}

/// How many more `#if` than `#endif` there are.
fn conditionals(text: &str) -> i64 {
    let directives = text.lines().filter_map(|line| line.trim_start().strip_prefix('#'));
    let weight = |directive: &str| match directive.trim_start() {
        rest if rest.starts_with("if") => 1,
        rest if rest.starts_with("endif") => -1,
        _ => 0,
    };
    directives.map(weight).sum()
}

/// What becomes of a document's syntax errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mending {
    /// They stay as many, or nobody knows.
    #[default]
    None,
    /// They become fewer.
    Some,
    /// None is left.
    All,
}

/// A replacement that is new and adds no syntax error.
#[derive(Debug, PartialEq, Eq)]
struct Accepted {
    replacement: String,
    mending: Mending,
}

/// Turns answers into candidates and drops those that nobody wants.
pub(super) struct Check<'a, 's> {
    marked: &'a Marked<'a>,
    block: Block<'a>,
    line: usize,
    language: Language,
    /// Whether a tool says something of the marked lines.
    is_told: bool,
    seen: HashSet<String>,
    syntax: Option<Syntax<'a, 's>>,
}

struct Syntax<'a, 's> {
    checker: &'s mut SyntaxChecker,
    language: Language,
    jsx: bool,
    baseline: Baseline<'a>,
}

enum Baseline<'a> {
    /// The document is parsed when the first candidate asks.
    Unknown,
    Known(crate::syntax::Baseline<'a>),
    /// It cannot be parsed in time.
    Never,
}

impl<'a, 's> Check<'a, 's> {
    pub(super) fn new(
        marked: &'a Marked<'a>,
        request: &RepairRequest<'a>,
        options: RepairOptions,
        checker: &'s mut SyntaxChecker,
    ) -> Self {
        let mut seen = HashSet::new();
        if !options.keep_unchanged {
            seen.insert(normalized(marked.span(), request.language));
        }
        let syntax = options.syntax_check.then_some(Syntax {
            checker,
            language: request.language,
            jsx: request.jsx,
            baseline: Baseline::Unknown,
        });
        let block = Block::new(marked, request.language);
        let is_told = request.message.is_some();
        Self { marked, block, line: request.start_line, language: request.language, is_told, seen, syntax }
    }

    /// Whether the document has syntax errors, so that an answer may mend one.
    pub(super) fn broken(&mut self) -> bool {
        self.syntax.as_mut().and_then(|syntax| syntax.baseline(self.marked)).is_some_and(|b| b.errors() > 0)
    }

    /// Whether there is such an error in the marked lines or around them.
    pub(super) fn is_broken_here(&mut self) -> bool {
        let Marked { text, ref range, .. } = *self.marked;
        let baseline = self.syntax.as_mut().and_then(|syntax| syntax.baseline(self.marked));
        baseline.is_some_and(|baseline| baseline.is_broken_at(&trimmed(text, range.clone())))
    }

    /// Whether a replacement changes no more than signs of a comment or of a text that documents, and nobody complains of one: whoever
    /// reads such a text reads the same.
    pub(super) fn changes_signs_of_prose(&mut self, replacement: &str) -> bool {
        let Marked { text, ref range, .. } = *self.marked;
        let span = self.marked.span();
        if self.is_told || span == replacement || span.trim().is_empty() || !is_same_prose(span, replacement)
        {
            return false;
        }
        let Some(baseline) = self.syntax.as_mut().and_then(|syntax| syntax.baseline(self.marked)) else {
            return false;
        };
        let mut start = range.start;
        span.split_inclusive('\n').all(|line| {
            let part = trimmed(text, start..start + line.len());
            start += line.len();
            part.is_empty() || baseline.is_prose_at(&part)
        })
    }

    /// The candidate that an answer makes, and what it mends.
    pub(super) fn candidate(
        &mut self,
        hypothesis: &Hypothesis,
        names: &Names<'_>,
        nearby: &Nearby<'_>,
        builder: &PromptBuilder<'_>,
    ) -> Result<Option<(Candidate, Mending)>, RepairError> {
        if !hypothesis.finished {
            return Ok(None);
        }
        let answer = builder.text(&hypothesis.ids)?;
        let mean = hypothesis.mean_log_probability();
        let restored = names.restores(&answer);
        let accepted = self.accept(&answer);
        let accepted =
            accepted.filter(|accepted| !names.makes_of_itself(&accepted.replacement, self.language));
        Ok(accepted.map(|Accepted { replacement, mending }| {
            let evidence = Evidence {
                sum_log_probability: hypothesis.log_probability,
                mean_log_probability: mean,
                invented_names: names.invented(&replacement),
                mends: mending > Mending::None,
                keeps_unknown: restored.is_none() && names.keeps_unknown(&replacement),
                restores_name: restored.is_some(),
                restores_unknown: restored == Some(true),
                ..nearby.evidence(&replacement)
            };
            let confidence = mean.exp().clamp(0.0, 1.0) as f32;
            let log_probability = mean as f32;
            (Candidate { replacement, confidence, log_probability, evidence, precedent: None }, mending)
        }))
    }

    /// What a new answer mends.
    pub(super) fn mends(&mut self, answer: &str) -> Mending {
        let replacement = self.marked.replacement(answer);
        if self.seen.contains(&normalized(&replacement, self.language)) {
            return Mending::None;
        }
        self.mending(&replacement).unwrap_or(Mending::None)
    }

    /// The replacement that an answer makes, when it is new and breaks nothing.
    fn accept(&mut self, answer: &str) -> Option<Accepted> {
        // Bytes that are no UTF-8 came out as U+FFFD: the answer was cut inside a character.
        if answer.contains('\u{fffd}') && !self.marked.span().contains('\u{fffd}') {
            return None;
        }
        let replacement = self.marked.replacement(answer);
        if !self.seen.insert(normalized(&replacement, self.language)) {
            return None;
        }
        let mending = self.mending(&replacement)?;
        if self.syntax.is_some() && self.breaks_unseen(&replacement, mending) {
            return None;
        }
        // What mends an error is no repetition.
        if self.syntax.is_some() && mending == Mending::None && self.block.declares_again(&replacement) {
            return None;
        }
        Some(Accepted { replacement, mending })
    }

    /// Whether a replacement adds an error that tree-sitter's grammars accept: an empty block of Python, an `#if` or `#endif` of C without
    /// the other.
    fn breaks_unseen(&self, replacement: &str, mending: Mending) -> bool {
        let Marked { text, range, .. } = self.marked;
        let (before, after) = (&text[..range.start], &text[range.end..]);
        match self.language {
            Language::Python => {
                // A line that lost its colon had nothing in its block before, either.
                let colons = mending == Mending::None;
                empty_blocks(before, replacement, after, true)
                    > empty_blocks(before, self.marked.span(), after, colons)
            }
            Language::C | Language::Cpp => {
                let (old, new) = (conditionals(self.marked.span()), conditionals(replacement));
                let around = || conditionals(before) + conditionals(after);
                old != new && (around() + new).abs() > (around() + old).abs()
            }
            _ => false,
        }
    }

    /// What a replacement does to the syntax errors; nothing when it adds one.
    fn mending(&mut self, replacement: &str) -> Option<Mending> {
        let Some(syntax) = &mut self.syntax else { return Some(Mending::None) };
        if syntax.baseline(self.marked).is_none() {
            return Some(Mending::None);
        }
        let Baseline::Known(before) = &syntax.baseline else { return Some(Mending::None) };
        let after = syntax.checker.errors_after(before, &self.marked.range, self.line, replacement);
        match after.map(|after| (after.cmp(&before.errors()), after)) {
            Some((Ordering::Greater, _)) => None,
            Some((Ordering::Less, 0)) => Some(Mending::All),
            Some((Ordering::Less, _)) => Some(Mending::Some),
            Some((Ordering::Equal, _)) | None => Some(Mending::None),
        }
    }
}

impl<'a> Syntax<'a, '_> {
    /// The document as parsed; `None` when that takes too long.
    fn baseline(&mut self, marked: &Marked<'a>) -> Option<&crate::syntax::Baseline<'a>> {
        if matches!(self.baseline, Baseline::Unknown) {
            let parsed = self.checker.baseline(self.language, self.jsx, marked.text);
            self.baseline = parsed.map_or(Baseline::Never, Baseline::Known);
        }
        match &self.baseline {
            Baseline::Known(baseline) => Some(baseline),
            Baseline::Unknown | Baseline::Never => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::request, *};

    fn accepted(text: &str, line: usize, options: RepairOptions, answers: &[&str]) -> Vec<String> {
        let (mut checker, request) = (SyntaxChecker::new(), request(text, line, line));
        let marked = request.marked().unwrap();
        let mut check = Check::new(&marked, &request, options, &mut checker);
        answers.iter().filter_map(|answer| Some(check.accept(answer)?.replacement)).collect()
    }

    const GO: &str = "package a\n\nfunc f(a int) int {\n\treturn a\n}\n";

    #[test]
    fn unchanged_repeated_and_broken_answers_are_dropped() {
        let answers = [
            "\treturn a\n",
            "\treturn a  \n",
            "\treturn a",
            "\treturn b\n",
            "\treturn b \n",
            "\treturn (a\n",
            "\treturn \u{fffd}\n",
            "",
        ];
        assert_eq!(accepted(GO, 3, RepairOptions::default(), &answers), ["\treturn b\n", ""]);
        let kept = RepairOptions { keep_unchanged: true, syntax_check: false, answers: 0 };
        let expected = ["\treturn a\n", "\treturn b\n", "\treturn (a\n", ""];
        assert_eq!(accepted(GO, 3, kept, &answers), expected);
        let crlf = GO.replace('\n', "\r\n");
        assert_eq!(accepted(&crlf, 3, RepairOptions::default(), &answers), ["\treturn b\r\n", ""]);
    }

    #[test]
    fn blanks_that_mean_nothing_are_folded() {
        let same = |a: &str, b: &str| normalized(a, Language::C) == normalized(b, Language::C);
        for (a, b) in [
            ("f( a ,b );", "f(a, b);"),
            ("if(x==1){", "if (x == 1) {"),
            ("a  =  b", "a = b"),
            ("*p = 1", "*p=1"),
            ("x  y", "x y"),
            ("f (\"a, b\" , c)", "f(\"a, b\", c)"),
            ("größe [ 0 ]", "größe[0]"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("a - -b", "a --b"),
            ("a > > b", "a >> b"),
            ("intx", "int x"),
            ("f(\"a, b\")", "f(\"a,b\")"),
            ("f('\\'', ' ,')", "f('\\'', ',')"),
            ("#define F (x)", "#define F(x)"),
            ("1 .max", "1.max"),
            ("f \"x\"", "f\"x\""),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
        let rust = |text| normalized(text, Language::Rust);
        assert_eq!(rust("let token: Token<'a> = scan( b,a );"), rust("let token: Token<'a> = scan(b, a);"));
        assert_ne!(rust("f(' ', \"'a b\")"), rust("f(' ', \"'ab\")"));
        let python = |text| normalized(text, Language::Python);
        assert_eq!(python("    f( a )"), python("    f(a)  "));
        assert_ne!(python("    f(a)"), python("  f(a)"));
    }

    #[test]
    fn new_indentation_alone_is_no_fix_but_in_python() {
        assert!(accepted(GO, 3, RepairOptions::default(), &["return a\n", "\t\treturn a\n"]).is_empty());
        let mut request = request("def f(a):\n    b = a\n        return b\n", 2, 2);
        request.language = Language::Python;
        let marked = request.marked().unwrap();
        let mut checker = SyntaxChecker::new();
        let mut check = Check::new(&marked, &request, RepairOptions::default(), &mut checker);
        assert!(check.accept("    return b\n").is_some());
    }

    #[test]
    fn errors_that_the_grammars_accept_are_seen() {
        let answers = |text: &str, language, line, answers: &[&str]| {
            let mut request = request(text, line, line);
            request.language = language;
            let (mut checker, marked) = (SyntaxChecker::new(), request.marked().unwrap());
            let mut check = Check::new(&marked, &request, RepairOptions::default(), &mut checker);
            answers.iter().filter_map(|answer| Some(check.accept(answer)?.replacement)).collect::<Vec<_>>()
        };
        let python = "def f(rows):\n    for row in rows:\n        use(row)\n    return {\n        1: 2}\n";
        let given =
            ["    use(rows)\n", "        use(rows)\n", "", "        # nothing\n", "        if row:\n"];
        assert_eq!(answers(python, Language::Python, 2, &given), ["        use(rows)\n"]);
        assert_eq!(
            answers(python, Language::Python, 3, &["    return {  # of:\n"]),
            ["    return {  # of:\n"]
        );
        assert_eq!(
            answers(python, Language::Python, 1, &["    if rows:  # any\n"]),
            ["    if rows:  # any\n"]
        );
        // Whoever forgets the colon may not have written the block yet.
        let header = "def f(rows)\n";
        assert_eq!(answers(header, Language::Python, 0, &["def f(rows):\n"]), ["def f(rows):\n"]);
        let c = "#ifdef A\nint a = 1;\n#endif\nint b;\n";
        let given = ["int a = 2;\n#endif\n", "int a = 3;\n", "#ifdef B\nint a = 3;\n"];
        assert_eq!(answers(c, Language::C, 1, &given), ["int a = 3;\n"]);
        let lost = "#ifdef A\nint a = 1;\nint b;\n";
        assert_eq!(answers(lost, Language::C, 1, &given[..1]), [given[0]]);
    }

    /// Whether each answer for a line changes signs of prose alone.
    fn signs_alone(language: Language, text: &str, line: usize, answers: &[&str]) -> Vec<bool> {
        let mut request = request(text, line, line);
        request.language = language;
        let (mut checker, marked) = (SyntaxChecker::new(), request.marked().unwrap());
        let mut check = Check::new(&marked, &request, RepairOptions::default(), &mut checker);
        answers.iter().map(|answer| check.changes_signs_of_prose(answer)).collect()
    }

    #[test]
    fn signs_of_prose_are_told_from_those_of_code() {
        let python = "def f(a):\n    \"\"\"One.\n\n    The `a`, as it is.\n    \"\"\"\n    b = \"\"\"\n    a b\n    \"\"\"\n    return a # (a\n";
        let docs = ["    The `a` as it is.\n", "    The `b`, as it is.\n", "    The `a`, as itis.\n", ""];
        assert_eq!(signs_alone(Language::Python, python, 3, &docs), [true, false, false, false]);
        assert_eq!(signs_alone(Language::Python, python, 6, &["    a, b\n"]), [false], "a text may be data");
        assert_eq!(signs_alone(Language::Python, python, 8, &["    return a # (a)\n"]), [false], "code, too");
        let lost = python.replacen("\"\"\"One", "One", 1);
        assert_eq!(signs_alone(Language::Python, &lost, 3, &docs[..1]), [false], "which is text?");
        let rust = "/// The first (of two\n// f(a);\nfn f() {}\n";
        let answers = ["/// The first (of two)\n", "// The first (of two\n", "The first (of two\n"];
        assert_eq!(signs_alone(Language::Rust, rust, 0, &answers), [true, true, false]);
        assert_eq!(signs_alone(Language::Rust, rust, 1, &["f(a);\n", "// f(a)\n"]), [false, true]);
        let java = "/*\n * One, two\n */\nclass A {} /* a */\n";
        let answers = [" * One two\n", " * One, two */\n", " One, two\n"];
        assert_eq!(signs_alone(Language::Java, java, 1, &answers), [true, false, false]);
        assert_eq!(signs_alone(Language::Java, &java.replace("{}", "{"), 1, &answers[..1]), [true]);
        let crlf = java.replace('\n', "\r\n");
        assert_eq!(signs_alone(Language::Java, &crlf, 1, &[" * One two\r\n"]), [true]);
    }

    #[test]
    fn an_error_elsewhere_is_not_here() {
        let qt = "class A : public B {\n    Q_OBJECT\npublic slots:\n    void g();\n};\n\nbool f() {\n    return at == -1;\n}\n";
        for (language, text, line, expected) in [
            (Language::Cpp, qt, 7, (true, false)),
            (Language::Cpp, qt, 2, (true, true)),
            (Language::Go, GO, 3, (false, false)),
            (Language::Go, "package a\n\nfunc f( {\n\treturn a\n}\n", 2, (true, true)),
            (Language::Python, "def f(a):\n    a.sort()\n    return (a\n", 2, (true, true)),
        ] {
            let mut request = request(text, line, line);
            request.language = language;
            let (mut checker, marked) = (SyntaxChecker::new(), request.marked().unwrap());
            let mut check = Check::new(&marked, &request, RepairOptions::default(), &mut checker);
            assert_eq!((check.broken(), check.is_broken_here()), expected, "{text}");
        }
    }

    #[test]
    fn what_is_declared_already_is_not_declared_again() {
        let text = "package a\n\nconst (\n\tA1 = iota\n\tA2\n)\n";
        assert_eq!(accepted(text, 4, RepairOptions::default(), &["\tA1\n", "\tA3\n"]), ["\tA3\n"]);
        // It is none of the parser's business where that is not asked.
        let all = RepairOptions { syntax_check: false, ..RepairOptions::default() };
        assert_eq!(accepted(text, 4, all, &["\tA1\n"]), ["\tA1\n"]);
    }

    #[test]
    fn blank_lines_alone_are_no_fix() {
        assert!(accepted(GO, 3, RepairOptions::default(), &["\n\treturn a\n", "\treturn a\n\n"]).is_empty());
        assert!(accepted("a\n\nb\n", 1, RepairOptions::default(), &[""]).is_empty());
    }

    #[test]
    fn an_answer_that_mends_a_syntax_error_is_known_as_one() {
        let broken = GO.replace("return a", "return (a");
        let request = request(&broken, 3, 3);
        let marked = request.marked().unwrap();
        let mut checker = SyntaxChecker::new();
        let mut check = Check::new(&marked, &request, RepairOptions::default(), &mut checker);
        assert!(check.broken());
        assert_eq!(check.accept("\treturn (b\n").unwrap().mending, Mending::None);
        assert_eq!(check.accept("\treturn (a)\n").unwrap().mending, Mending::All);
        let twice = broken.replace("func f(", "func f((");
        let request = super::super::tests::request(&twice, 3, 3);
        let marked = request.marked().unwrap();
        let mut check = Check::new(&marked, &request, RepairOptions::default(), &mut checker);
        assert_eq!(check.accept("\treturn (a)\n").unwrap().mending, Mending::Some);
    }

    #[test]
    fn errors_that_were_there_before_are_not_held_against_a_candidate() {
        let broken = GO.replace("return a", "return (a");
        let answers = ["\treturn (b\n", "\treturn (a)\n", "\treturn ((a\n}}}\n"];
        let found = accepted(&broken, 3, RepairOptions::default(), &answers);
        assert_eq!(found[..2], ["\treturn (b\n", "\treturn (a)\n"]);
    }
}

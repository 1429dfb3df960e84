//! What messages of Rust's compiler and linters ask for, where they and the document say it exactly. Whatever is found here is all that is
//! tried, but for types that do not fit, of which a compiler's first line mostly says nothing.

mod arithmetic;
mod borrows;
mod calls;
mod declarations;
mod exact;
mod fitting;
mod lints;
mod methods;
mod panics;
mod patterns;
mod standard;
mod traits;
mod types;

use std::ops::Range;

use crate::{
    language::Language::Rust,
    lexical::texts,
    marked::Marked,
    names::is_part,
    rewrites::Rewrites,
    rule::Rule,
    values::{both_sides, grouped, value_end, value_start},
};

/// How much of a document is read, in bytes each way.
const REACH: usize = 64 << 10;

/// A message of Rust's, and the lines that it is about.
struct Case<'a> {
    /// The document around the marked lines.
    document: &'a str,
    /// The document up to the marked lines.
    above: &'a str,
    code: &'a str,
    message: &'a str,
    /// The message in small letters.
    small: &'a str,
}

impl<'a> Case<'a> {
    fn says(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.small.contains(phrase))
    }

    /// What a message puts between backticks.
    fn quoted(&self) -> Vec<&'a str> {
        self.message.split('`').skip(1).step_by(2).collect()
    }

    /// Where a name stands in the code, texts left out.
    fn places(&self, name: &str) -> Vec<usize> {
        let texts = texts(self.code, Rust);
        let found = self.code.match_indices(name).map(|(at, _)| at);
        let is_whole = |at: usize| {
            let (before, after) = (&self.code[..at], &self.code[at + name.len()..]);
            let goes_on = name.ends_with(is_part) && after.starts_with(is_part);
            !(goes_on || name.starts_with(is_part) && before.ends_with(is_part))
        };
        found
            .filter(|at| !name.is_empty() && is_whole(*at) && !texts.iter().any(|text| text.contains(at)))
            .collect()
    }

    /// Where what is asked of something stands: the dots in front of a name.
    fn asked(&self, name: &str) -> Vec<usize> {
        let places = self.places(name).into_iter();
        places.filter(|at| self.code[..*at].ends_with('.')).map(|at| at - 1).collect()
    }
}

/// What is tried for a message.
type Attempt = fn(&mut Rewrites<'_>, &Case<'_>);

/// The marked lines changed as a message of Rust's asks; whether that is all that can be asked for.
pub(super) fn asked_for(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    message: &str,
    small: &str,
) -> bool {
    // What is far away is another part of the program.
    let text = marked.text;
    let start = text.floor_char_boundary(marked.range.start.saturating_sub(REACH));
    let end = text.ceil_char_boundary(text.len().min(marked.range.end + REACH));
    let (document, above) = (&text[start..end], &text[start..marked.range.start]);
    let case = Case { document, above, code, message, small };
    // What stops a program may have other reasons as well.
    edits.turn(Rule::AdviceRustPanics);
    panics::panics(edits, &case);
    edits.turn(Rule::AdviceRustPatterns);
    exact::alternatives(edits, &case);
    let n_before = edits.found.len();
    for (rule, attempt) in [
        (Rule::AdviceRustLints, exact::exact as Attempt),
        (Rule::AdviceRustDeclarations, traits::derived),
        (Rule::AdviceRustDeclarations, traits::imported),
        (Rule::AdviceRustArithmetic, arithmetic::arithmetic),
        (Rule::AdviceRustArithmetic, arithmetic::compared),
        (Rule::AdviceRustArithmetic, arithmetic::indexed),
        (Rule::AdviceRustMethods, methods::methods),
        (Rule::AdviceRustMethods, methods::fields),
        (Rule::AdviceRustMethods, methods::associated),
        (Rule::AdviceRustCalls, calls::counted),
        (Rule::AdviceRustCalls, calls::closures),
        (Rule::AdviceRustCalls, calls::formats),
        (Rule::AdviceRustPatterns, patterns::names_of),
        (Rule::AdviceRustPatterns, patterns::patterns),
        (Rule::AdviceRustPatterns, patterns::statements),
        (Rule::AdviceRustDeclarations, declarations::declarations),
        (Rule::AdviceRustDeclarations, declarations::literals),
        (Rule::AdviceRustDeclarations, declarations::lifetimes),
        (Rule::AdviceRustLints, lints::lints),
        (Rule::AdviceRustBorrows, borrows::mutable),
        (Rule::AdviceRustBorrows, borrows::moved),
        (Rule::AdviceRustBorrows, borrows::given_on),
        (Rule::AdviceRustBorrows, borrows::numbers),
        (Rule::AdviceRustTypes, types::inferred),
    ] {
        edits.turn(rule);
        attempt(edits, &case);
        if edits.found.len() > n_before {
            return true;
        }
    }
    if case.says(&["incompatible types"]) {
        edits.turn(Rule::AdviceRustTypes);
        fitting::letters(edits, &case);
        types::chosen(edits, &case);
        return edits.found.len() > n_before;
    }
    if case.says(&["is not an iterator"]) {
        edits.turn(Rule::AdviceRustStandard);
        standard::gone_over(edits, &case);
        return edits.found.len() > n_before;
    }
    if case.says(&["mismatched types", "arguments to this"]) {
        edits.turn(Rule::AdviceRustTypes);
        fitting::fitted(edits, &case);
        edits.turn(Rule::AdviceRustStandard);
        if standard::sure(edits, &case) {
            return true;
        }
        standard::standard(edits, &case);
        edits.turn(Rule::AdviceRustTypes);
        types::mismatched(edits, &case);
        types::put_in(edits, &case);
    }
    false
}

/// The operands that are values: none of them is of a pattern.
pub(super) fn values(code: &str, operands: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut patterns: Vec<Range<usize>> = Vec::new();
    for (at, word) in code.match_indices("let ").chain(code.match_indices("for ")) {
        let sign = if word == "let " { " = " } else { " in " };
        if let Some(end) = code[at..].find(sign).filter(|_| !code[..at].ends_with(is_part)) {
            patterns.push(at..at + end);
        }
    }
    if let Some((pattern, _)) = code.split_once("=>") {
        let end = pattern.find(" if ").unwrap_or(pattern.len());
        patterns.push(0..end);
    }
    let bars: Vec<usize> = code.match_indices('|').map(|(at, _)| at).collect();
    for pair in bars.windows(2) {
        if let &[open, close] = pair
            && code[..open].ends_with(['(', ' '])
            && !code[open + 1..close].starts_with([' ', '|'])
        {
            patterns.push(open..close);
        }
    }
    let is_value = |operand: &&Range<usize>| !patterns.iter().any(|pattern| pattern.contains(&operand.start));
    operands.iter().filter(is_value).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::super::advised;
    use crate::{language::Language::Rust, marked::Marked, rewrites::texts_of};

    /// What is asked for in one line of a document.
    pub(super) fn asked_in(document: &str, line: usize, message: &str) -> Vec<String> {
        texts_of(advised(&Marked::new(document, line, line).unwrap(), Rust, Some(message), |_| true))
    }

    /// Checks what is asked for in a line that is the document: all of it, where `most` says how much that is.
    pub(super) fn check(code: &str, message: &str, expected: &str, most: usize) {
        let found = asked_in(&format!("{code}\n"), 0, message);
        assert!(found.contains(&format!("{expected}\n")), "{message}: {found:?}");
        assert!(found.len() <= most, "{message}: {found:?}");
    }

    #[test]
    fn odd_lines_do_no_harm() {
        let codes = [
            "é",
            "é.ö(ü)",
            "let é = ö;",
            "'",
            "\"é",
            "é[ö]",
            "(é, |ö| ü",
            "f(é, 'ö')[ß]?",
            "match é { ö => ü,",
            "&'é str",
            "vec![é; ö",
            "é += ö",
            "if Some(é) = ö {",
            "println!(\"{é:>ö} {{}} {\")",
            "fn é<'ö, T>(ü: &str) -> &str {",
            "} é : {",
            "é::ö<ü>(ß) == Some('é')",
            "a ? é : ö",
            "struct É { ö: ü }",
            "impl<é",
            "self.é.ö = ü;",
            "x.collect()",
            "|é",
            "é | ö |",
            "for é, ö in ü",
            "'é &ö",
            "É(ö), É<ö>",
            "const É = [é; ö];",
        ];
        let messages = [
            "cannot add `é` to `ö`",
            "cannot divide `f64` by `{integer}`",
            "can't compare `&é` with `Option<char>`",
            "the type `str` cannot be indexed by `u8`",
            "cannot index into a value of type `(é, ö)`",
            "no method named `ö` found for enum `Option<é>` in the current scope",
            "no method named `map` found for struct `Vec<é>` in the current scope",
            "no field `ö` on type `(é, ö)`",
            "field `ö` of struct `é` is private",
            "no function or associated item named `new` found for struct `É` in the current scope",
            "this method takes 1 argument but 2 arguments were supplied",
            "this method takes 2 arguments but 1 argument was supplied",
            "closure is expected to take 2 arguments, but it takes 1 argument",
            "closure may outlive the current function",
            "expected a `FnOnce()` closure, found `é`",
            "argument never used",
            "2 positional arguments in format string, but there is 1 argument",
            "cannot find value `é` in this scope",
            "cannot find function `max` in this scope",
            "expected value, found struct `É`",
            "this pattern has 2 fields, but the corresponding tuple variant has 1 field",
            "unexpected `,` in pattern",
            "Rust has no ternary operator",
            "expected item, found keyword `let`",
            "expected type, found lifetime",
            "expected identifier, found `ö`",
            "parenthesized type parameters",
            "missing type for `const` item",
            "missing generics for struct `É`",
            "the size for values of type `str` cannot be known at compilation time",
            "use of undeclared lifetime name `'ö`",
            "missing lifetime specifier",
            "missing field `ö` in initializer of `É`",
            "the trait bound `T: É` is not satisfied",
            "unnecessary parentheses",
            "redundant closure",
            "length comparison to zero",
            "unused variable: `é`",
            "cannot borrow `é` as mutable, as it is not declared as mutable",
            "cannot move out of `é` which is behind a shared reference",
            "cannot move out of index of `É`",
            "`?` couldn't convert the error to `String`",
            "can't call method `ö` on ambiguous numeric type `{integer}`",
            "type annotations needed",
            "mismatched types",
            "`match` arms have incompatible types",
            "`é` is not an iterator",
            "",
            "`",
            "``",
            "cannot add ``",
        ];
        for code in codes {
            for message in messages {
                let found = asked_in(&format!("// é\n{code}\n"), 1, message);
                assert!(!found.contains(&format!("{code}\n")), "{code}: {message}");
            }
        }
    }
}

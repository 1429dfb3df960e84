//! What Go's compiler and `go vet` ask for exactly: they quote what is wrong.

mod added;
mod calls;
mod elsewhere;
mod operations;
mod runtime;
mod statements;
mod symbols;
mod syntax;
mod values;

use std::ops::Range;

use super::Rewrites;
use crate::{outline::line::Line, rule::Rule};

/// Makes the edits; returns whether that is all that can be meant.
pub(super) fn ask(edits: &mut Rewrites<'_>, line: &Line<'_>, operands: &[Range<usize>]) -> bool {
    let n_before = edits.found.len();
    let said = line.message.lines().next().unwrap_or_default().trim().trim_start_matches("syntax error: ");
    let says = |phrase: &str| said.contains(phrase);
    if ["panic: ", "fatal error: ", "runtime error: "].iter().any(|word| said.starts_with(word)) {
        edits.turn(Rule::AdviceGoRuntime);
        runtime::put_right(edits, line, said);
        // What is likely is said for all languages.
        return false;
    }
    if said.starts_with("cannot use ") && said.ends_with(" as value") {
        edits.turn(Rule::AdviceGoSyntax);
        syntax::asked(edits, line.code, said);
    } else if said.starts_with("cannot use ") && says(" as ") {
        edits.turn(Rule::AdviceGoValues);
        values::convert(edits, line, said);
    } else if says("mismatched types ") {
        edits.turn(Rule::AdviceGoValues);
        values::reconcile(edits, line, said);
    } else if says("arguments in call to ")
        || says("arguments for ")
        || says("arguments in conversion")
        || says("argument in conversion")
    {
        edits.turn(Rule::AdviceGoCalls);
        calls::count(edits, line, said);
    } else if says(" format %")
        || says("call has possible formatting directive")
        || says("arg list ends with redundant newline")
        || says(" call needs ")
    {
        edits.turn(Rule::AdviceGoCalls);
        calls::print(edits, line, said);
    } else if said.starts_with("undefined: ") || says(" undefined (") || said.starts_with("unknown field ") {
        edits.turn(Rule::AdviceGoSymbols);
        symbols::find(edits, line, said);
    } else if says("return values") || says("missing return") {
        edits.turn(Rule::AdviceGoStatements);
        statements::returned(edits, line, said);
    } else {
        edits.turn(Rule::AdviceGoSyntax);
        syntax::put_right(edits, line.code, said);
        if edits.found.len() == n_before {
            edits.turn(Rule::AdviceGoStatements);
            statements::put_right(edits, line, said, operands);
        }
    }
    edits.turn(Rule::AdviceGoStatements);
    added::put_right(edits, line, said);
    edits.turn(Rule::AdviceGoValues);
    elsewhere::put_right(edits, line, said);
    edits.found.len() > n_before
}

#[cfg(test)]
mod tests;

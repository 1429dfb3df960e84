//! What Go's compiler and `go vet` ask for exactly: they quote what is wrong.

mod calls;
mod declared;
mod operations;
mod statements;
mod symbols;
mod syntax;
mod values;

use std::ops::Range;

use super::{Line, Rewrites};

/// Makes the edits; returns whether that is all that can be meant.
pub(super) fn ask(edits: &mut Rewrites<'_>, line: &Line<'_>, operands: &[Range<usize>]) -> bool {
    let n_before = edits.found.len();
    let said = line.message.lines().next().unwrap_or_default().trim().trim_start_matches("syntax error: ");
    let says = |phrase: &str| said.contains(phrase);
    if said.starts_with("cannot use ") && says(" as ") {
        values::convert(edits, line, said);
    } else if says("mismatched types ") {
        values::reconcile(edits, line, said);
    } else if says("arguments in call to ") || says("arguments for ") || says("arguments in conversion") {
        calls::count(edits, line, said);
    } else if says(" format %")
        || says("call has possible formatting directive")
        || says("arg list ends with redundant newline")
        || says(" call needs ")
    {
        calls::print(edits, line, said);
    } else if said.starts_with("undefined: ") || says(" undefined (") || said.starts_with("unknown field ") {
        symbols::find(edits, line, said);
    } else if says("return values") || says("missing return") {
        statements::returned(edits, line, said);
    } else {
        syntax::put_right(edits, line.code, said);
        if edits.found.len() == n_before {
            statements::put_right(edits, line, said, operands);
        }
    }
    edits.found.len() > n_before
}

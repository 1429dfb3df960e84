//! What javac asks for exactly.

mod calls;
mod heads;
mod operands;
mod runtime;
mod statements;
mod symbols;
mod syntax;
mod types;

use std::ops::Range;

use super::Rewrites;
use crate::{outline::line::Line, rule::Rule};

/// Makes the edits; returns whether that is all that can be meant.
pub(super) fn ask(edits: &mut Rewrites<'_>, line: &Line<'_>, operands: &[Range<usize>]) -> bool {
    let n_before = edits.found.len();
    let said = line.message.lines().next().unwrap_or_default().trim();
    if let Some(class) = runtime::thrown(said) {
        edits.turn(Rule::AdviceJavaRuntime);
        runtime::explain(edits, line, said, class, operands);
        return edits.found.len() > n_before;
    }
    if said.contains("cannot find symbol") {
        edits.turn(Rule::AdviceJavaSymbols);
        return symbols::find(edits, line);
    }
    if said.contains("cannot be applied to given types") || said.contains("no suitable ") {
        edits.turn(Rule::AdviceJavaCalls);
        calls::apply(edits, line, said);
        heads::constructed(edits, line, said);
        heads::given_twice(edits, line, said);
    } else if let Some((given, wanted)) = said
        .split_once("incompatible types: ")
        .and_then(|(_, types)| types.split_once(" cannot be converted to "))
    {
        edits.turn(Rule::AdviceJavaTypes);
        types::convert(edits, line, operands, given.trim(), wanted.trim());
    } else if let Some((given, wanted)) =
        said.split_once("lossy conversion from ").and_then(|(_, types)| types.split_once(" to "))
    {
        edits.turn(Rule::AdviceJavaTypes);
        types::narrow(edits, line, operands, given.trim(), wanted.trim());
    } else {
        edits.turn(Rule::AdviceJavaStatements);
        statements::put_right(edits, line, said, operands);
    }
    edits.found.len() > n_before
}

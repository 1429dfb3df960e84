//! What messages of C's and C++'s compilers ask for, read exactly: which argument of which function, which type instead of which, a field of which
//! structure. The document says what it declares; where that leads to an answer, nothing else is tried.

mod calls;
mod conversions;
mod declaring;
mod names;
mod overloads;
mod running;
mod signs;
mod standard;
mod syntax;
mod values;

use crate::{language::Language, marked::Marked, outline::c::Outline, rewrites::Rewrites, rule::Rule};

/// What a message is of.
struct Asked<'a> {
    code: &'a str,
    language: Language,
    /// Without what its types are also known as.
    message: &'a str,
    /// What it quotes.
    quoted: Vec<&'a str>,
    /// What the last of its types is also known as.
    other_name: &'a str,
    outline: Outline<'a>,
}

impl Asked<'_> {
    fn says(&self, phrase: &str) -> bool {
        self.message.contains(phrase)
    }

    /// What it quotes first, second and so on.
    fn quote(&self, at: usize) -> &str {
        self.quoted.get(at).copied().unwrap_or_default()
    }
}

/// How messages of one kind are read.
type Reader = fn(&mut Rewrites<'_>, &Asked<'_>);

/// The first that has an answer gives all.
const READERS: [(Rule, Reader); 28] = [
    (Rule::AdviceCNames, declaring::headers),
    (Rule::AdviceCOverloads, declaring::overriding),
    (Rule::AdviceCOverloads, declaring::declared),
    (Rule::AdviceCCalls, running::calls),
    (Rule::AdviceCValues, running::unanswered),
    (Rule::AdviceCSigns, running::falling),
    (Rule::AdviceCValues, running::waiting),
    (Rule::AdviceCValues, running::running),
    (Rule::AdviceCOverloads, running::hashed),
    (Rule::AdviceCCalls, calls::swapped_sizes),
    (Rule::AdviceCCalls, calls::streams),
    (Rule::AdviceCCalls, calls::arguments),
    (Rule::AdviceCCalls, calls::too_few),
    (Rule::AdviceCCalls, calls::too_many),
    (Rule::AdviceCCalls, running::called),
    (Rule::AdviceCNames, names::members),
    (Rule::AdviceCOverloads, overloads::calls),
    (Rule::AdviceCOverloads, overloads::operators),
    (Rule::AdviceCConversions, conversions::conversions),
    (Rule::AdviceCConversions, conversions::others),
    (Rule::AdviceCValues, values::pointers),
    (Rule::AdviceCValues, values::formats),
    (Rule::AdviceCValues, values::returned),
    (Rule::AdviceCValues, values::compared),
    (Rule::AdviceCSigns, signs::statements),
    (Rule::AdviceCSigns, signs::declarations),
    (Rule::AdviceCSyntax, syntax::wholes),
    (Rule::AdviceCSyntax, syntax::expected),
];

/// The marked lines as a message asks for them; returns whether that is all that it can ask for.
pub(super) fn exactly(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    language: Language,
    message: &str,
) -> bool {
    let other_name =
        message.rsplit_once("{aka ").map_or("", |(_, rest)| rest.trim_start_matches(['‘', '\'']));
    let other_name = other_name.split(['’', '\'']).next().unwrap_or_default();
    let message = without_other_names(message);
    let quoted = quoted(&message);
    let asked =
        Asked { code, language, message: &message, quoted, other_name, outline: Outline::new(marked) };
    let n_before = edits.found.len();
    for (rule, read) in READERS {
        edits.turn(rule);
        read(edits, &asked);
        if edits.found.len() > n_before {
            return true;
        }
    }
    // Much else can be meant by a name that nothing declares.
    edits.turn(Rule::AdviceCNames);
    names::undeclared(edits, &asked);
    running::unused(edits, &asked);
    false
}

/// A message without `{aka …}`.
fn without_other_names(message: &str) -> String {
    let mut parts = message.split(" {aka ");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        // The other name is quoted and may have braces of its own.
        let rest = part.find("’}").map(|at| &part[at + "’}".len()..]);
        let rest = rest.or_else(|| part.find("'}").map(|at| &part[at + 2..]));
        plain.push_str(rest.unwrap_or_default());
    }
    plain
}

/// What stands between quotation marks in a message of gcc's or clang's.
fn quoted(message: &str) -> Vec<&str> {
    if message.contains('‘') {
        return message.split('‘').skip(1).filter_map(|part| part.split('’').next()).collect();
    }
    message.split('\'').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests;

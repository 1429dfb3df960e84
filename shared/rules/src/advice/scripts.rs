//! What tsc, ESLint and engines of JavaScript say so exactly that little else can be meant: they quote names and types, and the document tells
//! what those are.

mod calls;
mod classes;
mod given;
mod kinds;
mod lint;
mod members;
mod operators;
mod runtime;
#[cfg(test)]
mod tests;
mod unknown;
mod values;

use std::ops::Range;

use crate::{
    language::Language::{self, JavaScript, TypeScript},
    marked::Marked,
    names::is_part,
    outline::scripts::{brackets, places},
    rewrites::Rewrites,
    rule::Rule,
};

/// How much of a document is searched on each side of the marked lines, in bytes.
const REACH: usize = 64 << 10;

/// What is asked, and of what.
pub(super) struct Asked<'a> {
    /// The marked lines.
    code: &'a str,
    /// As much of the document as is searched, and as much of that as stands before the marked lines.
    text: &'a str,
    before: &'a str,
    language: Language,
    message: &'a str,
    /// Where names, calls and texts stand in the marked lines.
    operands: &'a [Range<usize>],
}

/// Makes the edits that one kind of message asks for; whether those are all that can be meant.
type Family = fn(&mut Rewrites<'_>, &Asked<'_>) -> bool;

const FAMILIES: [(Rule, Family); 19] = [
    (Rule::AdviceScriptCalls, runtime::runtime),
    (Rule::AdviceScriptValues, kinds::kinds),
    (Rule::AdviceScriptValues, given::values),
    (Rule::AdviceScriptClasses, classes::modifiers),
    (Rule::AdviceScriptClasses, classes::heads),
    (Rule::AdviceScriptClasses, classes::types),
    (Rule::AdviceScriptClasses, classes::declarations),
    (Rule::AdviceScriptCalls, calls::made),
    (Rule::AdviceScriptCalls, calls::counted),
    (Rule::AdviceScriptCalls, calls::called),
    (Rule::AdviceScriptMembers, members::missing),
    (Rule::AdviceScriptUnknown, unknown::unknown),
    (Rule::AdviceScriptOperators, operators::arithmetic),
    (Rule::AdviceScriptOperators, operators::comparisons),
    (Rule::AdviceScriptOperators, operators::truths),
    (Rule::AdviceScriptValues, values::literals_wanted),
    (Rule::AdviceScriptValues, values::properties),
    (Rule::AdviceScriptValues, values::assigned),
    (Rule::AdviceScriptLint, lint::lint),
];

/// The marked lines as a message tells; whether nothing else can be meant.
pub(super) fn told(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let n_before = edits.found.len();
    matches!(asked.language, JavaScript | TypeScript)
        && FAMILIES.iter().any(|(rule, family)| {
            edits.turn(*rule);
            family(edits, asked) && edits.found.len() > n_before
        })
}

/// What stands in a message in the places of `{}`, the shortest that fits each; nothing where the message says something else.
fn holes<'m, const N: usize>(message: &'m str, pattern: &str) -> Option<[&'m str; N]> {
    let mut parts = pattern.split("{}");
    let mut rest = message.split_once(parts.next()?)?.1;
    let mut found = [""; N];
    for hole in &mut found {
        match parts.next()? {
            "" => (*hole, rest) = (rest, ""),
            part => (*hole, rest) = rest.split_once(part)?,
        }
    }
    Some(found)
}

impl<'a> Asked<'a> {
    pub(super) fn new(
        marked: &'a Marked<'a>,
        language: Language,
        message: &'a str,
        operands: &'a [Range<usize>],
    ) -> Self {
        let (text, Range { start, end }) = (marked.text, marked.range.clone());
        let from = text.ceil_char_boundary(start.saturating_sub(REACH));
        let to = text.floor_char_boundary(end.saturating_add(REACH));
        Self {
            code: marked.lines(),
            text: &text[from..to],
            before: &text[from..start],
            language,
            message,
            operands,
        }
    }

    fn says(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.message.contains(phrase))
    }

    /// One text with another in its place, wherever it stands, one at a time.
    fn swap(&self, edits: &mut Rewrites<'_>, from: &str, to: &[&str]) {
        // A message may quote nothing.
        if from.trim().is_empty() {
            return;
        }
        for (at, _) in self.code.match_indices(from) {
            edits.put_in(at..at + from.len(), to);
        }
    }

    /// Where the code without its indentation begins, and where it ends without line break and semicolon.
    fn statement(&self) -> Range<usize> {
        let code = self.code;
        let end = code.trim_end().trim_end_matches([';', ',']).len();
        (code.len() - code.trim_start().len()).min(end)..end
    }

    /// What is returned, assigned, given by an arrow or by a property, each up to the statement's end.
    fn wholes(&self) -> Vec<Range<usize>> {
        let statement = self.statement();
        let line = &self.code[statement.clone()];
        let signs = ["return ", " = ", "=> ", ": ", "yield "];
        let mut found: Vec<Range<usize>> = Vec::new();
        for sign in signs {
            if let Some(at) = line.find(sign) {
                let start = statement.start + at + sign.len();
                let value = &self.code[start..statement.end];
                let is_whole = value.matches('(').count() == value.matches(')').count()
                    && value.matches('{').count() == value.matches('}').count()
                    && !value.ends_with('{');
                if is_whole && !value.is_empty() {
                    found.push(start..statement.end);
                    // What is returned is that alone.
                    if sign == "return " {
                        break;
                    }
                }
            }
        }
        found
    }

    /// Places of a name in the code where it is asked of nothing and is no key.
    fn free(&self, name: &'a str) -> Vec<usize> {
        let code = self.code;
        let is_key = |at: usize| {
            code[at + name.len()..].starts_with(':') && code[..at].trim_end().ends_with(['{', ','])
        };
        places(code, name)
            .filter(|at| {
                let before = &code[..*at];
                let is_member = before.ends_with('.') && !before.ends_with("...");
                !(is_member || before.ends_with('#') || is_key(*at))
            })
            .collect()
    }

    /// All places of a name changed at once.
    fn replace_all(&self, edits: &mut Rewrites<'_>, places: &[usize], name: &str, by: &str) {
        let (mut whole, mut from) = (String::new(), 0);
        for at in places {
            whole.push_str(&self.code[from..*at]);
            whole.push_str(by);
            from = at + name.len();
        }
        whole.push_str(&self.code[from..]);
        edits.put_in(0..self.code.len(), &[&whole]);
    }

    /// The mark that texts have here.
    fn mark(&self) -> char {
        let counted = if self.code.contains(['"', '\'']) { self.code } else { self.text };
        if counted.matches('\'').count() > counted.matches('"').count() { '\'' } else { '"' }
    }

    /// Calls in the code: where the name begins that is called, its brackets, and its arguments.
    fn calls(&self) -> Vec<Call> {
        let code = self.code;
        let pairs = brackets(code);
        let rounds = pairs.iter().filter(|pair| code[pair.start..].starts_with('('));
        rounds
            .filter_map(|pair| {
                let end = generic_start(code, pair.start);
                let start = end - (end - code[..end].trim_end_matches(|it| is_part(it) || it == '#').len());
                let name = &code[start..end];
                let is_word =
                    matches!(name, "if" | "for" | "while" | "switch" | "return" | "catch" | "function");
                if name.is_empty() || is_word {
                    return None;
                }
                Some(Call {
                    name: start..end,
                    brackets: pair.start..pair.end,
                    arguments: arguments(code, pair),
                })
            })
            .collect()
    }
}

/// A call in the code.
struct Call {
    name: Range<usize>,
    /// From the opening bracket to the closing one, which does not count.
    brackets: Range<usize>,
    arguments: Vec<Range<usize>>,
}

/// Where the type arguments in front of a call's bracket begin.
fn generic_start(code: &str, open: usize) -> usize {
    if !code[..open].ends_with('>') || code[..open].ends_with("=>") {
        return open;
    }
    let mut depth = 0_usize;
    let start = code[..open].char_indices().rev().find(|(_, letter)| {
        match letter {
            '>' => depth += 1,
            '<' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    start.map_or(open, |(at, _)| at)
}

/// Where each argument between brackets stands.
fn arguments(code: &str, pair: &Range<usize>) -> Vec<Range<usize>> {
    let list = &code[pair.start + 1..pair.end];
    let start_of = |part: &str| part.as_ptr() as usize - code.as_ptr() as usize;
    let parts = crate::outline::scripts::parts(list, &[',']);
    parts.into_iter().map(|part| start_of(part)..start_of(part) + part.len()).collect()
}

/// Where the chain of names, calls and indices begins that ends at a place.
fn chain_start(code: &str, end: usize) -> usize {
    let pairs = brackets(code);
    let mut at = end;
    loop {
        let before = &code[..at];
        if before.ends_with([')', ']']) {
            let Some(pair) = pairs.iter().find(|pair| pair.end + 1 == at) else { return at };
            at = pair.start;
            if code[..at].ends_with(|last| is_part(last) || matches!(last, ')' | ']')) {
                continue;
            }
        } else {
            let start = before.trim_end_matches(|letter| is_part(letter) || letter == '#').len();
            if start == at {
                // A text of its own.
                let text = crate::lexical::texts(code, TypeScript).into_iter().find(|text| text.end == at);
                return text.map_or(at, |text| text.start);
            }
            at = start;
        }
        let before = &code[..at];
        if before.ends_with("?.") {
            at -= 2;
        } else if before.ends_with('.') && !before.ends_with("..") {
            at -= 1;
        } else if before.ends_with("new ") {
            return at - "new ".len();
        } else {
            return at;
        }
        if code[..at].ends_with('!') {
            at -= 1;
        }
    }
}

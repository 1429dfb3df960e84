//! Statements that do nothing as they stand, whatever the language.

use std::ops::Range;

use super::{LONGEST, outer, without_comment};
use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    lexical::{self, texts},
    marked::Marked,
    names::{first_word, is_part, last_word},
    operands::sides,
    rewrites::Rewrites,
};

/// How far above a bracket is searched that is still open, in lines.
const MOST_LINES: usize = 40;
/// Behind these a line goes on.
const JOINING_SIGNS: [char; 16] =
    ['=', '+', '-', '*', '/', '%', '<', '>', '&', '|', '^', ',', '\\', '.', '~', '!'];
const JOINING_WORDS: [&str; 5] = ["and", "or", "not", "in", "is"];

/// What methods call what they are of, those of metaclasses included.
const OWN_PARAMETERS: [&str; 10] =
    ["self", "cls", "mcs", "mcls", "metacls", "meta", "klass", "_cls", "_self", "__self__"];

/// What begins with these is a function that does something with an error.
const ACTS: [&str; 10] =
    ["Emit", "Handle", "Log", "Print", "Raise", "Report", "Set", "Show", "Throw", "Write"];

/// The marked lines without statements that do nothing.
pub(super) fn statements(
    edits: &mut Rewrites<'_>,
    marked: &Marked<'_>,
    code: &str,
    language: Language,
    operands: &[Range<usize>],
) {
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    if line.contains('\n') || line.is_empty() {
        return;
    }
    // An error that is made and not thrown.
    let word = first_word(line);
    let class = first_word(line.strip_prefix("new ").unwrap_or(line));
    let is_error = (class.ends_with("Error") || class.ends_with("Exception"))
        && class.starts_with(char::is_uppercase)
        && line.strip_prefix("new ").unwrap_or(line)[class.len()..].starts_with('(')
        && !ACTS.iter().any(|act| class.starts_with(act))
        && line.ends_with([')', ';']);
    let thrown = match language {
        Python if word == class => "raise ",
        Cpp if word == class => "throw ",
        Java | JavaScript | TypeScript if word == "new" => "throw ",
        _ => "",
    };
    let begins = may_begin(&marked.text[..marked.range.start], language);
    if is_error && !thrown.is_empty() && begins {
        edits.put_in(start..start, &[thrown]);
    }
    // A comparison where a value is given.
    let statement = line.strip_suffix(';').unwrap_or(line);
    // The last expression of a block may be what it gives back.
    let is_statement = begins && (line.ends_with(';') || matches!(language, Python | Go));
    for (sign, right) in [(" == ", " = "), (" === ", " = ")] {
        for (range, a, _) in sides(code, operands, sign) {
            if is_statement && range.start == start && range.end == start + statement.len() {
                edits.put_in(start + a.len()..start + a.len() + sign.len(), &[right]);
            }
        }
    }
    // `=+` gives a positive number.
    for (wrong, right) in [(" =+ ", " += "), (" =- ", " -= ")] {
        for (at, _) in code.match_indices(wrong) {
            edits.put_in(at..at + wrong.len(), &[right]);
        }
    }
    if matches!(language, C | Cpp | Java | JavaScript | TypeScript) {
        // A loop's or a condition's body is not empty.
        let head = ["if (", "for ("].into_iter().find(|head| line.starts_with(head));
        let end = code.trim_end().len();
        let is_empty = line.ends_with(");")
            && head.is_some_and(|head| lexical::closing(code, start + head.len(), language) == Some(end - 2));
        if is_empty {
            edits.put_in(end - 1..end, &["", " {"]);
        }
        // A condition compares.
        for (range, a, b) in sides(code, operands, " = ") {
            let is_condition =
                code[..range.start].ends_with("if (") || code[..range.start].ends_with("while (");
            // What a call gives may be kept in a condition.
            let is_value = !b.contains(['(', '[']);
            // So may the next of a list.
            let is_next =
                b.strip_prefix(a).is_some_and(|rest| rest.starts_with("->") || rest.starts_with('.'));
            if is_condition && is_value && !is_next && code[range.end..].starts_with(')') {
                let at = range.start + a.len();
                let signs: &[&str] =
                    if matches!(language, JavaScript | TypeScript) { &[" === ", " == "] } else { &[" == "] };
                edits.put_in(at..at + " = ".len(), signs);
            }
        }
    }
    beyond_the_end(edits, code, language, operands);
    // A method is called.
    let is_name =
        |line: &str| line.contains('.') && line.chars().all(|letter| is_part(letter) || letter == '.');
    if matches!(language, Python | JavaScript | TypeScript | Java | Go | Rust | Cpp)
        && is_name(statement)
        && statement.starts_with(char::is_alphabetic)
        && is_statement
        && is_method(marked, statement, start, language)
    {
        edits.put_in(start + statement.len()..start + statement.len(), &["()"]);
    }
    if language == Python {
        methods(edits, marked, code, line);
    }
}

/// `i < a.length` for `i <= a.length` in a loop that begins with 0.
fn beyond_the_end(edits: &mut Rewrites<'_>, code: &str, language: Language, operands: &[Range<usize>]) {
    let line = code.trim_start();
    let is_loop = line.starts_with("for ") && (line.contains("= 0;") || line.contains("= 0, "));
    for (range, a, b) in sides(code, operands, " <= ").into_iter().filter(|_| is_loop) {
        let is_length = [".length", ".size()", ".length()", ".len()"].iter().any(|end| b.ends_with(end))
            || (b.starts_with("len(") && b.ends_with(')'));
        if is_length {
            edits.put_in(range, &[&format!("{a} < {b}")]);
        }
    }
    if language == Rust {
        for (at, range) in code.match_indices("0..=") {
            let bound = code[at + range.len()..].split_once("()").map(|(bound, _)| bound);
            let length = bound.and_then(|bound| bound.strip_suffix(".len"));
            if length.is_some_and(|it| it.chars().all(|letter| is_part(letter) || letter == '.')) {
                edits.put_in(at..at + range.len(), &["0.."]);
            }
        }
    }
}

/// Whether what stands alone in a line may be a method that is not called: what the document asks for elsewhere and never calls is none.
fn is_method(marked: &Marked<'_>, statement: &str, indentation: usize, language: Language) -> bool {
    let name = last_word(statement);
    if statement.contains(".prototype.") || (language == Rust && name == "await") {
        return false;
    }
    let above = &marked.text[..marked.range.start];
    // Go's structures and interfaces have others in them, which have no name.
    if language == Go
        && outer(above, indentation).is_some_and(|(_, line)| {
            line.trim_end().ends_with("struct {") || line.trim_end().ends_with("interface {")
        })
    {
        return false;
    }
    let asked = format!(".{name}");
    let mut n_asked = 0;
    for text in [above, &marked.text[marked.range.end..]] {
        for (at, _) in text.match_indices(&asked) {
            let rest = &text[at + asked.len()..];
            if rest.starts_with('(') {
                return true;
            }
            n_asked += usize::from(!rest.starts_with(is_part));
        }
    }
    n_asked == 0
}

/// A method of Python without its first parameter.
fn methods(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str, line: &str) {
    let Some(head) = line.strip_prefix("def ").or_else(|| line.strip_prefix("async def ")) else { return };
    let Some((name, parameters)) = head.split_once('(') else { return };
    let first = first_word(parameters.trim_start());
    let indentation = code.len() - code.trim_start().len();
    if OWN_PARAMETERS.contains(&first) || parameters.starts_with('*') || indentation == 0 {
        return;
    }
    // They may stand in the next lines.
    if !first.starts_with(is_part) && !parameters.contains(')') {
        return;
    }
    let before = &marked.text[..marked.range.start];
    let above = before.lines().rev().find(|line| !line.trim().is_empty());
    // A decorator of several lines ends with a bracket.
    let is_decorated = above.is_some_and(|line| line.trim_start().starts_with('@') || line.trim() == ")");
    let is_method =
        outer(before, indentation).is_some_and(|(_, line)| line.trim_start().starts_with("class "));
    // Numbers call themselves `a`, and what makes an object gets a class.
    let is_own = !first.is_empty() && (name == "__new__" || is_first_of_others(marked, first, indentation));
    if is_method && !is_decorated && !is_own {
        let at = indentation + line.len() - parameters.len();
        let own = if parameters.starts_with(')') { "self" } else { "self, " };
        edits.put_in(at..at, &[own]);
    }
}

/// Whether other methods as far inside begin with a parameter of the same name.
fn is_first_of_others(marked: &Marked<'_>, first: &str, indentation: usize) -> bool {
    let mut others = marked.text[..marked.range.start].lines().chain(marked.text[marked.range.end..].lines());
    others.any(|line| {
        let head = line.get(indentation..).and_then(|line| line.strip_prefix("def "));
        let parameters = head.and_then(|head| Some(head.split_once('(')?.1));
        line.trim_start().len() + indentation == line.len()
            && parameters
                .is_some_and(|parameters| first.starts_with(is_part) && first_word(parameters) == first)
    })
}

/// Whether a statement may begin behind these lines: the last one with code ends another or opens a block.
pub(super) fn may_begin(before: &str, language: Language) -> bool {
    let mut lines = before.lines().rev().take(MOST_LINES).map(|line| without_comment(line, language).trim());
    let Some(above) = lines.find(|line| !line.is_empty()) else { return true };
    match (open_bracket(before, language), language) {
        (Some('(' | '['), _) | (Some('{'), Python) => false,
        (_, Go) if above.ends_with("++") || above.ends_with("--") => true,
        (_, Python) if above.ends_with("import *") => true,
        (_, Go | Python) => !above.ends_with(JOINING_SIGNS) && !JOINING_WORDS.contains(&last_word(above)),
        (_, C | Cpp) if above.starts_with('#') => true,
        // Behind a blank it belongs to a choice.
        _ if above.ends_with(':') => !above.ends_with(" :"),
        _ => above.ends_with([';', '{', '}', ')']) || matches!(last_word(above), "else" | "do"),
    }
}

/// The innermost bracket that these lines leave open.
fn open_bracket(before: &str, language: Language) -> Option<char> {
    let mut n_closed = 0_usize;
    for line in before.lines().rev().take(MOST_LINES) {
        if line.len() > LONGEST {
            return None;
        }
        let line = without_comment(line, language);
        let texts = texts(line, language);
        for (at, letter) in line.char_indices().rev() {
            if texts.iter().any(|text| text.contains(&at)) {
                continue;
            }
            match letter {
                ')' | ']' | '}' => n_closed += 1,
                '(' | '[' | '{' if n_closed == 0 => return Some(letter),
                '(' | '[' | '{' => n_closed -= 1,
                _ => {}
            }
        }
    }
    None
}

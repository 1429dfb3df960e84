//! Statements that do nothing, and what is declared in a way that nobody means.

use super::Asked;
use crate::{
    language::Language::Cpp,
    lexical::texts,
    names::{is_part, last_word, names},
    operands::operands,
    outline::c::base,
    rewrites::Rewrites,
};

/// `statement with no effect`, `value computed is not used`, `suggest parentheses around comparison`, `may fall through`.
pub(super) fn statements(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let start = code.len() - code.trim_start().len();
    let end = code.trim_end().len();
    if start >= end {
        return;
    }
    if asked.says("statement with no effect")
        || asked.says("statement has no effect")
        || asked.says("expression result unused")
        || asked.says("equality comparison result unused")
        || asked.says("value computed is not used")
    {
        without_effect(edits, asked);
    } else if asked.says("parentheses around comparison in operand of")
        || asked.says("has lower precedence than")
    {
        grouped(edits, asked);
    } else if asked.says("may fall through") || asked.says("unannotated fall-through") {
        edits.put_in(end..end, &[" break;"]);
        let indentation = &code[..start];
        edits.put_in(end..end, &[&format!("\n{indentation}    break;"), &format!("\n{indentation}break;")]);
    } else if asked.says("argument to ‘sizeof’ in") || asked.says("is the same expression as the destination")
    {
        for (at, word) in code.match_indices("sizeof") {
            let rest = code[at + word.len()..].trim_start_matches([' ', '(']);
            edits.put_in(code.len() - rest.len()..code.len() - rest.len(), &["*"]);
        }
    } else if asked.says("number of elements in this array") {
        let Some((before, after)) = code.split_once(" / sizeof") else { return };
        let list = before.rsplit("sizeof").next().unwrap_or_default().trim_matches([' ', '(', ')']);
        let is_bracketed = after.starts_with('(');
        let size = after.find([')', ';']).unwrap_or(after.len());
        let from = code.len() - after.len();
        let made = if is_bracketed { format!("({list}[0]") } else { format!(" {list}[0]") };
        edits.put_in(from..from + size, &[&made]);
    } else if asked.says("array type") && asked.says("assignment to expression")
        || asked.says("invalid array assignment")
    {
        let Some((target, value)) = code[start..end].trim_end_matches(';').split_once(" = ") else { return };
        edits.put_in(
            start..end,
            &[
                &format!("strcpy({target}, {value});"),
                &format!("memcpy({target}, {value}, sizeof({target}));"),
            ],
        );
        for field in asked.outline.scope() {
            for index in asked.outline.fields(last_word(field.base())) {
                let is_number = ["int", "size_t", "unsigned"].contains(&index.base())
                    && target.starts_with(&format!("{}->", field.name));
                if is_number {
                    edits.put_in(
                        start + target.len()..start + target.len(),
                        &[&format!("[{}->{}]", field.name, index.name)],
                    );
                }
            }
        }
    } else if asked.says("catching polymorphic type") {
        if let Some((at, close)) = code
            .find("catch (")
            .map(|at| at + "catch (".len())
            .and_then(|at| Some((at, at + code[at..].find(')')?)))
        {
            let (kind, name) = code[at..close].rsplit_once(' ').unwrap_or((&code[at..close], ""));
            let kind = kind.trim_start_matches("const ");
            edits.put_in(
                at..close,
                &[
                    &format!("const {kind}& {name}"),
                    &format!("const {kind} &{name}"),
                    &format!("const {kind}&"),
                ],
            );
        }
    } else if (asked.says("unused result") || asked.says("ignoring return value"))
        && let Some((target, _)) =
            code[start..].split_once('(').filter(|_| code[start..].starts_with("realloc"))
    {
        let rest = &code[start + target.len() + 1..];
        let argument = rest.split([',', ')']).next().unwrap_or_default();
        edits.put_in(start..start, &[&format!("{argument} = ")]);
    }
}

/// What may be meant by a statement that does nothing.
fn without_effect(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let start = code.len() - code.trim_start().len();
    for (at, sign) in code.match_indices(" == ") {
        // What a condition compares stays.
        let open = code[..at].matches('(').count()
            - code[..at].matches(')').count().min(code[..at].matches('(').count());
        if open == 0 {
            edits.put_in(at..at + sign.len(), &[" = "]);
        }
    }
    if !edits.found.is_empty() {
        return;
    }
    // `*n++` steps on and leaves what it leads to.
    for (at, _) in code.match_indices('*') {
        let rest = &code[at + 1..];
        let name = &rest[..rest.len() - rest.trim_start_matches(is_part).len()];
        let sign = ["++", "--"].into_iter().find(|sign| rest[name.len()..].starts_with(*sign));
        if let Some(sign) = sign.filter(|_| !name.is_empty() && !code[..at].ends_with(|it: char| is_part(it)))
        {
            let end = at + 1 + name.len();
            edits.put_in(at..end, &[&format!("(*{name})")]);
            edits.put_in(at..end + sign.len(), &[&format!("{name}{sign}")]);
        }
    }
    // A loop that steps nowhere.
    if let Some(close) = code.rfind(')')
        && code.trim_start().starts_with("for ")
        && let Some(step) = code[..close].rfind("; ").map(|at| &code[at + 2..close])
        && let Some((name, _)) = step.split_once(['-', '.']).filter(|_| !step.contains(['(', '=']))
    {
        edits.put_in(close - step.len()..close - step.len(), &[&format!("{name} = ")]);
        return;
    }
    // The last statement of the line, or the only one.
    let end = code.trim_end().trim_end_matches(';').len();
    let from = code[..end].rfind([')', ';', '{']).map_or(start, |at| at + 1);
    let from = if code[..end].ends_with(')') { start } else { from };
    let gap = code.get(from..end).map_or(0, |rest| rest.len() - rest.trim_start().len());
    let from = from + gap;
    let Some(statement) = code.get(from..end) else { return };
    for sign in [" + ", " - ", " * ", " / ", " | ", " & ", " << ", " >> "] {
        if let Some(at) = statement.find(sign).filter(|_| statement.matches(' ').count() == 2) {
            let at = from + at;
            edits.put_in(at..at + sign.len(), &[&format!("{}= ", sign.trim_end()), " = "]);
        }
    }
    if statement.chars().all(|it| is_part(it) || matches!(it, '.' | '-' | '>' | ':')) && !statement.is_empty()
    {
        edits.put_in(end..end, &["()"]);
    }
}

/// `(a & b) == c`, and the sign of conditions for that of bits.
fn grouped(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let operands = operands(code, asked.language);
    for (sign, other) in [(" & ", " && "), (" | ", " || ")] {
        for (at, _) in code.match_indices(sign) {
            let end = at + sign.len();
            let left = operands.iter().find(|operand| operand.end == at);
            let right = operands.iter().find(|operand| operand.start == end);
            let right_end = right.map(|operand| operand.end).or_else(|| {
                code[end..]
                    .starts_with('(')
                    .then(|| code[end..].find(')').map(|length| end + length + 1))
                    .flatten()
            });
            let compares = right_end.is_some_and(|end| {
                [" == ", " != ", " > ", " < "].iter().any(|it| code[end..].starts_with(it))
            });
            if let (Some(left), Some(right_end), true) = (left, right_end, compares) {
                edits.put_in(left.start..right_end, &[&format!("({})", &code[left.start..right_end])]);
            }
            edits.put_in(at..end, &[other]);
        }
    }
}

/// What is declared otherwise than anybody means it, and words of other languages.
pub(super) fn declarations(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says("case label does not reduce")
        || asked.says("not an integer constant expression")
        || asked.says("in a converted constant expression")
    {
        for text in texts(code, asked.language).into_iter().filter(|text| code[text.clone()].starts_with('"'))
        {
            edits.put_in(text.clone(), &[&format!("'{}'", &code[text.start + 1..text.end - 1])]);
        }
    } else if asked.says("multi-character character constant")
        || asked.says("character constant too long")
        || asked.says("character literal may not")
    {
        for text in
            texts(code, asked.language).into_iter().filter(|text| code[text.clone()].starts_with('\''))
        {
            let inner = &code[text.start + 1..text.end - 1];
            let letter =
                inner.strip_prefix('/').or_else(|| inner.strip_prefix("\\\\")).filter(|it| it.len() == 1);
            if let Some(letter) = letter {
                edits.put_in(text, &[&format!("'\\{letter}'")]);
            }
        }
    } else if asked.says("unknown escape sequence") {
        let mut whole = String::new();
        let mut letters = code.chars().peekable();
        while let Some(letter) = letters.next() {
            whole.push(letter);
            if letter == '\\' {
                let next = letters.peek().copied().unwrap_or_default();
                if matches!(next, '\\' | '"') {
                    whole.extend(letters.next());
                } else if matches!(
                    next,
                    'd' | 's'
                        | 'w'
                        | 'D'
                        | 'S'
                        | 'W'
                        | '.'
                        | '('
                        | ')'
                        | '['
                        | ']'
                        | '+'
                        | '*'
                        | '$'
                        | '|'
                        | '{'
                        | '}'
                ) {
                    whole.push('\\');
                }
            }
        }
        edits.put_in(0..code.len(), &[&whole]);
    } else if asked.says("duplicate case value") || asked.says("duplicate case label") {
        let name = last_word(code.trim().split(':').next().unwrap_or_default());
        let others = asked.outline.enumeration_with(name);
        let missing = others
            .iter()
            .filter(|other| asked.outline.count(&format!("case {other}:")) == 0 && **other != name);
        for (at, letter) in code.match_indices("'0'") {
            edits.put_in(at..at + letter.len(), &["'\\0'"]);
        }
        if let Some(at) = code.find(name).filter(|_| !name.is_empty()) {
            missing.take(4).for_each(|other| edits.put_in(at..at + name.len(), &[other]));
        }
    } else if asked.says("must have exactly one argument") || asked.says("must take exactly one argument") {
        let start = code.len() - code.trim_start().len();
        edits.put_in(start..start, &["friend "]);
    } else if asked.says("using-declaration for non-member") || asked.says("expected nested-name-specifier") {
        for (at, _) in code.match_indices(';') {
            let name = last_word(&code[..at]);
            edits.put_in(at..at, &[&format!("::{name}")]);
        }
    } else if asked.says("‘static_cast’ from type") || asked.says("static_cast from") {
        for (at, word) in code.match_indices("static_cast") {
            edits.put_in(at..at + word.len(), &["reinterpret_cast"]);
        }
    } else if asked.says("unknown type name") && asked.language != Cpp {
        // `int a, b` is none of parameters.
        let name = asked.quote(0);
        for (at, _) in names(code).filter(|(_, found)| *found == name) {
            if let Some(before) = code[..at].trim_end().strip_suffix(',')
                && code[at + name.len()..].starts_with([')', ','])
            {
                let head = before.rsplit(['(', ',']).next().unwrap_or_default().trim();
                let kind = head.rsplit_once(' ').map(|(kind, _)| base(kind)).unwrap_or_default();
                if !kind.is_empty() {
                    edits.put_in(at..at, &[&format!("{kind} ")]);
                }
            }
        }
    }
}

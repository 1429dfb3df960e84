//! What messages ask for in C and C++.

use std::ops::Range;

use super::{called_as_indexed, indices, letters, made_already, replace};
use crate::{
    arguments::argument_lists,
    known::chained,
    language::Language::{C, Cpp},
    lexical::texts,
    names::{is_part, names},
    operands::sides,
    rewrites::Rewrites,
};

pub(super) fn of_c(
    edits: &mut Rewrites<'_>,
    code: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    if says(&["array type", "incompatible types when assigning to type"]) {
        for (range, a, b) in sides(code, operands, " = ") {
            edits.put_in(range, &[&format!("strcpy({a}, {b})")]);
        }
    }
    if says(&["incompatible pointer type"]) {
        for operand in operands {
            edits.put_in(operand.start..operand.start, &["*", "&"]);
        }
    }
    as_in_c(edits, code, operands, says);
}

/// What C and C++ ask for alike.
fn as_in_c(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>], says: &dyn Fn(&[&str]) -> bool) {
    if says(&["mathematical meaning"]) {
        chained(edits, code, operands);
    }
    if says(&["before ‘,’ token"])
        && let Some(cases) = code.trim().strip_prefix("case ").and_then(|rest| rest.strip_suffix(':'))
    {
        let start = code.len() - code.trim_start().len();
        let made = format!("case {}:", cases.split(',').map(str::trim).collect::<Vec<_>>().join(": case "));
        edits.put_in(start..code.trim_end().len(), &[&made]);
    }
    if says(&[
        "to ‘char’",
        "from integer without a cast",
        "no matching function",
        "different types ‘char’",
        "pointer and integer",
    ]) {
        letters(edits, code, C, '"', '\'');
    }
    if says(&["called object", "cannot be used as a function", "not a function or function pointer"]) {
        called_as_indexed(edits, code, C);
        replace(edits, code, "this(", &["(*this)("]);
        replace(edits, code, "()", &[""]);
    }
    if says(&["redeclared", "redeclaration", "redefinition of", "conflicting declaration"]) {
        made_already(edits, code);
    }
    if says(&["empty character constant"]) {
        replace(edits, code, "''", &["' '", "'\\0'"]);
    }
    if says(&["unary minus", "lvalue required", "invalid use of member function", "did you forget the ‘()’"])
    {
        called(edits, code, operands);
    }
    if says(&[
        "pointer from integer",
        "integer from pointer",
        "comparison between pointer",
        "initializing type",
        "invalid initializer",
    ]) {
        let start = code.len() - code.trim_start().len();
        edits.put_in(start..start, &["*"]);
        for operand in operands {
            edits.put_in(operand.start..operand.start, &["*", "&"]);
        }
        if let Some((_, value)) = code.split_once(" = ") {
            let end = code.trim_end().trim_end_matches(';').len();
            let start = code.len() - value.len();
            edits.put_in(start..start, &["*"]);
            if start < end {
                edits.put_in(start..end, &[&format!("atoi({})", &code[start..end])]);
            }
        }
        declared_as(edits, code, &["*"]);
    }
    if says(&["too few arguments to function ‘strto"]) {
        for (at, _) in code.match_indices(')') {
            edits.put_in(at..at, &[", 10", ", NULL, 10"]);
        }
    }
    if says(&["‘new’ undeclared"]) {
        for (at, word) in code.match_indices("new ") {
            let made = code[at + word.len()..]
                .split_once('[')
                .and_then(|(kind, rest)| Some((kind, rest.split_once(']')?.0)));
            let Some((kind, size)) = made else { continue };
            let end = at + word.len() + kind.len() + size.len() + 2;
            let all = format!("malloc({size} * sizeof({kind}))");
            let bytes = format!("malloc({size})");
            edits.put_in(
                at..end,
                if kind == "char" { [&bytes, &all] } else { [&all, &bytes] }.map(String::as_str).as_slice(),
            );
        }
    }
}

/// Operands that are called: one at a time, and all that another is asked of.
fn called(edits: &mut Rewrites<'_>, code: &str, operands: &[Range<usize>]) {
    let mut members = Vec::new();
    for operand in operands.iter().filter(|operand| !code[(*operand).clone()].ends_with(')')) {
        edits.put_in(operand.end..operand.end, &["()"]);
        if code[operand.clone()].contains('.') {
            members.push(operand.end);
        }
    }
    members.sort_unstable();
    members.dedup();
    let mut whole = code.to_owned();
    for end in members.into_iter().rev() {
        whole.insert_str(end, "()");
    }
    edits.put_in(0..code.len(), &[&whole]);
}

/// Names that are declared, with a sign in front of them.
fn declared_as(edits: &mut Rewrites<'_>, code: &str, signs: &[&str]) {
    for (at, name) in names(code) {
        let (before, after) = (&code[..at], code[at + name.len()..].trim_start());
        let is_behind_type =
            before.ends_with(' ') && before.trim_end().ends_with(|last: char| is_part(last) || last == '>');
        if is_behind_type && after.starts_with(['=', ',', ')', ';', '{']) && !before.ends_with("return ") {
            edits.put_in(at..at, signs);
        }
    }
}

pub(super) fn of_cpp(
    edits: &mut Rewrites<'_>,
    code: &str,
    message: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    of_values(edits, code, message, operands, says);
    if says(&["optional"]) {
        replace(edits, code, "nullptr", &["std::nullopt"]);
        replace(edits, code, "NULL", &["std::nullopt"]);
        for operand in operands {
            edits.put_in(operand.start..operand.start, &["*"]);
            edits.put_in(operand.end..operand.end, &[".value()"]);
        }
    }
    if says(&["has no member", "unique_ptr", "shared_ptr"]) {
        replace(edits, code, ".", &["->"]);
        replace(edits, code, "->", &["."]);
    }
    if says(&["discards qualifiers", "no viable overloaded operator[]"]) {
        for (open, close) in indices(code) {
            edits.put_in(open..close + 1, &[&format!(".at({})", &code[open + 1..close])]);
        }
    }
    if says(&["‘void’", "'void'", "void value"]) {
        replace(edits, code, ".pop()", &[".top()", ".front()", ".back()"]);
        replace(edits, code, ".pop_back()", &[".back()"]);
        replace(edits, code, ".pop_front()", &[".front()"]);
    }
    if says(&["before string constant", "before ‘(’", "operand types are"]) {
        streamed(edits, code);
    }
    if says(&["unique_ptr"]) {
        made_of_itself(edits, code);
    }
    if says(&["to ‘bool’"]) {
        for operand in operands {
            let asked = code[operand.clone()].split_once(".find(");
            if let Some((owner, key)) = asked.and_then(|(owner, rest)| Some((owner, rest.strip_suffix(')')?)))
            {
                let ways =
                    [format!("{owner}.count({key}) > 0"), format!("{owner}.find({key}) != {owner}.end()")];
                edits.put_in(operand.clone(), &[&ways[0], &ways[1]]);
            }
            if code[operand.clone()].contains(".insert(") {
                edits.put_in(operand.end..operand.end, &[".second"]);
            }
        }
    }
    if says(&["is not captured"]) {
        let captured = names(message).map(|(_, name)| name).next().unwrap_or_default();
        replace(
            edits,
            code,
            "[]",
            &[&format!("[{captured}]"), &format!("[&{captured}]"), "[&]", "[=]", "[this]"],
        );
    }
    as_in_c(edits, code, operands, says);
}

/// What a compiler says of values and of what is asked of them.
fn of_values(
    edits: &mut Rewrites<'_>,
    code: &str,
    message: &str,
    operands: &[Range<usize>],
    says: &dyn Fn(&[&str]) -> bool,
) {
    if says(&["push_back(", "no matching function"]) {
        for (at, call) in code.match_indices(".push_back(") {
            let rest = &code[at + call.len()..];
            if let Some(end) = rest.rfind(')').filter(|end| rest[..*end].contains(", ")) {
                let inner = &rest[..end];
                edits.put_in(
                    at..at + call.len() + end,
                    &[&format!(".emplace_back({inner}"), &format!(".push_back({{{inner}}}")],
                );
            }
        }
    }
    if says(&["read-only", "captured"]) {
        replace(edits, code, "[", &["[&"]);
        replace(edits, code, "[=]", &["[&]"]);
        replace(edits, code, "[]", &["[&]"]);
    }
    if says(&["have any field named"]) {
        // `src_(src)` for `src(src)`.
        let name = message.rsplit('‘').next().and_then(|rest| rest.split('’').next()).unwrap_or_default();
        for (at, _) in code.match_indices(&format!("{name}(")).filter(|_| !name.is_empty()) {
            edits.put_in(
                at..at + name.len(),
                &[&format!("{name}_"), &format!("m_{name}"), &format!("_{name}")],
            );
        }
    }
    if says(&["invalid conversion from ‘const char*’ to ‘char’"]) {
        declared_as(edits, code, &["*"]);
    }
    if says(&["reference of type", "no match for", "cannot convert ‘", "from an rvalue"]) {
        replace(edits, code, "this", &["*this"]);
        for operand in operands {
            edits.put_in(operand.end..operand.end, &[".get()", ".second", ".c_str()", ".size()"]);
            edits.put_in(operand.start..operand.start, &["*", "&"]);
        }
        for list in argument_lists(code, false) {
            for pair in list.arguments.windows(2) {
                let ((a, b), (c, d)) = (pair[0], pair[1]);
                edits.put_in(a..d, &[&[&code[c..d], &code[b..c], &code[a..b]].concat()]);
            }
        }
    }
    if says(&["iterator"]) && says(&["has no member", "request for member"]) {
        replace(edits, code, ".", &["->"]);
        // `best->first` for `*best.first`.
        for (at, _) in code.match_indices('*') {
            let rest = &code[at + 1..];
            if let Some(dot) = rest.find('.').filter(|dot| *dot > 0 && rest[..*dot].chars().all(is_part)) {
                edits.put_in(at..at + dot + 2, &[&format!("{}->", &rest[..dot])]);
            }
        }
    }
    if says(&["no matching function", "getline"]) {
        for (at, call) in code.match_indices(".getline(") {
            let start = code[..at].trim_end_matches(|it| is_part(it) || it == ':').len();
            edits.put_in(start..at + call.len(), &[&format!("std::getline({}, ", &code[start..at])]);
        }
    }
}

/// `<<` between what stands side by side, and one way of the arrows for the other.
fn streamed(edits: &mut Rewrites<'_>, code: &str) {
    for text in texts(code, Cpp) {
        let before = code[..text.start].trim_end();
        if before.ends_with(|last: char| is_part(last) || matches!(last, ')' | ']')) {
            edits.put_in(before.len()..text.start, &[" << "]);
        }
        let after = code.len() - code[text.end..].trim_start().len();
        if code[after..].starts_with(is_part) {
            edits.put_in(text.end..after, &[" << "]);
        }
    }
    for (one, other) in [(" << ", " >> "), (" >> ", " << ")] {
        replace(edits, code, one, &[other]);
        if code.matches(one).count() > 1 {
            edits.put_in(0..code.len(), &[&code.replace(one, other)]);
        }
    }
}

/// `new A(b)` as `std::make_unique<A>(b)`.
fn made_of_itself(edits: &mut Rewrites<'_>, code: &str) {
    for (at, word) in code.match_indices("new ") {
        let start = at + word.len();
        let end = code.len() - code[start..].trim_start_matches(is_part).len();
        let class = &code[start..end];
        if !class.is_empty() && code[end..].starts_with('(') && !code[..at].ends_with(is_part) {
            edits.put_in(at..end, &[&format!("std::make_unique<{class}>")]);
        }
    }
}

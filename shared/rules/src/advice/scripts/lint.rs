//! What linters and engines of JavaScript find: values that nobody uses, signs that mean nothing, words in the wrong place.

use super::{Asked, chain_start, holes};
use crate::{
    lexical::texts,
    names::{first_word, is_part},
    outline::scripts::{brackets, places},
    rewrites::Rewrites,
};

pub(super) fn lint(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    let n_before = edits.found.len();
    unused(edits, asked);
    signs(edits, asked);
    assignments(edits, asked);
    iterated(edits, asked);
    templates(edits, asked);
    modules(edits, asked);
    let code = asked.code;
    if asked.says(&[
        "llegal break statement",
        "llegal continue statement",
        "ump target cannot cross function boundary",
    ]) {
        asked.swap(edits, "break", &["return"]);
        asked.swap(edits, "continue", &["return"]);
    }
    if asked.says(&["'super' must be called before accessing"]) {
        super_first(edits, asked);
    }
    if asked.says(&["cannot be tested for truthiness"]) {
        for call in asked.calls() {
            if code[..call.name.start].ends_with("fs.") {
                edits.put_in(call.name.end..call.name.end, &["Sync"]);
            }
        }
    }
    if asked.says(&["expects a return value from", "array-callback-return"]) {
        for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('{')) {
            let inner = &code[pair.start + 1..pair.end];
            let at = pair.start + 1 + inner.len() - inner.trim_start().len();
            let is_value = !inner.trim().is_empty()
                && !inner.trim_start().starts_with("return")
                && !inner.contains('\n');
            if is_value && code[..pair.start].trim_end().ends_with(')') {
                edits.put_in(at..at, &["return "]);
            }
        }
    }
    edits.found.len() > n_before
}

/// Values that are made and not used, and loops that change something else.
fn unused(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let name = holes::<1>(asked.message, "'{}' is assigned a value but never used")
        .or_else(|| holes(asked.message, "'{}' is declared but its value is never read"));
    if let Some([name]) = name {
        let start = asked.statement().start;
        for word in ["const ", "let ", "var "] {
            if code[start..].strip_prefix(word).is_some_and(|rest| rest.starts_with(name)) {
                // A member or a variable is called so elsewhere.
                let member = format!("this.{name}");
                if asked.text.contains(&member) {
                    edits.put_in(start..start + word.len(), &["this."]);
                }
                if places(asked.before, name).next().is_some() {
                    edits.put_in(start..start + word.len(), &[""]);
                }
            }
        }
    }
    if let Some([name]) = holes::<1>(asked.message, "'{}' is not modified in this loop")
        && let Some((head, step)) = code.rsplit_once("; ")
    {
        let at = head.len() + 2;
        for sign in [" + ", " - "] {
            if let Some(end) = step.find(sign) {
                edits.put_in(at + end..at + end + sign.len(), &[&format!(" {}= ", sign.trim())]);
            }
        }
        let other = first_word(step);
        if other != name && other.starts_with(is_part) {
            edits.put_in(at..at + other.len(), &[name]);
        }
    }
    if asked.says(&["instead saw an expression"]) {
        let statement = asked.statement();
        let line = &code[statement.clone()];
        let is_value = line.starts_with(['"', '\'', '`']) || line.contains(" === ") || line.contains(" ? ");
        if is_value && !line.contains("=>") {
            edits.put_in(statement.start..statement.start, &["return "]);
        }
        if let Some((left, right)) = line.split_once(" != ").or_else(|| line.split_once(" !== ")) {
            edits.put_in(statement.clone(), &[&format!("{left} = !{right}")]);
        }
        if line.ends_with(is_part) && line.contains('.') && !line.contains(' ') {
            edits.put_in(statement.end..statement.end, &["()"]);
            edits.put_in(statement.start..statement.start, &["return "]);
        }
    }
}

/// Signs that mean something else, or nothing.
fn signs(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says(&["Consider using '&&' instead"]) {
        edits.put_in(0..code.len(), &[&code.replace(" & ", " && ")]);
    }
    if asked.says(&["Consider using '||' instead"]) {
        edits.put_in(0..code.len(), &[&code.replace(" | ", " || ")]);
    }
    if asked.says(&["Unexpected use of '^'"]) {
        asked.swap(edits, " ^ ", &[" ** "]);
    }
    if asked.says(&["Unexpected use of '&'"]) {
        asked.swap(edits, " & ", &[" && "]);
    }
    if asked.says(&["Unexpected use of '|'"]) {
        asked.swap(edits, " | ", &[" || "]);
    }
    if asked.says(&["is unreachable because the left operand is never nullish"]) {
        for (at, sign) in code.match_indices(" ?? ") {
            let start = chain_start(code, at);
            let rest = &code[at + sign.len()..];
            let end = at + sign.len() + rest.find([')', ';', ',', '\n']).unwrap_or(rest.len());
            edits.put_in(start..end, &[&format!("({})", &code[start..end])]);
        }
    }
    if asked.says(&["ecimals with leading zeros", "ctal literals are not allowed", "Legacy octal"]) {
        for (at, _) in
            code.match_indices('0').filter(|(at, _)| !code[..*at].ends_with(|it| is_part(it) || it == '.'))
        {
            if code[at + 1..].starts_with(|next: char| next.is_ascii_digit()) {
                edits.put_in(at..at + 1, &["", "0o"]);
            }
        }
    }
    if asked.says(&["egating the left operand", "left-hand side of an 'instanceof' expression"]) {
        let mut whole = code.to_owned();
        let is_chain = |letter: char| is_part(letter) || matches!(letter, '.' | '#');
        for sign in [" in ", " instanceof "] {
            for (at, _) in code.match_indices(sign) {
                let a = &code[code[..at].trim_end_matches(is_chain).len()..at];
                let rest = &code[at + sign.len()..];
                let b = &rest[..rest.len() - rest.trim_start_matches(is_chain).len()];
                whole = whole.replacen(&format!("!{a}{sign}{b}"), &format!("!({a}{sign}{b})"), 1);
            }
        }
        edits.put_in(0..code.len(), &[&whole]);
    }
    misplaced(edits, asked);
}

/// Signs of patterns, objects and indices where others are meant.
fn misplaced(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says(&["Unnecessary escape character"]) {
        // A pattern between quotation marks.
        for text in texts(code, asked.language) {
            let inner = &code[text.start + 1..text.end - 1];
            if inner.starts_with('/') && inner.rfind('/').is_some_and(|end| end > 0) {
                edits.put_in(text, &[inner]);
            } else if inner.contains('\\') && code[..text.start].ends_with("RegExp(") {
                edits.put_in(text.start + 1..text.end - 1, &[&inner.replace('\\', "\\\\")]);
            }
        }
    }
    if asked.says(&[
        "horthand property assignments are valid only",
        "nvalid shorthand property initializer",
        "mean to use a ':'?",
    ]) {
        edits.put_in(0..code.len(), &[&code.replace(" = ", ": ")]);
        asked.swap(edits, " = ", &[": "]);
    }
    if asked.says(&["cannot immediately follow a numeric literal"]) {
        for (at, _) in code.match_indices(".to") {
            let number = code[..at].trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
            for sign in ["= ", "return ", "("] {
                let start = code[..number].rfind(sign).map_or(at, |start| start + sign.len());
                if start < number && number < at {
                    edits.put_in(start..at, &[&format!("({})", &code[start..at])]);
                    break;
                }
            }
        }
    }
    if let Some([name]) = holes::<1>(asked.message, "'{}:' is defined but never used") {
        asked.swap(edits, &format!("{name}: "), &[&format!("this.{name} = ")]);
    }
    if asked.says(&["')' expected"]) && code.trim_start().starts_with("if (") {
        asked.swap(edits, " = ", &[" === "]);
    }
    if asked.says(&["Left side of comma operator"]) {
        for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('[')) {
            if let Some((row, column)) = code[pair.start + 1..pair.end].split_once(", ") {
                edits.put_in(
                    pair.start + 1..pair.end,
                    &[&format!("{row}]?.[{column}"), &format!("{row}][{column}")],
                );
            }
        }
    }
    if asked.says(&["nmatched ')'", "Did you mean to escape it with backslash"]) {
        asked.swap(edits, "/^[(", &["/^\\[("]);
        if let Some(open) = code.find("/^[(")
            && let Some(close) = code.rfind(")]$/").filter(|close| *close > open + "/^[".len())
        {
            let inner = &code[(open + "/^[".len())..=close];
            edits.put_in(open..close + ")]$/".len(), &[&format!("/^\\[{inner}\\]$/")]);
        }
    }
}

/// Texts with code in them, and what is given to itself.
fn templates(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says(&["Unexpected template string expression"]) {
        for text in texts(code, asked.language) {
            let inner = &code[text.start + 1..text.end - 1];
            if inner.contains("${") {
                edits.put_in(text, &[&format!("`{inner}`")]);
            }
        }
    }
    if let Some([path]) = holes::<1>(asked.message, "'{}' is assigned to itself")
        && let Some((_, name)) = path.rsplit_once('.')
    {
        asked.swap(edits, &format!("{path} = {path}"), &[&format!("{path} = {name}")]);
    }
    if asked.says(&["Unexpected token 'in'"]) && code.contains("for await (") {
        asked.swap(edits, " in ", &[" of "]);
    }
}

/// What cannot be given a value is compared, or is one more.
fn assignments(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let is_wrong = asked.says(&[
        "Assigning to rvalue",
        "nvalid left-hand side",
        "left-hand side of an assignment expression must be",
        "operand of an increment or decrement operator must be",
        "Expected a conditional expression and instead saw an assignment",
        "Type 'boolean' is not assignable to type 'number'",
    ]);
    if !is_wrong {
        return;
    }
    for (wrong, right) in
        [(" =! ", " !== "), (" =< ", " <= "), (" => ", " >= "), (")++", ") + 1"), (")--", ") - 1")]
    {
        if wrong != " => " || code.trim_start().starts_with("if (") {
            asked.swap(edits, wrong, &[right]);
        }
    }
    let is_condition = ["if (", "while (", " && ", " || "].iter().any(|it| code.contains(it));
    let is_declared = code.trim_start().starts_with("const ") || code.trim_start().starts_with("let ");
    if is_condition && !is_declared {
        asked.swap(edits, " = ", &[" === "]);
    }
}

/// What gives one value after another, and what has to be made to.
fn iterated(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let kind = holes::<1>(asked.message, "ype '{}' must have a '[Symbol.iterator]()' method");
    let kind = kind.or_else(|| holes(asked.message, "ype '{}' is not an array type"));
    let Some([kind]) = kind else { return };
    if kind.ends_with("| undefined") || kind.ends_with("| null") {
        let end = asked.statement().end;
        if code[..end].ends_with(')') && !code.trim_start().starts_with("for ") {
            edits.put_in(end..end, &["!", " ?? []"]);
        }
        return;
    }
    let is_later = kind.starts_with("Async")
        || kind.starts_with("Promise")
        || matches!(kind, "Interface" | "IncomingMessage" | "Readable" | "ReadLine")
        || kind.contains("Stream");
    if is_later {
        edits.put_in(0..code.len(), &[&code.replace(" of await ", " of ").replace("for (", "for await (")]);
        if kind.starts_with("Promise") {
            asked.swap(edits, " of ", &[" of await "]);
            for operand in asked.operands.iter().filter(|it| code[..it.start].ends_with("...")) {
                edits.put_in(operand.clone(), &[&format!("(await {})", &code[operand.clone()])]);
            }
            let is_taken = code.trim_start().starts_with("const [") || code.trim_start().starts_with("let [");
            asked.swap(edits, "] = ", if is_taken { &["] = await "] } else { &[] });
        }
        return;
    }
    if code.trim_start().starts_with("for (") {
        for (at, sign) in code.match_indices(" of ") {
            let start = at + sign.len();
            let value = &code[start..];
            let Some(end) = value.rfind(") ").or_else(|| value.rfind(')')) else { continue };
            let value = &value[..end];
            let is_pair = code[..at].ends_with(']');
            let kinds: &[&str] = if is_pair { &["entries"] } else { &["values", "keys"] };
            for function in kinds {
                edits.put_in(start..start + end, &[&format!("Object.{function}({value})")]);
            }
        }
    }
    for (at, dots) in code.match_indices("...") {
        let name = &code[at + dots.len()..];
        let length = name.find(|letter| !is_part(letter)).unwrap_or(name.len());
        if length > 0 && name[length..].starts_with(')') {
            edits.put_in(
                at..at + dots.len() + length,
                &[&format!("{{ ...{} }}", &name[..length]), &name[..length]],
            );
        }
    }
}

/// What a module has and how.
fn modules(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if asked.says(&["has no exported member", "does not provide an export named"]) {
        for text in texts(code, asked.language) {
            let inner = &code[text.start + 1..text.end - 1];
            if let Some(plain) = inner.strip_suffix("/promises") {
                edits.put_in(text.start + 1..text.end - 1, &[plain]);
            } else if matches!(
                inner.trim_start_matches("node:"),
                "fs" | "timers" | "stream" | "dns" | "readline"
            ) {
                edits.put_in(text.end - 1..text.end - 1, &["/promises"]);
            }
        }
    }
    let Some((head, source)) = code.split_once(" from ") else { return };
    let Some((start, names)) =
        head.split_once("import ").map(|(before, names)| (before.len() + "import ".len(), names))
    else {
        return;
    };
    let end = code.len() - source.len() - " from ".len();
    if asked.says(&["has no default export", "export named 'default'"]) && names.chars().all(is_part) {
        edits.put_in(start..end, &[&format!("{{ {names} }}"), &format!("* as {names}")]);
    }
    if let Some([only]) = holes::<1>(asked.message, "has no exported member '{}'")
        && names == format!("{{ {only} }}")
    {
        edits.put_in(start..end, &[only]);
    }
    if asked.says(&["Did you mean to use 'import "])
        && let Some(name) = names.strip_prefix("{ ").and_then(|names| names.strip_suffix(" }"))
        && name.chars().all(is_part)
    {
        edits.put_in(start..end, &[name]);
    }
}

/// What the class extends is made first.
fn super_first(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    asked.swap(edits, "super.constructor(", &["super("]);
    let lines: Vec<&str> = code.split_inclusive('\n').collect();
    if let Some(at) =
        lines.iter().position(|line| line.trim_start().starts_with("super(")).filter(|at| *at > 0)
    {
        let others: String =
            lines.iter().enumerate().filter(|(line, _)| *line != at).map(|(_, line)| *line).collect();
        edits.put_in(0..code.len(), &[&format!("{}{others}", lines[at])]);
    } else if let Some((_, value)) = code.trim().trim_end_matches(';').split_once(" = ") {
        // `super(a)` for what the class extends keeps itself.
        let statement = asked.statement();
        edits.put_in(statement.clone(), &[&format!("super({value})"), "super()"]);
        if let Some((value, _)) = value.split_once(" || ").or_else(|| value.split_once(" ?? ")) {
            edits.put_in(statement, &[&format!("super({value})")]);
        }
    }
}

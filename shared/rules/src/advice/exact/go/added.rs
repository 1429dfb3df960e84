//! Lines that Go's compiler or `go vet` misses: an error that is looked at, an end that is awaited, an import, a name that is declared first.

use super::super::{Rewrites, alike, between, library::paths_of_go, places, places_of};
use crate::{
    language::Language::Go,
    lexical,
    names::{first_word, is_part, names},
    outline::{
        go::{around, fields, head, receiver, zero},
        line::{Line, begins_as_name, indentation},
    },
};

/// Names of functions that end something.
const ENDING: [&str; 7] = ["cancel", "done", "stop", "cleanup", "close", "teardown", "release"];
/// Words that begin statements.
const KEYWORDS: [&str; 16] = [
    "return",
    "defer",
    "range",
    "switch",
    "case",
    "continue",
    "break",
    "func",
    "type",
    "struct",
    "package",
    "import",
    "const",
    "default",
    "else",
    "fallthrough",
];

/// Makes the edits.
pub(super) fn put_right(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    if code.trim().is_empty() {
        return;
    }
    if said.contains("declared and not used") || said.contains("declared but not used") {
        let name = said.split_once("not used: ").map_or_else(|| first_word(said), |(_, name)| name.trim());
        unused(edits, line, name);
    } else if said.contains("should be called, not discarded") {
        discarded(edits, code);
    } else if said.contains("before checking for errors") {
        checked(edits, code);
    } else if said.starts_with("missing return") {
        returned(edits, line);
    } else if let Some(name) = said.strip_prefix("undefined: ").map(str::trim) {
        undefined(edits, line, name);
    } else if said.contains(" defined and not used") {
        let label = said.trim_start_matches("label ").split(' ').next().unwrap_or_default();
        for word in ["break", "continue"] {
            for place in places_of(code, word)
                .filter(|place| code[place.end..].trim_start_matches(' ').starts_with('\n'))
            {
                edits.put_in(place.end..place.end, &[&format!(" {label}")]);
            }
        }
    } else if said.contains("operator ") && said.contains("of type *big.") {
        large(edits, code, said);
    } else if said.contains("direct assignment to atomic value") {
        if let Some(at) = code.find(" = atomic.") {
            let start = code[..at].trim_end_matches(|it| is_part(it) || it == '.').len();
            edits.put_in(start..at + " = ".len(), &[""]);
        }
    } else if let Some(name) = between(said, "loop variable ", " captured") {
        captured(edits, line, name);
    } else if said.contains("single-value context") || said.contains("in single value") {
        for call in ["template.New(", "template.ParseFiles(", "template.ParseGlob("] {
            if let Some(at) = code.find(call) {
                let end = code.trim_end().len();
                edits.put_in(at..end, &[&format!("template.Must({})", &code[at..end])]);
            }
        }
        for (at, text) in code.match_indices("regexp.Compile(") {
            edits.put_in(at..at + text.len() - 1, &["regexp.MustCompile"]);
        }
    } else if said.contains("send to receive-only channel") {
        sent(edits, line, said);
    } else if said.contains("from non-channel ") {
        let name = between(said, "from non-channel ", " (").unwrap_or_default();
        if said.contains("time.Tick") || said.contains("time.Timer") {
            for place in places(code, name) {
                edits.put_in(place.end..place.end, &[".C"]);
            }
        }
    } else if let Some((path, kind)) = said.split_once(" undefined (type ") {
        members(edits, line, path, kind);
    } else if said.contains("at end of statement") || said.contains("unexpected ") {
        let start = indentation(code);
        let word = first_word(&code[start..]);
        for other in alike(word, KEYWORDS.into_iter()).into_iter().filter(|_| {
            word.len() > 3 && !KEYWORDS.contains(&word) && !code.contains(" = ") && !code.contains(":=")
        }) {
            edits.put_in(start..start + word.len(), &[other]);
        }
    }
}

/// What an interface holds has it, or a function that stands by itself.
fn members(edits: &mut Rewrites<'_>, line: &Line<'_>, path: &str, kind: &str) {
    let code = line.code;
    let Some((owner, name)) = path.rsplit_once('.') else { return };
    if kind.starts_with("any ") || kind.starts_with("interface{} ") {
        let mut kinds: Vec<&str> = Vec::new();
        for (at, sign) in line.document.match_indices(".(").take(40) {
            let inner = line.document[at + sign.len()..].split(')').next().unwrap_or_default();
            if inner != "type" && !inner.contains(['(', '\n', ' ']) && !kinds.contains(&inner) {
                kinds.push(inner);
            }
        }
        kinds.sort_by_key(|kind| !fields(line, kind).iter().any(|(field, _)| *field == name));
        for place in places(code, path) {
            for kind in kinds.iter().take(4) {
                let end = place.start + owner.len();
                edits.put_in(end..end, &[&format!(".({kind})")]);
            }
        }
    }
    let small = name.to_lowercase();
    if small != name
        && line
            .above
            .lines()
            .rev()
            .take(60)
            .any(|it| it.contains(&format!("{small} := ")) || it.contains(&format!(", {small} = ")))
    {
        for place in places(code, path) {
            edits.put_in(place, &[&small]);
        }
    }
}

/// An error that nobody looks at, and an end that nobody brings about.
fn unused(edits: &mut Rewrites<'_>, line: &Line<'_>, name: &str) {
    let code = line.code;
    let indentation = &code[..indentation(code)];
    if !code.ends_with('\n') || code.trim_end().ends_with('{') {
        return;
    }
    let end = code.len();
    if name == "err" {
        let results = around(line).map(|head| head.results).unwrap_or_default();
        let values: Vec<String> = results
            .iter()
            .map(|kind| if *kind == "error" { "err".to_owned() } else { zero(line, kind) })
            .collect();
        let ways = if results.contains(&"error") {
            vec![format!("return {}", values.join(", "))]
        } else if values.is_empty() {
            ["log.Fatal(err)", "return", "panic(err)"].map(str::to_owned).to_vec()
        } else {
            vec![format!("return {}", values.join(", "))]
        };
        for way in ways {
            edits.put_in(
                end..end,
                &[&format!("{indentation}if err != nil {{\n{indentation}\t{way}\n{indentation}}}\n")],
            );
        }
    } else if ENDING.contains(&name) {
        edits.put_in(end..end, &[&format!("{indentation}defer {name}()\n")]);
    }
}

/// What ends a context is kept and called at the end.
fn discarded(edits: &mut Rewrites<'_>, code: &str) {
    let indentation = &code[..indentation(code)];
    for sign in [", _ := ", ", _ = "] {
        if let Some((before, after)) = code.split_once(sign).filter(|_| code.ends_with('\n')) {
            edits.put_in(
                0..code.len(),
                &[&format!("{before}, cancel := {after}{indentation}defer cancel()\n")],
            );
            edits.put_in(0..code.len(), &[&format!("{before}, cancel := {after}")]);
        }
    }
}

/// Whether there was an error is asked before what was given is used.
fn checked(edits: &mut Rewrites<'_>, code: &str) {
    let lines: Vec<&str> = code.split_inclusive('\n').collect();
    let Some(at) = lines.iter().position(|line| line.trim_start().starts_with("defer ")) else { return };
    let Some(line) = lines.get(at) else { return };
    let end = lines
        .iter()
        .skip(at + 1)
        .position(|other| other.trim() == "}" && indentation(other) == indentation(line));
    if let Some(end) =
        end.map(|end| at + 1 + end).filter(|_| lines[at + 1].trim_start().starts_with("if err != nil"))
    {
        let mut moved: Vec<&str> = lines.clone();
        moved.remove(at);
        moved.insert(end, line);
        edits.put_in(0..code.len(), &[&moved.concat()]);
    }
}

/// A function gives back something at its end.
fn returned(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    if !code.starts_with('}') {
        return;
    }
    let above = line.above;
    let Some(at) =
        above.rfind("\nfunc ").map(|at| at + 1).or_else(|| above.starts_with("func ").then_some(0))
    else {
        return;
    };
    let Some(head) = above[at..].lines().next().and_then(head) else { return };
    let zeros: Vec<String> = head.results.iter().map(|kind| zero(line, kind)).collect();
    if zeros.is_empty() {
        return;
    }
    edits.put_in(0..0, &[&format!("\treturn {}\n", zeros.join(", "))]);
    if head.results == ["bool"] {
        edits.put_in(0..0, &["\treturn true\n"]);
    }
    // What was made in the function.
    let made = above[at..].lines().skip(1).filter(|it| indentation(it) == 1).filter_map(|it| {
        let it = it.trim();
        let name = it
            .split_once(" := ")
            .map(|(name, _)| name)
            .or_else(|| Some(first_word(it.strip_prefix("var ")?)))?;
        (name != "err" && name.chars().all(is_part)).then_some(name)
    });
    for name in made.take(3) {
        let rest = zeros[1..].iter().map(|zero| format!(", {zero}")).collect::<String>();
        edits.put_in(0..0, &[&format!("\treturn {name}{rest}\n")]);
    }
}

/// A name that is a package, the receiver, or a function that calls itself.
fn undefined(edits: &mut Rewrites<'_>, line: &Line<'_>, name: &str) {
    let code = line.code;
    let start = indentation(code);
    // The receiver has a name of its own.
    if let Some((own, _)) = receiver(line).filter(|_| matches!(name, "this" | "self")) {
        let mut whole = code.to_owned();
        for place in places_of(code, name).collect::<Vec<_>>().into_iter().rev() {
            whole.replace_range(place, own);
        }
        edits.put_in(0..code.len(), &[&whole]);
    }
    // A function that calls itself is declared first.
    if let Some(rest) = code[start..].strip_prefix(&format!("{name} := func("))
        && let Some(function) = head(&format!("func({rest}"))
        && let Some(brace) = rest.lines().next().and_then(|first| first.rfind('{'))
    {
        let indentation = &code[..start];
        let kinds: Vec<&str> = function.parameters.iter().map(|(_, kind)| *kind).collect();
        let results = rest[..brace].trim_end();
        let close = lexical::closing(results, 0, Go).map_or("", |close| &results[close + 1..]);
        let end = start + name.len() + " := ".len();
        for kind in [format!("func({}){close}", kinds.join(", ")), format!("func({results}")] {
            edits.put_in(start..end, &[&format!("var {name} {kind}\n{indentation}{name} = ")]);
        }
    }
    // `case e := <-events`, `if got := f()`
    for place in places_of(code, name) {
        let rest = &code[place.end..];
        if rest.starts_with(" <- ") && code[..place.start].ends_with("case ") {
            edits.put_in(place.end..place.end + " <- ".len(), &[" := <-"]);
        } else if rest.starts_with(" = ") && !rest.starts_with(" == ") {
            edits.put_in(place.end..place.end + " = ".len(), &[" := "]);
        }
    }
    imported(edits, code, name.split('.').next().unwrap_or(name));
}

/// A package is imported where others are.
fn imported(edits: &mut Rewrites<'_>, code: &str, package: &str) {
    let is_import = |line: &str| {
        let line = line.trim();
        line.len() > 2
            && line.starts_with('"')
            && line.ends_with('"')
            && !line[1..line.len() - 1].contains(['"', ' '])
    };
    let lines: Vec<&str> = code.split_inclusive('\n').collect();
    for path in paths_of_go(package) {
        let quoted = format!("\"{path}\"");
        if code.contains(&quoted) {
            continue;
        }
        let own: Vec<usize> = (0..lines.len()).filter(|at| is_import(lines[*at])).collect();
        if let Some(&first) = own.first() {
            let at = own
                .iter()
                .copied()
                .find(|at| lines[*at].trim() > quoted.as_str())
                .unwrap_or_else(|| own.last().map_or(first, |last| last + 1));
            let indentation = &lines[first][..indentation(lines[first])];
            let mut with: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            with.insert(at, format!("{indentation}{quoted}\n"));
            edits.put_in(0..code.len(), &[&with.concat()]);
        } else if code.trim() == "import (" {
            edits.put_in(code.len()..code.len(), &[&format!("\t{quoted}\n")]);
        } else if let Some(other) = code.trim().strip_prefix("import ").filter(|it| is_import(it)) {
            let mut both = [other, quoted.as_str()];
            both.sort_unstable();
            edits.put_in(0..code.len(), &[&format!("import (\n\t{}\n\t{}\n)\n", both[0], both[1])]);
        } else if code.starts_with("package ") {
            edits.put_in(code.len()..code.len(), &[&format!("\nimport {quoted}\n")]);
        }
    }
}

/// `a.Mul(a, b)` for `a *= b` of large numbers.
fn large(edits: &mut Rewrites<'_>, code: &str, said: &str) {
    let kind = if said.contains("*big.Float") {
        "big.Float"
    } else if said.contains("*big.Rat") {
        "big.Rat"
    } else {
        "big.Int"
    };
    let start = indentation(code);
    let end = code.trim_end().len();
    for (sign, method) in [("+", "Add"), ("-", "Sub"), ("*", "Mul"), ("/", "Div"), ("%", "Mod")] {
        if let Some((left, right)) = code[start..end].split_once(&format!(" {sign}= ")) {
            edits.put_in(start..end, &[&format!("{left}.{method}({left}, {right})")]);
        }
        for (at, _) in code.match_indices(&format!(" {sign} ")) {
            let begin = code[..at].trim_end_matches(|it| is_part(it) || it == '.').len();
            let rest = &code[at + 3..end.max(at + 3)];
            let length = rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.').len();
            edits.put_in(
                begin..at + 3 + length,
                &[&format!("new({kind}).{method}({}, {})", &code[begin..at], &rest[..length])],
            );
        }
    }
    for (sign, other) in [
        (" < ", " < 0"),
        (" > ", " > 0"),
        (" == ", " == 0"),
        (" != ", " != 0"),
        (" <= ", " <= 0"),
        (" >= ", " >= 0"),
    ] {
        if let Some(at) = code.find(sign) {
            let begin = code[..at].trim_end_matches(|it| is_part(it) || it == '.').len();
            let rest = &code[at + sign.len()..];
            let length = rest.len() - rest.trim_start_matches(|it| is_part(it) || it == '.').len();
            edits.put_in(
                begin..at + sign.len() + length,
                &[&format!("{}.Cmp({}){other}", &code[begin..at], &rest[..length])],
            );
        }
    }
}

/// What a goroutine is given, and not what the loop goes on with.
fn captured(edits: &mut Rewrites<'_>, line: &Line<'_>, name: &str) {
    let code = line.code;
    let called = line.below.lines().take(40).find_map(|it| it.trim().strip_prefix("}(")?.strip_suffix(')'));
    let function =
        line.above.lines().rev().take(40).find_map(|it| it.trim().strip_prefix("go func(")?.split_once(')'));
    if let (Some(called), Some((parameters, _))) = (called, function) {
        let at = called.split(", ").position(|it| it == name);
        let parameter = at.and_then(|at| parameters.split(", ").nth(at)).map(first_word);
        if let Some(parameter) = parameter.filter(|it| begins_as_name(it)) {
            for place in places_of(code, name) {
                edits.put_in(place, &[parameter]);
            }
        }
    }
    let indentation = &code[..indentation(code)];
    if code.trim_start().starts_with("go func(") || code.trim_start().starts_with("defer func(") {
        edits.put_in(0..0, &[&format!("{indentation}{name} := {name}\n")]);
    }
}

/// What is sent goes into another channel.
fn sent(edits: &mut Rewrites<'_>, line: &Line<'_>, said: &str) {
    let code = line.code;
    let own = between(said, "channel ", " (").unwrap_or_default();
    let mut others: Vec<&str> = Vec::new();
    for above in line.above.lines().rev().take(40) {
        for (at, name) in names(above) {
            let rest = &above[at + name.len()..];
            let is_channel = rest.starts_with(" := make(chan ")
                || rest.starts_with(" chan<- ")
                || rest.starts_with(" chan ");
            if is_channel && name != own && !others.contains(&name) {
                others.push(name);
            }
        }
    }
    for other in others {
        for place in places(code, own).into_iter().filter(|place| code[place.end..].starts_with(" <- ")) {
            edits.put_in(place, &[other]);
        }
    }
}

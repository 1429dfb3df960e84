//! Values where another kind is wanted, and names that have to be made or imported first: enums, objects, classes, lists, functions.

use super::{Asked, holes};
use crate::{
    lexical::texts,
    names::{is_part, last_word},
    outline::scripts::{brackets, members, objects, parameters, parts, places},
    rewrites::Rewrites,
};

/// Most members that may be meant.
const MOST: usize = 4;
/// Modules of Node that are called by their names.
const MODULES: [&str; 14] = [
    "fs", "path", "os", "http", "https", "crypto", "util", "url", "assert", "zlib", "stream", "readline",
    "net", "process",
];

pub(super) fn values(edits: &mut Rewrites<'_>, asked: &Asked<'_>) -> bool {
    given(edits, asked);
    narrowed(edits, asked);
    listed_names(edits, asked);
    imported(edits, asked);
    // The others know of them, too.
    false
}

/// Values that stand for one of an enum, an object of one member, a class, a list or a function.
fn given(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let value = holes::<2>(asked.message, "rgument of type '{}' is not assignable to parameter of type '{}'");
    let Some([given, wanted]) =
        value.or_else(|| holes(asked.message, "ype '{}' is not assignable to type '{}'"))
    else {
        more(edits, asked);
        return;
    };
    if given.strip_prefix("typeof ") == Some(wanted) {
        for at in places(code, wanted).filter(|at| !code[..*at].ends_with("new ")) {
            let end = at + wanted.len();
            if code[end..].starts_with([',', ')', ';', ' ']) {
                edits.put_in(at..end, &[&format!("new {wanted}()")]);
            }
        }
    }
    let found = texts(code, asked.language);
    if given == "string" || given.starts_with('"') {
        let is_it = |inner: &str| given == "string" || given.trim_matches('"') == inner;
        let wanted = wanted.trim_end_matches(" | undefined");
        let enumerated =
            asked.text.split_once(&format!("enum {wanted} {{")).and_then(|(_, rest)| rest.split('}').next());
        let own =
            wanted.strip_prefix("{ ").and_then(|it| it.strip_suffix(" }")).map(members).unwrap_or_default();
        for text in found.iter().filter(|text| is_it(&code[text.start + 1..text.end - 1])) {
            let inner = &code[text.start + 1..text.end - 1];
            for member in parts(enumerated.unwrap_or_default(), &[',']) {
                let (name, text_of) = member.split_once(" = ").unwrap_or((member, member));
                if text_of.trim_matches(['"', '\'']).eq_ignore_ascii_case(inner)
                    || name.eq_ignore_ascii_case(inner)
                {
                    edits.put_in(text.clone(), &[&format!("{wanted}.{name}")]);
                }
            }
            if let [only] = own.as_slice() {
                let text_of = &code[text.clone()];
                edits.put_in(text.clone(), &[&format!("{{ {}: {text_of} }}", only.name)]);
            }
            // `(sale) => sale.region` for `"region"`.
            if let Some((list, _)) = wanted.strip_prefix('(').and_then(|it| it.split_once(") =>"))
                && inner.chars().all(is_part)
            {
                let (name, kind) = list.split_once(": ").unwrap_or((list, list));
                let mut letters = kind.chars();
                let own: String =
                    letters.next().map(|it| it.to_lowercase().chain(letters).collect()).unwrap_or_default();
                for name in
                    [own.as_str(), name, "item"].iter().filter(|it| !it.is_empty() && it.chars().all(is_part))
                {
                    edits.put_in(text.clone(), &[&format!("({name}) => {name}.{inner}")]);
                }
            }
        }
    }
    // One of its members for all of it.
    if given.ends_with("[]") && wanted.ends_with("[]") {
        let (one, other) = (given.trim_end_matches("[]"), wanted.trim_end_matches("[]"));
        for (at, arrow) in code.match_indices(") => ") {
            let name = last_word(&code[..at]);
            let end = at + arrow.len() + name.len();
            if code[at + arrow.len()..].starts_with(name) && code[end..].starts_with([')', ',']) {
                let all = objects(asked.text, one).into_iter().flatten();
                for member in all.filter(|it| it.kind == other).take(MOST) {
                    edits.put_in(end..end, &[&format!(".{}", member.name)]);
                }
            }
        }
    }
    if given == "this" || wanted == "void" {
        asked.swap(edits, "): void {", &["): this {", &format!("): {given} {{")]);
    }
    if let Some([count]) = holes::<1>(asked.message, "Target requires {} element(s)")
        && let Ok(count) = count.parse::<usize>()
        && let Some(name) = code.trim().trim_end_matches(';').strip_prefix("return ")
        && name.chars().all(is_part)
        && (2..=MOST).contains(&count)
    {
        let all: Vec<String> = (0..count).map(|at| format!("{name}[{at}]")).collect();
        let statement = asked.statement();
        edits.put_in(
            statement.end - name.len()..statement.end,
            &[&format!("[{}]", all.join(", ")), &format!("{name} as {wanted}")],
        );
    }
    more(edits, asked);
}

/// A set as a list, an object as a map, and functions that are called too early.
fn more(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let statement = asked.statement();
    let line = &code[statement.clone()];
    let is_set = asked.says(&["ype 'Set<", "ype 'MapIterator", "ype 'SetIterator", "ype 'IterableIterator"]);
    if is_set && asked.says(&["[]'"]) {
        for before in ["return ", " = "] {
            if let Some(at) = line.find(before).map(|at| statement.start + at + before.len()) {
                edits.put_in(
                    at..statement.end,
                    &[
                        &format!("[...{}]", &code[at..statement.end]),
                        &format!("Array.from({})", &code[at..statement.end]),
                    ],
                );
            }
        }
    }
    if asked.says(&["No overload matches this call"]) {
        for call in asked.calls() {
            let name = &code[call.name.clone()];
            if let ("Map", [only]) = (name, call.arguments.as_slice()) {
                let value = &code[only.clone()];
                if value.chars().all(|it| is_part(it) || it == '.') {
                    edits.put_in(only.clone(), &[&format!("Object.entries({value})")]);
                }
            }
            let takes = matches!(name, "from" | "map" | "filter" | "forEach" | "replace" | "sort" | "then");
            for argument in call.arguments.iter().filter(|_| takes) {
                let value = &code[argument.clone()];
                if value.ends_with("()") && !value.contains("=>") {
                    edits.put_in(argument.start..argument.start, &["() => "]);
                    edits.put_in(argument.end - 2..argument.end, &[""]);
                }
            }
        }
    }
}

/// What may be missing is asked for as far as it is needed; loops that lost their word; arguments in the middle.
fn narrowed(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if let Some([path]) = holes::<1>(asked.message, "'{}' is possibly")
        && let Some((owner, name)) = path.rsplit_once('.')
    {
        for (from, to) in [("if (!", ") {"), ("if (", ") {"), (" && ", " "), ("|| !", ")")] {
            let to = to.trim_end();
            asked.swap(
                edits,
                &format!("{from}{owner}{to}"),
                &[&format!("{from}{owner}?.{name}{to}"), &format!("{from}{path}{to}")],
            );
        }
    }
    if asked.says(&["Object is possibly"]) {
        for (at, sign) in code.match_indices(" of ") {
            let start = at + sign.len();
            if let Some(pair) = brackets(code).into_iter().find(|pair| pair.start < at && pair.end > start) {
                edits.put_in(pair.end..pair.end, &[" ?? []"]);
            }
        }
    }
    let unknown = holes::<1>(asked.message, "annot find name '{}'")
        .or_else(|| holes(asked.message, "'{}' is not defined"));
    let unknown = unknown.or_else(|| {
        let (name, rest) = asked.message.split_once(" is not defined")?;
        rest.trim().is_empty().then(|| [name.rsplit(' ').next().unwrap_or(name)])
    });
    if let Some([name]) = unknown {
        for sign in [" of ", " in ", " = "] {
            let plain = format!("for ({name}{sign}");
            let word = if sign == " = " { "let" } else { "const" };
            asked.swap(edits, &plain, &[&format!("for ({word} {name}{sign}")]);
        }
    }
    let Some([expected, got]) = holes::<2>(asked.message, "xpected {} arguments, but got {}.") else {
        return;
    };
    let (Ok(expected), Ok(got)) = (expected.parse::<usize>(), got.parse::<usize>()) else { return };
    for call in asked.calls().iter().filter(|call| call.arguments.len() == got && got + 1 == expected) {
        let own = parameters(asked.text, &code[call.name.clone()]).unwrap_or_default();
        if own.len() != expected {
            continue;
        }
        // Those that are called as the parameters say which one is missing.
        let given: Vec<&str> = call.arguments.iter().map(|it| &code[it.clone()]).collect();
        let is_it = |missing: &usize| {
            let others = own.iter().enumerate().filter(|(at, _)| at != missing).map(|(_, it)| it.name);
            others.zip(&given).all(|(name, value)| name == *value)
        };
        for missing in (0..expected).filter(is_it) {
            let mut all = given.clone();
            all.insert(missing, own[missing].name);
            edits.put_in(call.brackets.start + 1..call.brackets.end, &[&all.join(", ")]);
        }
    }
}

/// A list where an object of as many members is wanted, and members that have to be made of what is called so.
fn listed_names(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    if let Some([_, rest]) =
        holes::<2>(asked.message, "is missing the following properties from type '{}': {}")
    {
        let names: Vec<&str> = rest.lines().next().unwrap_or_default().split(", ").collect();
        for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('[')) {
            let values = parts(&code[pair.start + 1..pair.end], &[',']);
            if values.len() == names.len() && names.iter().all(|name| name.chars().all(is_part)) {
                let pairs: Vec<String> =
                    names.iter().zip(&values).map(|(name, value)| format!("{name}: {value}")).collect();
                edits.put_in(pair.start..pair.end + 1, &[&format!("{{ {} }}", pairs.join(", "))]);
            }
        }
    }
    let function = match holes::<2>(asked.message, "ype '{}' is not assignable to type '{}'") {
        Some(["string" | "number", "Date"]) => "new Date",
        Some(["string", "number"]) => "Number",
        Some(["number", "string"]) => "String",
        _ => return,
    };
    for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('{')) {
        for name in parts(&code[pair.start + 1..pair.end], &[',']) {
            let at = name.as_ptr() as usize - code.as_ptr() as usize;
            if name.chars().all(is_part) {
                edits.put_in(at..at + name.len(), &[&format!("{name}: {function}({name})")]);
            }
        }
    }
}

/// A line that imports what the document asks for.
fn imported(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let name = holes::<1>(asked.message, "annot find name '{}'")
        .or_else(|| holes(asked.message, "'{}' is not defined"))
        .or_else(|| holes(asked.message, "ReferenceError: {} is not defined"));
    let Some([name]) = name.filter(|[name]| name.chars().all(is_part) && !name.is_empty()) else { return };
    let line = code.trim();
    let is_import = line.starts_with("import ") || line.contains(" = require(");
    if !is_import || line.contains('\n') || places(code, name).next().is_some() {
        return;
    }
    let mark = asked.mark();
    let end = code.trim_end().len();
    let semicolon = if line.ends_with(';') { ";" } else { "" };
    if MODULES.contains(&name) {
        let module = if code.contains("node:") { format!("node:{name}") } else { name.to_owned() };
        if line.starts_with("import ") {
            for names in [name.to_owned(), format!("* as {name}")] {
                edits.put_in(end..end, &[&format!("\nimport {names} from {mark}{module}{mark}{semicolon}")]);
            }
        } else {
            edits.put_in(end..end, &[&format!("\nconst {name} = require({mark}{module}{mark}){semicolon}")]);
        }
        return;
    }
    // One more of the same module, in its order or behind the others.
    if let Some(pair) = brackets(code).into_iter().find(|pair| code[pair.start..].starts_with("{ ")) {
        let own: Vec<&str> =
            code[pair.start + 1..pair.end].trim().trim_end_matches(',').split(", ").collect();
        let mut sorted = own.clone();
        let at = own.iter().position(|other| *other > name).unwrap_or(own.len());
        sorted.insert(at, name);
        let mut all = own;
        all.push(name);
        for names in [sorted, all] {
            edits.put_in(pair.start..pair.end + 1, &[&format!("{{ {} }}", names.join(", "))]);
        }
    }
}

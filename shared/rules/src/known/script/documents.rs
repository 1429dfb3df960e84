//! Mistakes of JavaScript and TypeScript that a line and what its document declares show.

use std::path::Path;

use crate::{
    arguments::argument_lists,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    outline::scripts::{brackets, kind_of, nearest, places, reach},
    rewrites::Rewrites,
};

/// How many lines below a variable is looked for that is given another value.
const MOST_LINES: usize = 60;
/// Functions of Node's modules, which are taken out of what they give.
const MEMBERS: &[(&str, &[&str])] = &[
    ("crypto", &["createHash", "createHmac", "randomBytes", "randomUUID", "randomInt", "timingSafeEqual"]),
    ("util", &["promisify", "parseArgs", "inspect", "isDeepStrictEqual", "styleText"]),
    (
        "fs",
        &["readFileSync", "writeFileSync", "existsSync", "createReadStream", "createWriteStream", "readFile"],
    ),
    ("fs/promises", &["readFile", "writeFile", "readdir", "mkdir", "stat"]),
    ("path", &["join", "resolve", "dirname", "basename", "extname", "relative"]),
    ("child_process", &["exec", "execSync", "execFile", "spawn", "spawnSync", "fork"]),
    ("url", &["fileURLToPath", "pathToFileURL"]),
    ("http", &["createServer"]),
    ("readline", &["createInterface"]),
    ("worker_threads", &["Worker", "parentPort", "workerData", "isMainThread"]),
    ("perf_hooks", &["performance"]),
    ("test", &["describe", "it"]),
];
/// Other modules of Node's.
const MODULES: [&str; 10] =
    ["assert", "dns", "events", "https", "net", "os", "process", "stream", "timers", "zlib"];

pub(super) fn documents(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let line = code.trim();
    if line.contains('\n') {
        return;
    }
    let before = nearest(&marked.text[..marked.range.start]);
    constants(edits, marked, code);
    collections(edits, before, code);
    listed(edits, before, &marked.text[marked.range.end..], code);
    conditions(edits, before, code);
    numbers(edits, before, code);
    methods(edits, marked, code);
}

/// How a name is declared that is made before and can be seen from the code: what stands behind the name there.
fn made<'t>(before: &'t str, code: &str, name: &str) -> Option<&'t str> {
    let is_declared = |at: usize| ["const ", "let ", "var "].iter().any(|word| before[..at].ends_with(word));
    if !name.starts_with(is_part) || !before.match_indices(name).any(|(at, _)| is_declared(at)) {
        return None;
    }
    let mut least = depth(code);
    for line in before.lines().rev().filter(|line| !line.trim().is_empty()) {
        let inner = line.trim_start().trim_start_matches("export ");
        let is_around = depth(line) < least;
        let is_seen = depth(line) <= least;
        least = least.min(depth(line));
        let declared = ["const ", "let ", "var "].iter().find_map(|word| inner.strip_prefix(word));
        if let Some(rest) = declared.and_then(|rest| rest.strip_prefix(name))
            && !rest.starts_with(is_part)
        {
            return is_seen.then_some(rest);
        }
        if is_around && is_parameter(inner, name) {
            return None;
        }
    }
    None
}

/// How far in a line stands.
pub(super) fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line is the head of a function, and of what it takes one is called so.
pub(super) fn is_parameter(head: &str, name: &str) -> bool {
    let is_head = head.contains("=>") || head.trim_end().ends_with('{');
    let first = first_word(head.trim_start_matches(['}', ' ']));
    is_head
        && !matches!(first, "if" | "while" | "switch" | "else" | "return")
        && places(head, name).any(|at| {
            head[..at].ends_with(['(', ' ', '{', '['])
                && head[at + name.len()..].starts_with([',', ')', ':', '?', ']', ' '])
                && head[..at].contains(['(', '{', '['])
        })
}

/// What a module gives, and how it is asked for in this document.
pub(super) fn modules(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let others = [&marked.text[..marked.range.start], &marked.text[marked.range.end..]];
    let start = code.len() - code.trim_start().len();
    let line = code[start..].trim_end();
    if line.contains('\n') {
        return;
    }
    let required = ["const ", "var ", "let "].iter().find_map(|word| {
        let (name, source) = line.strip_prefix(word)?.split_once(" = require(")?;
        Some((start + word.len()..start + word.len() + name.len(), name, source))
    });
    let imported = line.strip_prefix("import ").and_then(|rest| {
        let (name, source) = rest.split_once(" from ")?;
        Some((start + "import ".len()..start + "import ".len() + name.len(), name, source))
    });
    let Some((at, name, source)) = required.clone().or(imported.clone()) else { return };
    let mark = source.chars().next().filter(|mark| matches!(mark, '"' | '\''));
    let Some((path, behind)) = mark.and_then(|mark| source[1..].split_once(mark)) else { return };
    // What more is asked of the module gives something else.
    if !matches!(behind, "" | ";" | ")" | ");") {
        return;
    }
    let module = path.trim_start_matches("node:");
    let own = MEMBERS.iter().find(|(other, _)| *other == module).map_or(&[][..], |(_, names)| *names);
    if own.contains(&name) {
        edits.put_in(at.clone(), &[&format!("{{ {name} }}")]);
    }
    let has = |text: &str| others.iter().any(|other| other.lines().any(|line| line.starts_with(text)));
    let has_required = others.iter().any(|other| other.contains("require("));
    let has_imported = has("import ");
    // One document asks in one way; what is no program may be required all the same.
    let is_module = path.starts_with("node:")
        || Path::new(path).extension().is_some_and(|extension| extension == "js")
        || MODULES.contains(&module)
        || MEMBERS.iter().any(|(other, _)| *other == module);
    if required.is_some()
        && is_module
        && start == 0
        && has_imported
        && !has_required
        && !others.iter().any(|it| it.contains("createRequire"))
    {
        let source = source.trim_end_matches(';').trim_end_matches(')');
        let end = if line.ends_with(';') { ";" } else { "" };
        edits.put_in(0..line.len(), &[&format!("import {} from {source}{end}", name.replace(": ", " as "))]);
    }
    // What is waited for is of the other module.
    if imported.is_some() || required.is_some() {
        let names: Vec<&str> = name.trim_matches(['{', '}', ' ']).split(", ").map(last_word).collect();
        let is_awaited = |name: &&str| {
            let awaited = format!("await {name}(");
            !name.is_empty() && others.iter().any(|it| it.contains(&awaited))
        };
        let end = start + line.len() - behind.len() - 1;
        let is_braced = name.starts_with('{');
        if is_braced && matches!(module, "fs" | "timers") && !names.is_empty() && names.iter().all(is_awaited)
        {
            edits.put_in(end..end, &["/promises"]);
        }
        let is_plain = |name: &&str| name.ends_with("Sync") || name.ends_with("Stream");
        if is_braced && module == "fs/promises" && names.iter().all(|name| is_plain(name) && name.len() > 6) {
            edits.put_in(end - "/promises".len()..end, &[""]);
        }
    }
}

/// What is given another value below is no constant.
fn constants(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let indentation = code.len() - code.trim_start().len();
    let Some(rest) = code[indentation..].strip_prefix("const ") else { return };
    let name = first_word(rest);
    let behind = &rest[name.len()..];
    if !name.starts_with(is_part)
        || !(behind.starts_with(" = ") || behind.starts_with(": "))
        || behind.contains("=>")
    {
        return;
    }
    // What the line leaves open goes on below.
    if code.trim_end().ends_with(['{', '(', '[', '=']) {
        return;
    }
    let (mut n_marks, mut last) = (0, "");
    for line in marked.text[marked.range.end..].lines().take(MOST_LINES) {
        let inner = line.trim_start();
        let depth = line.len() - inner.len();
        let above = std::mem::replace(&mut last, inner.trim_end());
        let is_text = n_marks % 2 == 1;
        n_marks += line.matches('`').count();
        if !inner.is_empty()
            && (depth < indentation || (indentation == 0 && depth == 0 && inner.starts_with('}')))
        {
            return;
        }
        // Another of the same name is meant there.
        let is_made = ["const ", "let ", "var ", "function "]
            .iter()
            .any(|word| inner.contains(&format!("{word}{name}")));
        let is_field = ["class ", "enum "].iter().any(|word| inner.contains(word)) && inner.ends_with('{');
        if is_made || is_field || is_parameter(inner, name) {
            return;
        }
        let Some(rest) = inner.strip_prefix(name).filter(|_| !is_text) else { continue };
        // One of a list of names with what they are if they are not given.
        if rest.trim_end().ends_with(',') || above.ends_with(',') || above.ends_with("({") {
            return;
        }
        let changes = [" = ", " += ", " -= ", " *= ", " /= ", " |= ", " ??= ", "++", "--"];
        if changes.iter().any(|sign| rest.starts_with(sign)) {
            edits.put_in(indentation..indentation + "const".len(), &["let"]);
            return;
        }
    }
}

/// Maps and sets are asked by methods.
fn collections(edits: &mut Rewrites<'_>, before: &str, code: &str) {
    let asks = ["[", "Object.", ".length", ".push(", ".includes("].iter().any(|it| code.contains(it));
    if !asks || !["Map", "Set"].iter().any(|kind| before.contains(kind)) {
        return;
    }
    let is_made_as = |owner: &str, kinds: &[&str]| {
        let name = last_word(owner);
        let kind = match made(before, code, name) {
            Some(rest) if !owner.contains('.') => {
                let value = rest.strip_prefix(" = new ").or_else(|| rest.strip_prefix(": "));
                value.map(first_word)
            }
            _ if owner.starts_with("this.") => {
                let member = format!("{} = new ", owner.trim_start_matches("this."));
                let mut places = before.rmatch_indices(&member);
                let inside = places.find(|(at, _)| !before[..*at].ends_with(is_part));
                let inside = inside.map(|(at, _)| &before[at + member.len()..]);
                inside.map(first_word).or_else(|| kind_of(before, name).map(first_word))
            }
            _ => None,
        };
        kind.is_some_and(|kind| kinds.contains(&kind))
    };
    for pair in brackets(code).into_iter().filter(|pair| code[pair.start..].starts_with('[')) {
        let start = code[..pair.start]
            .trim_end_matches(|letter| is_part(letter) || matches!(letter, '.' | '#'))
            .len();
        let (owner, key, rest) =
            (&code[start..pair.start], &code[pair.start + 1..pair.end], &code[pair.end + 1..]);
        if owner.is_empty()
            || key.is_empty()
            || key.starts_with("Symbol")
            || !is_made_as(owner, &["Map", "WeakMap"])
        {
            continue;
        }
        if let Some(value) = rest.strip_prefix(" = ") {
            let value = value.trim_end().trim_end_matches(';');
            let end = code.len() - rest.len() + " = ".len() + value.len();
            let got = value.replace(&format!("{owner}[{key}]"), &format!("{owner}.get({key})"));
            edits.put_in(start..end, &[&format!("{owner}.set({key}, {got})")]);
        } else if let Some(before) = code[..start].strip_suffix("delete ") {
            edits.put_in(before.len()..pair.end + 1, &[&format!("{owner}.delete({key})")]);
        } else {
            let is_asked = code[..start].trim_end_matches('!').ends_with("if (") && rest.starts_with(')');
            if is_asked {
                edits.put_in(pair.start..pair.end + 1, &[&format!(".has({key})")]);
            }
            edits.put_in(pair.start..pair.end + 1, &[&format!(".get({key})")]);
        }
    }
    if let Some(rest) = code.trim_start().strip_prefix("delete ") {
        let owner = &rest[..rest.find('[').unwrap_or(0)];
        let key = rest[owner.len()..].strip_prefix('[').and_then(|rest| rest.split(']').next());
        if let Some(key) = key.filter(|_| is_made_as(owner, &["Set", "WeakSet"])) {
            let start = code.len() - rest.len() - "delete ".len();
            let end = code.len() - rest.len() + owner.len() + key.len() + 2;
            edits.put_in(start..end, &[&format!("{owner}.delete({key})")]);
        }
    }
    for call in ["Object.entries(", "Object.keys(", "Object.values("] {
        for (at, _) in code.match_indices(call) {
            let start = at + call.len();
            let owner = &code[start..start + code[start..].find(')').unwrap_or(0)];
            if !owner.is_empty() && is_made_as(owner, &["Map"]) {
                let method = &call["Object.".len()..call.len() - 1];
                let value = if method == "entries" && code[..at].ends_with(" of ") {
                    owner.to_owned()
                } else {
                    format!("[...{owner}.{method}()]")
                };
                edits.put_in(at..start + owner.len() + 1, &[&value]);
            }
        }
    }
    for (other, own) in [(".length", ".size"), (".push(", ".add("), (".includes(", ".has(")] {
        for (at, _) in code.match_indices(other) {
            let start =
                code[..at].trim_end_matches(|letter| is_part(letter) || matches!(letter, '.' | '#')).len();
            let kinds: &[&str] = if other == ".push(" { &["Set"] } else { &["Set", "Map"] };
            let is_whole = other.ends_with('(') || !code[at + other.len()..].starts_with(is_part);
            if is_whole && is_made_as(&code[start..at], kinds) {
                edits.put_in(at..at + other.len(), &[own]);
            }
        }
    }
}

/// A loop through the values of a list, a text or a set.
fn listed(edits: &mut Rewrites<'_>, before: &str, below: &str, code: &str) {
    let Some(rest) = code.trim_start().strip_prefix("for (") else { return };
    let Some((head, list)) = rest.split_once(" in ") else { return };
    let owner = &list[..list.find(')').unwrap_or(0)];
    if owner.is_empty() || !owner.chars().all(|letter| is_part(letter) || matches!(letter, '.' | '#')) {
        return;
    }
    // It is asked by the places that the loop goes through.
    let place = format!("[{}]", last_word(head));
    let body =
        below.lines().take(MOST_LINES).take_while(|line| line.trim().is_empty() || depth(line) > depth(code));
    if code.contains(&place) || body.into_iter().any(|line| line.contains(&place)) {
        return;
    }
    let name = last_word(owner);
    let is_list = match made(before, code, name).filter(|_| !owner.contains('.')) {
        Some(rest) => {
            rest.starts_with(" = [")
                || rest.starts_with(" = new Set(")
                || rest.starts_with(" = new Map(")
                || rest.contains(".split(")
        }
        None => kind_of(before, name).is_some_and(|kind| {
            kind.ends_with("[]")
                || kind.starts_with("Set<")
                || kind.starts_with("Map<")
                || matches!(kind, "Set" | "Map")
        }),
    };
    if is_list {
        let at = code.len() - rest.len() + head.len();
        edits.put_in(at..at + " in ".len(), &[" of "]);
    }
}

/// Conditions that ask a place or a list whether there is one.
fn conditions(edits: &mut Rewrites<'_>, before: &str, code: &str) {
    for (open, no) in [("if (", ""), ("if (!", "!")] {
        let Some(at) = code.find(open).map(|at| at + open.len()) else { continue };
        let name = first_word(&code[at..]);
        if !name.starts_with(is_part) || !code[at + name.len()..].starts_with(')') {
            continue;
        }
        let start = at - no.len();
        let end = at + name.len();
        let Some(rest) = made(before, code, name) else { continue };
        let value = rest.split_once("= ").map_or("", |(_, value)| value.trim_end().trim_end_matches(';'));
        let last = value
            .rfind(".indexOf(")
            .or_else(|| value.rfind(".findIndex("))
            .or_else(|| value.rfind(".search("));
        if last
            .is_some_and(|at| value.ends_with(')') && !value[at..].contains(") ") && !value.contains(" + "))
        {
            let sign = if no.is_empty() { "!==" } else { "===" };
            edits.put_in(start..end, &[&format!("{name} {sign} -1")]);
        }
        // An empty list is one.
        let is_list = value == "[]" || (rest.starts_with(": ") && rest.contains("[] = ["));
        if is_list && before.contains(&format!("const {name}")) {
            let sign = if no.is_empty() { "> 0" } else { "=== 0" };
            edits.put_in(start..end, &[&format!("{name}.length {sign}")]);
        }
    }
}

/// What numbers are asked for is a function that they are given to.
fn numbers(edits: &mut Rewrites<'_>, before: &str, code: &str) {
    for (at, method) in names(code).filter(|(_, name)| matches!(*name, "isNaN" | "isInteger" | "isFinite")) {
        let end = at + method.len();
        let Some(owner) = code[..at].strip_suffix('.').filter(|_| code[end..].starts_with("()")) else {
            continue;
        };
        let name = last_word(owner);
        let start = owner.len() - name.len();
        // Numbers of libraries have such methods.
        let is_number = || {
            let value = made(before, code, name).and_then(|rest| rest.strip_prefix(" = "));
            let makes = ["Number(", "parseInt(", "parseFloat(", "Number.parse", "Math.", "+"];
            value.is_some_and(|value| makes.iter().any(|it| value.starts_with(it)))
                || kind_of(before, name) == Some("number")
        };
        if name.starts_with(is_part) && !owner[..start].ends_with(['.', '#']) && is_number() {
            edits.put_in(start..end + 2, &[&format!("Number.{method}({name})")]);
        }
    }
}

/// Methods that lose what they are of, and those of a class that its objects seem to have.
fn methods(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let text = reach(marked.text);
    for list in argument_lists(code, false) {
        let caller = last_word(&code[..list.start - 1]);
        if !matches!(
            caller,
            "setTimeout" | "setInterval" | "setImmediate" | "requestAnimationFrame" | "queueMicrotask"
        ) {
            continue;
        }
        let Some(&(start, end)) = list.arguments.first() else { continue };
        let Some(name) = code[start..end].strip_prefix("this.") else { continue };
        let is_method = text.lines().any(|line| {
            let inner = line.trim_start().trim_start_matches("async ").trim_start_matches("private ");
            inner.len() < line.len()
                && inner
                    .strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with('(') && rest.trim_end().ends_with('{'))
        });
        if is_method
            && name.trim_start_matches('#').chars().all(is_part)
            && !text.contains(&format!("{name}.bind(this)"))
        {
            edits.put_in(start..end, &[&format!("() => this.{name}()")]);
        }
    }
    // `A.parse(` elsewhere.
    let indentation = code.len() - code.trim_start().len();
    let name = first_word(code.trim_start().trim_start_matches("async "));
    let head = code.trim_start().trim_start_matches("async ");
    let is_head = indentation > 0
        && head[name.len()..].starts_with(['(', '<'])
        && code.trim_end().ends_with('{')
        && !matches!(
            name,
            "if" | "for" | "while" | "switch" | "constructor" | "catch" | "function" | "return"
        );
    if is_head && name.starts_with(char::is_alphabetic) {
        let before = nearest(&marked.text[..marked.range.start]);
        let class = before
            .rfind("\nclass ")
            .or_else(|| before.rfind("\nexport class "))
            .or_else(|| before.rfind("class "));
        let class = class.and_then(|at| before[at..].split_once("class ")).map(|(_, rest)| first_word(rest));
        if let Some(class) = class.filter(|class| class.starts_with(char::is_uppercase)) {
            let asked = format!("{class}.{name}(");
            let other = format!(".{name}(");
            let is_asked = places(text, class).any(|at| text[at..].starts_with(&asked));
            if is_asked && text.matches(&other).count() == text.matches(&asked).count() {
                edits.put_in(indentation..indentation, &["static "]);
            }
        }
        if matches!(name, "contructor" | "constuctor" | "__init__")
            && class.is_some()
            && !text.contains("constructor(")
        {
            edits.put_in(indentation..indentation + name.len(), &["constructor"]);
        }
    }
}

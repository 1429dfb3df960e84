//! Symbols that javac does not find; often it does not say which. Those of the line that neither the document nor the library has.

use super::super::{
    Rewrites, alike,
    library::{all_methods_of_java, is_method_of_java, methods_of_java},
    places_of,
};
use super::heads;
use crate::{
    arguments::argument_lists,
    known::home_of_java,
    language::Language::Java,
    lexical::texts,
    names::{first_word, is_part, last_word, names},
    outline::{
        java::{class_around, constants, enumerations, type_of, type_of_value},
        line::{Line, begins_as_name, indentation},
    },
};

/// Classes that are named like others of `java.lang`.
const CLASSES: [(&str, &str); 6] = [
    ("Object", "Objects"),
    ("Collection", "Collections"),
    ("Array", "Arrays"),
    ("Exceptions", "Exception"),
    ("Collector", "Collectors"),
    ("Executor", "Executors"),
];
/// What is asked of a class, each with what it calls that.
type Renamed = &'static [(&'static str, &'static [&'static str])];
/// Methods of other classes for what is asked of one of these.
const METHODS_OF: &[(&str, Renamed)] = &[
    (
        "StringBuilder",
        &[
            ("add", &["append"]),
            ("push", &["append"]),
            ("trim", &["toString().trim"]),
            ("isEmpty", &["length() == 0"]),
            ("remove", &["deleteCharAt"]),
        ],
    ),
    (
        "List",
        &[
            ("append", &["add"]),
            ("push", &["add"]),
            ("length", &["size"]),
            ("put", &["add", "set"]),
            ("empty", &["of"]),
        ],
    ),
    (
        "Map",
        &[
            ("add", &["put"]),
            ("set", &["put"]),
            ("keys", &["keySet"]),
            ("has", &["containsKey"]),
            ("contains", &["containsKey", "containsValue"]),
            ("entries", &["entrySet"]),
            ("items", &["entrySet"]),
            ("empty", &["of"]),
        ],
    ),
    ("Set", &[("put", &["add"]), ("append", &["add"]), ("get", &["contains"]), ("has", &["contains"])]),
    (
        "String",
        &[
            ("find", &["indexOf"]),
            ("size", &["length"]),
            ("strip", &["trim"]),
            ("append", &["concat"]),
            ("equal", &["equals"]),
        ],
    ),
    ("StringTokenizer", &[("hasNext", &["hasMoreTokens"]), ("next", &["nextToken"])]),
    ("Optional", &[("getOrElse", &["orElse"]), ("isDefined", &["isPresent"]), ("orElseReturn", &["orElse"])]),
    ("Instant", &[("before", &["isBefore"]), ("after", &["isAfter"])]),
    ("LocalDate", &[("before", &["isBefore"]), ("after", &["isAfter"])]),
    ("Callable", &[("run", &["call"])]),
    ("Runnable", &[("call", &["run"]), ("accept", &["run"])]),
    ("LongSupplier", &[("get", &["getAsLong"])]),
    ("IntSupplier", &[("get", &["getAsInt"])]),
    ("DoubleSupplier", &[("get", &["getAsDouble"])]),
    ("Supplier", &[("call", &["get"]), ("apply", &["get"])]),
    ("Consumer", &[("apply", &["accept"]), ("call", &["accept"])]),
    ("Function", &[("accept", &["apply"]), ("call", &["apply"])]),
    ("Iterator", &[("forEach", &["forEachRemaining"]), ("hasMoreElements", &["hasNext"])]),
    ("BitSet", &[("add", &["set"]), ("contains", &["get"])]),
];

/// Makes the edits; returns whether that is all that can be meant.
pub(super) fn find(edits: &mut Rewrites<'_>, line: &Line<'_>) -> bool {
    let code = line.code;
    let n_before = edits.found.len();
    let said = line.message.lines().find(|it| it.contains("class ")).unwrap_or_default();
    if let Some(class) = heads::missing_class(said) {
        heads::import(edits, code, said, home_of_java(class));
    }
    if let Some(import) = code.trim().strip_prefix("import ") {
        imported(edits, code, import.trim_end_matches(';'));
        return edits.found.len() > n_before;
    }
    lengths(edits, line);
    methods(edits, line);
    of_arrays(edits, line);
    references(edits, line);
    classes(edits, line);
    variables(edits, line);
    heads::called(edits, line, |name| type_of(line, name).map(str::to_owned));
    fields(edits, line);
    numbered(edits, code);
    lambdas(edits, line);
    edits.found.len() > n_before
}

/// The field or component itself for a method that would give it, and the other way round: `a.size` and `a.size()` for `a.getSize()`.
fn fields(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    for (at, name) in names(code).filter(|(at, _)| code[..*at].ends_with('.')) {
        let end = at + name.len();
        let has = |text: &str| line.document.contains(text);
        if code[end..].starts_with("()") && !has(&format!(" {name}(")) {
            let bare = name.strip_prefix("get").or_else(|| name.strip_prefix("is")).unwrap_or(name);
            let mut letters = bare.chars();
            let Some(first) = letters.next() else { continue };
            let field = first.to_lowercase().chain(letters).collect::<String>();
            let is_field = [";", " =", ",", ")"].iter().any(|sign| has(&format!(" {field}{sign}")));
            let is_component = line.document.lines().any(|text| {
                text.contains("record ")
                    && [",", ")"].iter().any(|sign| text.contains(&format!(" {field}{sign}")))
            });
            if has(&format!(" {field}()")) || is_component {
                edits.put_in(at..end, &[&field]);
            }
            if is_field {
                edits.put_in(at..end + "()".len(), &[&field]);
            }
        } else if !code[end..].starts_with('(') {
            let mut letters = name.chars();
            let Some(first) = letters.next() else { continue };
            let capital = first.to_uppercase().chain(letters).collect::<String>();
            for getter in [format!("get{capital}"), format!("is{capital}"), name.to_owned()] {
                if has(&format!(" {getter}()")) {
                    edits.put_in(at..end, &[&format!("{getter}()")]);
                }
            }
        }
    }
}

/// Numbers of a stream are added up as such: `mapToInt(` for `map(`.
fn numbered(edits: &mut Rewrites<'_>, code: &str) {
    let adds = [".sum()", ".average()", ".summaryStatistics()"].iter().any(|call| code.contains(call));
    for (at, call) in code.match_indices(".map(").filter(|_| adds) {
        edits.put_in(at..at + call.len(), &[".mapToInt(", ".mapToDouble(", ".mapToLong("]);
    }
}

/// The names of a function stand in brackets: `f((a, b) -> c)` for `f(a, b -> c)`.
fn lambdas(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    for (at, _) in code.match_indices(" -> ") {
        let two = last_word(&code[..at]);
        let Some(before) = code[..at - two.len()].strip_suffix(", ") else { continue };
        let one = last_word(before);
        let is_list =
            before[..before.len() - one.len()].ends_with(['(', ' ']) && !one.is_empty() && !two.is_empty();
        if is_list && line.message.contains(one) {
            edits.put_in(before.len() - one.len()..at, &[&format!("({one}, {two})")]);
        }
    }
}

/// A class from where it is at home.
fn imported(edits: &mut Rewrites<'_>, code: &str, path: &str) {
    let Some((package, class)) = path.rsplit_once('.') else { return };
    if let Some(home) = home_of_java(class).filter(|home| *home != package)
        && let Some(at) = code.find(package)
    {
        edits.put_in(at..at + package.len(), &[home]);
    }
}

/// An array has a length, text has a method of that name, and others have a size: by how the document declares what is asked.
fn lengths(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    for (at, name) in names(code).filter(|(_, name)| matches!(*name, "length" | "size" | "count" | "len")) {
        let Some(before) = code[..at].strip_suffix('.') else { continue };
        let owner = &before[owner_start(before)..];
        let end = at + name.len() + if code[at + name.len()..].starts_with("()") { 2 } else { 0 };
        let kind = type_of_value(line, owner).or_else(|| made_by(owner).map(str::to_owned));
        let right: &[&str] = match kind.as_deref() {
            Some(kind) if kind.ends_with("[]") || kind.ends_with("...") => &["length"],
            Some("String" | "StringBuilder" | "CharSequence" | "StringBuffer") => &["length()"],
            Some(kind) if kind.contains('<') => &["size()"],
            _ if code[at..end].ends_with(')') => &["length", "size()", "length()"],
            _ => &["size()", "length()", "length"],
        };
        edits.put_in(at..end, right);
    }
}

/// What some methods of the library give.
fn made_by(call: &str) -> Option<&'static str> {
    let of = |names: &[&str]| {
        names.iter().any(|name| {
            call.contains(&format!(".{name}("))
                && call.rfind(&format!(".{name}("))
                    > call[..call.floor_char_boundary(call.len() - 1)].rfind(").").map(|at| at + 1)
        })
    };
    if of(&["getBytes", "split", "toCharArray", "values"]) {
        Some("[]")
    } else if of(&["trim", "toLowerCase", "toUpperCase", "substring", "toString", "nextLine", "readLine"]) {
        Some("String")
    } else {
        None
    }
}

/// Where the chain begins that a text ends with, calls and indices included.
fn owner_start(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut start = text.len();
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ')' | ']' => depth += 1,
            '(' | '[' if depth == 0 => return start,
            '(' | '[' => depth -= 1,
            _ if depth > 0 || is_part(letter) || letter == '.' => {}
            _ => return start,
        }
        start = at;
    }
    start
}

/// A method is called as it is called where it is declared.
fn methods(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    let texts = texts(code, Java);
    for (at, name) in names(code).filter(|(at, _)| !texts.iter().any(|text| text.contains(at))) {
        let end = at + name.len();
        let Some(before) = code[..at].strip_suffix('.') else { continue };
        let owner = &before[owner_start(before)..];
        let is_called = code[end..].starts_with('(');
        let kind = type_of_value(line, owner)
            .or_else(|| matches!(owner, "System.out" | "System.err").then(|| "PrintStream".to_owned()))
            .or_else(|| owner.starts_with(char::is_uppercase).then(|| owner.to_owned()));
        let class = kind.as_deref().map(first_word).unwrap_or_default();
        let is_own = line.above.contains(&format!(" {name}(")) || line.below.contains(&format!(" {name}("));
        if is_called && !is_own {
            of_class(edits, code, at..end, class);
            let known: Vec<&str> = methods_of_java(general(class)).collect();
            let is_known = if known.is_empty() { is_method_of_java(name) } else { known.contains(&name) };
            if !is_known {
                let others: Vec<&str> =
                    if known.is_empty() { all_methods_of_java().collect() } else { known };
                for other in alike(name, others.into_iter()) {
                    edits.put_in(at..end, &[other]);
                }
            }
        }
        // A method is called, a constant is one of its enumeration's.
        if !is_called && begins_as_name(name) && !code[..at].trim_start().starts_with("import") {
            let has_it = is_own || methods_of_java(general(class)).any(|method| method == name);
            let is_component = line.document.contains(&format!("record {class}(")) && !class.is_empty();
            let is_value =
                !code[end..].trim_start().starts_with("= ") && !code[end..].starts_with(['.', ':']);
            if (has_it || is_component || is_method_of_java(name)) && is_value {
                edits.put_in(end..end, &["()"]);
            }
            for other in alike(name, constants(line, owner).into_iter()) {
                edits.put_in(at..end, &[other]);
            }
        }
    }
    // `new BigDecimal.valueOf(12)`
    for (at, word) in code.match_indices("new ") {
        let rest = code[at + word.len()..].trim_start_matches(is_part);
        if rest.starts_with('.') {
            edits.put_in(at..at + word.len(), &[""]);
        }
    }
}

/// Methods that other classes have for the same.
fn of_class(edits: &mut Rewrites<'_>, code: &str, method: std::ops::Range<usize>, class: &str) {
    let name = &code[method.clone()];
    let rows = METHODS_OF
        .iter()
        .filter(|(owner, _)| class.is_empty() || general(class) == *owner || class == *owner);
    for (_, others) in rows.flat_map(|(_, rows)| rows.iter()).filter(|(foreign, _)| *foreign == name) {
        edits.put_in(method.clone(), others);
    }
}

/// The interface that a class is one of.
fn general(class: &str) -> &str {
    match class {
        "ArrayList" | "LinkedList" | "CopyOnWriteArrayList" => "List",
        "HashMap" | "TreeMap" | "LinkedHashMap" | "EnumMap" | "ConcurrentHashMap" | "ConcurrentMap" => "Map",
        "HashSet" | "LinkedHashSet" | "TreeSet" | "EnumSet" => "Set",
        "ArrayDeque" => "Deque",
        "StringBuffer" => "StringBuilder",
        other => other,
    }
}

/// `A::b` for `A.b` where a function is wanted, `A.class` and `A.values()` for a class.
fn references(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    for list in argument_lists(code, false) {
        let callee = last_word(&code[..list.start - 1]);
        for (start, end) in list.arguments {
            let text = &code[start..end];
            if let Some((owner, method)) = text.rsplit_once('.')
                && text.chars().all(|it| is_part(it) || it == '.')
                && begins_as_name(method)
                && method.starts_with(char::is_lowercase)
                && !matches!(callee, "if" | "while" | "for")
            {
                edits.put_in(start..end, &[&format!("{owner}::{method}")]);
            }
            let is_class = text.starts_with(char::is_uppercase)
                && text.chars().all(is_part)
                && text.contains(char::is_lowercase);
            if is_class {
                edits.put_in(end..end, &[".class"]);
            }
            // `filter(a != null)`
            let name = first_word(text);
            let takes_one = [
                "filter",
                "map",
                "forEach",
                "anyMatch",
                "allMatch",
                "noneMatch",
                "removeIf",
                "mapToInt",
                "flatMap",
            ]
            .contains(&callee);
            if takes_one
                && begins_as_name(name)
                && !text.contains("->")
                && !text.contains("::")
                && name.starts_with(char::is_lowercase)
            {
                edits.put_in(start..start, &[&format!("{name} -> ")]);
            }
        }
    }
    for (at, _) in code.match_indices(" : ") {
        let rest = &code[at + 3..];
        let name = first_word(rest);
        let end = at + 3 + name.len();
        if code.trim_start().starts_with("for ")
            && name.starts_with(char::is_uppercase)
            && code[end..].starts_with(')')
        {
            edits.put_in(end..end, &[".values()"]);
        }
    }
}

/// Classes that are spelt otherwise, made with `new`, or named by a type of their own.
fn classes(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    for (at, name) in names(code) {
        let end = at + name.len();
        let is_alone = !code[..at].ends_with('.');
        if let Some((_, right)) = CLASSES.iter().find(|(wrong, _)| *wrong == name).filter(|_| is_alone) {
            edits.put_in(at..end, &[right]);
        }
        let begins = code[..at].trim().is_empty();
        if is_alone
            && code[end..].starts_with('(')
            && name.starts_with(char::is_uppercase)
            && !code[..at].ends_with("new ")
        {
            if begins && class_around(line) == Some(name) {
                edits.put_in(at..end, &["this"]);
            } else {
                edits.put_in(at..at, &["new "]);
            }
        }
    }
    // A type that stands for others is named in front.
    let start = indentation(code);
    let skipped = ["public ", "private ", "protected ", "static "];
    let mut head = &code[start..];
    while let Some(rest) = skipped.iter().find_map(|word| head.strip_prefix(word)) {
        head = rest;
    }
    let kind = first_word(head);
    let is_variable = kind.len() == 1 && kind.starts_with(char::is_uppercase);
    if is_variable && head.contains('(') && head.trim_end().ends_with('{') {
        let at = code.len() - head.len();
        edits.put_in(at..at, &[&format!("<{kind}> ")]);
    }
}

/// Constants of enumerations, and variables that are made nowhere.
fn variables(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    let texts = texts(code, Java);
    for name in enumerations(line) {
        for constant in constants(line, name) {
            for place in places_of(code, constant) {
                let is_quoted = texts.iter().any(|text| text.contains(&place.start));
                let is_label = code[..place.start].ends_with("case ");
                if !code[..place.start].ends_with('.') && !is_quoted && !is_label {
                    edits.put_in(place.start..place.start, &[&format!("{name}.")]);
                }
            }
        }
    }
    let start = indentation(code);
    let Some((left, right)) = code[start..].split_once(" = ") else { return };
    if left.chars().all(is_part) && begins_as_name(left) && type_of(line, left).is_none() {
        let value = right.trim_end().trim_end_matches(';');
        if let Some(kind) = type_of_value(line, value) {
            edits.put_in(start..start, &[&format!("{kind} ")]);
        }
        edits.put_in(start..start, &["var ", "int ", "String ", "double ", "long ", "boolean "]);
    }
}

/// An array has no methods, others do for it what lists do themselves; numbers of a stream are added up as such.
fn of_arrays(edits: &mut Rewrites<'_>, line: &Line<'_>) {
    let code = line.code;
    for (at, name) in names(code) {
        let Some(before) = code[..at].strip_suffix('.') else { continue };
        let Some(inner) = code[at + name.len()..].strip_prefix('(') else { continue };
        let start = owner_start(before);
        let owner = &before[start..];
        if matches!(name, "sum" | "average") && owner.ends_with(".stream()") {
            edits.put_in(at..at, &["mapToInt(Integer::intValue).", "mapToDouble(Double::doubleValue)."]);
        }
        let kind =
            type_of_value(line, owner).or_else(|| made_by(owner).map(str::to_owned)).unwrap_or_default();
        if !kind.ends_with("[]") && !kind.ends_with("...") {
            continue;
        }
        let open = at + name.len() + 1;
        let argument = inner.split(')').next().unwrap_or_default();
        let whole = start..(open + argument.len() + 1).min(code.len());
        match name {
            "stream" => edits.put_in(whole, &[&format!("Arrays.stream({owner})")]),
            "join" => edits.put_in(whole, &[&format!("String.join({argument}, {owner})")]),
            "sort" => edits.put_in(whole, &[&format!("Arrays.sort({owner})")]),
            "toString" => edits.put_in(whole, &[&format!("Arrays.toString({owner})")]),
            "get" => edits.put_in(whole, &[&format!("{owner}[{argument}]")]),
            "iterator" | "contains" | "indexOf" => {
                edits.put_in(start..at - 1, &[&format!("Arrays.asList({owner})")]);
            }
            "forEach" | "map" | "filter" => {
                edits.put_in(start..at - 1, &[&format!("Arrays.stream({owner})")]);
            }
            _ => {}
        }
    }
}

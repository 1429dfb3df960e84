//! A name that nobody knows: of the object itself, of a module, or of another language.

use super::{Case, places};
use crate::{
    known::homes_of_python,
    names::{first_word, is_part, leading, names},
    rewrites::Rewrites,
};

/// What Python calls what others call so, beyond what stands for a value everywhere.
const FOREIGN: [(&str, &str); 20] = [
    ("boolean", "bool"),
    ("Boolean", "bool"),
    ("String", "str"),
    ("string", "str"),
    ("integer", "int"),
    ("Integer", "int"),
    ("double", "float"),
    ("array", "list"),
    ("Array", "list"),
    ("map", "dict"),
    ("any", "Any"),
    ("NULL", "None"),
    ("TRUE", "True"),
    ("FALSE", "False"),
    ("_name_", "__name__"),
    ("_file_", "__file__"),
    ("puts", "print"),
    ("println", "print"),
    ("printf", "print"),
    ("echo", "print"),
];
/// Longer names are no product of two.
const LONGEST_PRODUCT: usize = 4;

/// The marked lines with what may be meant by a name that a tool does not know; `owners` are what the document asks it of elsewhere.
pub(super) fn find(
    edits: &mut Rewrites<'_>,
    case: &Case<'_>,
    name: &str,
    owners: &[String],
    known: &dyn Fn(&str) -> bool,
) {
    let is_value = case.says(&["ndefined name", "not defined", "ndefined variable"]);
    let is_import = ["import ", "from "].iter().any(|word| case.code.trim_start().starts_with(word));
    if is_value && is_import {
        imported(edits, case.code, name);
    }
    if !is_value || is_import {
        return;
    }
    let (code, outline) = (case.code, &case.outline);
    let mut meant: Vec<String> = Vec::new();
    meant.extend(FOREIGN.iter().filter(|(foreign, _)| *foreign == name).map(|(_, own)| (*own).to_owned()));
    if let Some(own) = outline.own_object().filter(|_| outline.is_own_member(name)) {
        meant.push(format!("{own}.{name}"));
    }
    for module in homes_of_python(name) {
        meant.extend(outline.module(module).map(|own| format!("{own}.{name}")));
    }
    meant.extend(outline.members_of_value(name).into_iter().filter(|member| member.ends_with(name)));
    meant.extend(option(case, name));
    let in_sight = outline.names_in_sight();
    for owner in owners {
        let word = owner.trim_end_matches('.');
        let is_here = in_sight.contains(&word)
            || word.starts_with(char::is_uppercase)
            || outline.module(word).is_some()
            || outline.imports(word);
        if is_here && word != "self" && meant.iter().all(|other| !other.starts_with(owner)) {
            meant.push(format!("{owner}{name}"));
        }
    }
    // What is imported from a module by that name.
    let own: Vec<_> = imported_from(case, name).collect();
    for at in places(code, name) {
        let after = &code[at + name.len()..];
        if let Some(rest) = after.strip_prefix('.') {
            let asked = first_word(rest);
            if own.contains(&asked) {
                edits.put_in(at..at + name.len() + 1, &[""]);
            }
        } else {
            for other in own.iter().filter(|other| other.eq_ignore_ascii_case(name)) {
                edits.put_in(at..at + name.len(), &[other]);
            }
        }
        if code[..at].ends_with("key=") && after.starts_with(['.', '[']) {
            edits.put_in(at..at, &[&format!("lambda {name}: ")]);
        }
        if after.starts_with("==") && code[..at].trim_end().ends_with(['(', ',']) {
            edits.put_in(at + name.len()..at + name.len() + 2, &["="]);
        }
        quoted(edits, case, at, name);
    }
    // What a comprehension is of stands in it.
    for (before, _) in code.match_indices(" for ").map(|(at, word)| code.split_at(at + word.len())) {
        let rest = &code[before.len()..];
        let variable = leading(rest);
        let is_alone = rest[variable.len()..].starts_with(" in ") && !code.trim_start().starts_with("for ");
        if is_alone && variable != name && variable.starts_with(is_part) {
            let at: Vec<_> = places(code, name).collect();
            if let [at] = at.as_slice() {
                edits.put_in(*at..at + name.len(), &[variable]);
            }
        }
    }
    let product = if name.len() <= LONGEST_PRODUCT && name.is_ascii() { 1..name.len() } else { 0..0 };
    for (one, two) in product.map(|at| name.split_at(at)) {
        let is_known = |part: &str| known(part) || names(code).any(|(_, other)| other == part);
        if is_known(one) && is_known(two) {
            meant.push(format!("{one} * {two}"));
        }
    }
    for at in places(code, name) {
        for other in &meant {
            edits.put_in(at..at + name.len(), &[other]);
        }
    }
}

/// One name more of what is imported: in its order, and at the end.
fn imported(edits: &mut Rewrites<'_>, code: &str, name: &str) {
    let line = code.trim_end();
    let list = line.strip_prefix("from ").and_then(|rest| rest.split_once(" import ")).map_or("", |it| it.1);
    let mut own: Vec<&str> = list.split(", ").collect();
    if list.is_empty() || !own.iter().all(|own| own.chars().all(is_part)) || own.contains(&name) {
        return;
    }
    edits.put_in(line.len()..line.len(), &[&format!(", {name}")]);
    own.push(name);
    own.sort_unstable();
    edits.put_in(line.len() - list.len()..line.len(), &[&own.join(", ")]);
}

/// What the arguments of a program are called that this is one of: `args.verbose` where there is an option `--verbose`.
fn option(case: &Case<'_>, name: &str) -> Option<String> {
    let outline = &case.outline;
    let dashed = name.replace('_', "-");
    let is_option = [format!("\"--{dashed}\""), format!("\"{name}\""), format!("'--{dashed}'")]
        .iter()
        .any(|option| outline.lines().any(|line| line.contains(option) && line.contains("add_argument(")));
    let made = outline.lines().find(|line| line.contains(".parse_args(")).filter(|_| is_option)?;
    let (owner, _) = made.trim().split_once(" = ")?;
    owner.chars().all(is_part).then(|| format!("{owner}.{name}"))
}

/// What the document imports from a module.
fn imported_from<'a>(case: &Case<'a>, module: &str) -> impl Iterator<Item = &'a str> {
    let lines = case.outline.lines();
    let lists = lines.filter_map(move |line| {
        let (from, list) = line.trim_start().strip_prefix("from ")?.split_once(" import ")?;
        (from == module).then_some(list)
    });
    lists.flat_map(|list| names(list).map(|(_, name)| name))
}

/// A class that stands further below, or around, is annotated as a text.
fn quoted(edits: &mut Rewrites<'_>, case: &Case<'_>, at: usize, name: &str) {
    let code = case.code;
    let (before, end) = (&code[..at], at + name.len());
    let is_annotation = before.ends_with("-> ") || before.ends_with(": ");
    let is_class = case.outline.class(name).is_some();
    if is_class && is_annotation {
        let whole = code[at..]
            .find([',', ')', '='])
            .map_or(code.trim_end().trim_end_matches(':').len(), |to| at + to);
        edits.put_in(at..end, &[&format!("\"{name}\"")]);
        let kind = code.get(at..whole).unwrap_or_default().trim_end();
        if kind.len() > name.len() && kind.contains(" | ") {
            edits.put_in(at..at + kind.len(), &[&format!("\"{kind}\"")]);
        }
    } else if is_class && before.ends_with('[') {
        edits.put_in(at..end, &[&format!("\"{name}\"")]);
    }
}

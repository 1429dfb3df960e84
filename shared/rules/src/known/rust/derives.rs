//! Derives that others need: those of types that hold this one, comparisons, maps.

use crate::{
    marked::Marked,
    names::{first_word, is_part, names},
    outline::rust::{DERIVED, REACH, derived, enums, implements, parts, structures, typed, with_derived},
    rewrites::Rewrites,
};

/// What a trait asks for besides.
const NEEDS: [(&str, &[&str]); 4] = [
    ("Copy", &["Clone"]),
    ("Eq", &["PartialEq"]),
    ("PartialOrd", &["PartialEq"]),
    ("Ord", &["PartialEq", "Eq", "PartialOrd"]),
];

pub(super) fn derives(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let start = code.len() - code.trim_start().len();
    let Some(list) = code[start..].strip_prefix("#[derive(") else { return };
    let Some(list) = list.split_once(")]").map(|(list, _)| list) else { return };
    let (text, below) = (marked.text, &marked.text[marked.range.end..]);
    // What is not read may implement what is not derived.
    if text.len() > REACH {
        return;
    }
    let lines = below.lines().map(str::trim).take(20);
    // So may attributes with derives of their own.
    let mut attributes = lines.clone().take_while(|line| line.starts_with(['#', '/']) || line.is_empty());
    let has_own = |line: &str| {
        line.starts_with('#')
            && !line.starts_with("#[derive(")
            && (line.contains("deriv") || line.contains("educe"))
    };
    if attributes.any(has_own) {
        return;
    }
    let mut heads = lines.skip_while(|line| line.starts_with(['#', '/']) || line.is_empty());
    let Some(declared) = heads.next() else { return };
    let Some(name) = ["struct ", "enum "]
        .iter()
        .find_map(|word| declared.split_once(word))
        .map(|(_, rest)| first_word(rest))
    else {
        return;
    };
    // Of two types with one name, the other may be meant.
    let n_declared =
        ["struct ", "enum "].iter().map(|word| text.matches(&format!("{word}{name}")).count()).sum::<usize>();
    let Some(own) = derived(text, name).filter(|_| n_declared == 1) else { return };
    let own: Vec<&str> = own.into_iter().map(|path| path.rsplit("::").next().unwrap_or(path)).collect();
    let lacks = |of: &str| !own.contains(&of) && !implements(text, of, name);
    let mut missing: Vec<&str> = Vec::new();
    for (of, needs) in NEEDS {
        missing.extend(needs.iter().filter(|_| own.contains(&of)));
    }
    missing.extend(of_holders(text, name));
    missing.extend(of_uses(text, name, declared.contains("enum ")));
    for (of, needs) in NEEDS {
        if missing.contains(&of) && lacks(of) {
            missing.extend(needs.iter());
        }
    }
    let missing: Vec<&str> = DERIVED.into_iter().filter(|of| missing.contains(of) && lacks(of)).collect();
    if missing.is_empty() {
        return;
    }
    let at = start + "#[derive(".len();
    let mut put = |missing: &[&str]| {
        let [usual, appended] = with_derived(list, missing);
        edits.put_in(at..at + list.len(), &[&usual, &appended]);
        let usual = parts(&usual);
        // As others have the same.
        for line in text.lines().filter_map(|line| line.trim().strip_prefix("#[derive(")?.strip_suffix(")]"))
        {
            let other = parts(line);
            if other.len() == usual.len() && usual.iter().all(|of| other.contains(of)) {
                edits.put_in(at..at + list.len(), &[line]);
            }
        }
    };
    put(&missing);
    // What can be compared can mostly be compared wholly.
    if missing.contains(&"PartialEq")
        && !missing.contains(&"Eq")
        && lacks("Eq")
        && !names(below).take(400).any(|(_, word)| matches!(word, "f32" | "f64"))
    {
        let mut both = missing.clone();
        both.push("Eq");
        put(&both);
    }
}

/// What types derive that hold this one, and that it has to derive for that.
fn of_holders<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let is_held = |kind: &str| {
        let inner =
            ["Option<", "Vec<", "["].iter().find_map(|outer| kind.strip_prefix(outer)).unwrap_or(kind);
        let rest = inner.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || matches!(rest, ">" | "]") || rest.starts_with(';'))
    };
    for (holder, body) in structures(text).into_iter().filter(|(_, body)| body.contains(name)) {
        let kinds = typed(body);
        if holder == name || !kinds.iter().any(|(_, kind)| is_held(kind)) {
            continue;
        }
        let is_itself = kinds.iter().any(|(_, kind)| *kind == name);
        let all = derived(text, holder).unwrap_or_default();
        found.extend(all.into_iter().filter(|of| *of != "Default" || is_itself));
    }
    for (holder, variants) in enums(text).into_iter().filter(|(holder, _)| *holder != name) {
        let held = variants.iter().any(|variant| {
            let inner =
                variant.split_once('(').map(|(_, inner)| inner.trim_end_matches(')')).unwrap_or_default();
            parts(inner).into_iter().any(is_held)
        });
        if held {
            let all = derived(text, holder).unwrap_or_default();
            found.extend(all.into_iter().filter(|of| *of != "Default"));
        }
    }
    found.retain(|of| DERIVED.contains(of));
    found
}

/// What the document does with values of a type.
fn of_uses(text: &str, name: &str, is_enum: bool) -> Vec<&'static str> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices(name) {
            let (before, after) = (&line[..at], &line[at + name.len()..]);
            if before.ends_with(is_part) || after.starts_with(is_part) {
                continue;
            }
            let is_variant = is_enum
                && after.strip_prefix("::").is_some_and(|rest| {
                    // A function of the type may give something else.
                    rest.starts_with(char::is_uppercase)
                        && !rest.trim_start_matches(is_part).starts_with('.')
                        && !rest.trim_start_matches(is_part).starts_with(" as ")
                });
            if is_variant && (before.ends_with(" == ") || before.ends_with(" != ")) {
                found.push("PartialEq");
            }
            if after.starts_with(',') && before.ends_with("HashMap<")
                || after.starts_with('>') && before.ends_with("HashSet<")
            {
                found.extend(["PartialEq", "Eq", "Hash"]);
            }
            if after.starts_with(',') && before.ends_with("BTreeMap<")
                || after.starts_with('>') && before.ends_with("BTreeSet<")
            {
                found.extend(["PartialEq", "Eq", "PartialOrd", "Ord"]);
            }
            if after.starts_with("::default()") && !text.contains("fn default(") {
                found.push("Default");
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::known_in;

    #[test]
    fn derives_that_others_need_are_added() {
        for (document, expected) in [
            ("#[derive(Debug, Eq)]\nstruct A;\n", "#[derive(Debug, PartialEq, Eq)]\n"),
            ("#[derive(Debug, Copy)]\nstruct A;\n", "#[derive(Debug, Clone, Copy)]\n"),
            (
                "#[derive(Debug)]\nenum A { B }\n#[derive(Debug, Clone)]\nstruct C { a: A }\n",
                "#[derive(Debug, Clone)]\n",
            ),
            (
                "#[derive(Debug)]\nenum A { B }\nfn f(a: A) -> bool { a == A::B }\n",
                "#[derive(Debug, PartialEq)]\n",
            ),
            (
                "#[derive(PartialEq, Eq)]\nstruct A(u8);\nfn f(a: HashSet<A>) {}\n",
                "#[derive(PartialEq, Eq, Hash)]\n",
            ),
        ] {
            let found = known_in(document, 0);
            assert!(found.contains(&expected.to_owned()) && found.len() < 4, "{document}: {found:?}");
        }
    }

    #[test]
    fn derives_that_suffice_stay() {
        for document in [
            "#[derive(Debug, Clone, Copy, PartialEq, Eq)]\nstruct A;\n",
            "#[derive(Debug, Eq)]\nstruct A;\nimpl PartialEq for A {}\n",
            "#[derive(Debug)]\nstruct A;\n#[derive(Clone)]\nstruct C { a: Rc<A> }\n",
            "#[derive(Debug)]\nenum A { B }\nfn f(a: u8) -> bool { a == A::B as u8 }\n",
            "#[derive(Derivative)]\n#[derivative(Debug)]\nstruct A;\n#[derive(Debug)]\nstruct C { a: A }\n",
            "#[derive(Debug)]\n#[derive(Clone)]\nstruct A;\n#[derive(Clone)]\nstruct C { a: A }\n",
        ] {
            assert_eq!(known_in(document, 0), [] as [&str; 0], "{document}");
        }
    }
}

//! Words that are taken for each other and that nobody would call opposites: methods that do nearly the same, units, directions. A list of its own,
//! since mistakes to learn from are made of the opposites.

use std::ops::Range;

use crate::{
    language::Language,
    lexical::texts,
    names::{is_part, names},
    opposites::others_of,
    rewrites::{Rewrite, Rewrites},
    rule::Rule,
};

/// Most of them.
const MOST: usize = 12;
/// Names that are taken for each other as they stand.
const NAMES: &[(&str, &str)] = &[
    // What is asked of a result, an option or a promise.
    ("is_ok", "is_err"),
    ("is_some", "is_none"),
    ("all", "race"),
    ("all", "allSettled"),
    ("anyMatch", "noneMatch"),
    ("allMatch", "noneMatch"),
    ("isEmpty", "isPresent"),
    ("call", "apply"),
    ("run", "start"),
    ("true", "false"),
    ("True", "False"),
    // Searching.
    ("indexOf", "lastIndexOf"),
    ("indexOf", "findIndex"),
    ("indexOf", "includes"),
    ("includes", "has"),
    ("find", "rfind"),
    ("find", "filter"),
    ("find", "findall"),
    ("find", "find_all"),
    ("find", "findIndex"),
    ("find", "position"),
    ("find", "matches"),
    ("match", "search"),
    ("match", "fullmatch"),
    ("strchr", "strrchr"),
    ("strcmp", "strncmp"),
    ("find_first_of", "find_first_not_of"),
    ("find_last_of", "find_last_not_of"),
    ("contains", "containsKey"),
    ("containsKey", "containsValue"),
    ("compareTo", "compareToIgnoreCase"),
    ("equals", "equalsIgnoreCase"),
    ("querySelector", "querySelectorAll"),
    // Adding and taking away.
    ("push", "unshift"),
    ("push", "extend"),
    ("shift", "pop"),
    ("shift", "unshift"),
    ("pop", "popleft"),
    ("pop", "remove"),
    ("pop", "peek"),
    ("append", "appendleft"),
    ("append", "extend"),
    ("append", "add"),
    ("append", "insert"),
    ("append", "prepend"),
    ("add", "update"),
    ("add", "addAll"),
    ("remove", "removeAll"),
    ("remove", "discard"),
    ("remove", "clear"),
    ("poll", "peek"),
    ("poll", "pop"),
    ("offer", "poll"),
    ("put", "putIfAbsent"),
    ("insert", "entry"),
    ("insert", "push"),
    ("get", "entry"),
    ("get", "getOrDefault"),
    ("insert", "emplace"),
    ("strcpy", "strcat"),
    ("slice", "splice"),
    ("slice", "substring"),
    ("substring", "substr"),
    ("drain", "retain"),
    ("take", "skip"),
    ("takeWhile", "dropWhile"),
    ("take_while", "skip_while"),
    // Going through what there is.
    ("map", "forEach"),
    ("map", "flatMap"),
    ("map", "flat_map"),
    ("map", "filter_map"),
    ("map", "and_then"),
    ("map", "filter"),
    ("filter", "filter_map"),
    ("keys", "entries"),
    ("keys", "items"),
    ("values", "items"),
    ("values", "entries"),
    ("next", "next_back"),
    ("chunks", "windows"),
    ("chunks", "chunks_exact"),
    ("iter", "iter_mut"),
    ("iter", "into_iter"),
    ("values", "values_mut"),
    ("chunks", "chunks_mut"),
    ("get", "get_mut"),
    ("sum", "count"),
    ("sum", "len"),
    ("count", "len"),
    ("sum", "product"),
    ("sort", "sorted"),
    ("reverse", "reversed"),
    ("reduce", "reduceRight"),
    ("ceiling", "higher"),
    ("floor", "lower"),
    // Texts.
    ("lstrip", "rstrip"),
    ("strip", "lstrip"),
    ("strip", "rstrip"),
    ("trim", "trimEnd"),
    ("trim", "trimStart"),
    ("trim", "trim_end"),
    ("trim", "trim_start"),
    ("TrimLeft", "TrimPrefix"),
    ("TrimRight", "TrimSuffix"),
    ("split", "splitlines"),
    ("split", "rsplit"),
    ("split", "partition"),
    ("splitn", "rsplitn"),
    ("partition", "rpartition"),
    ("split_once", "rsplit_once"),
    ("isalpha", "isalnum"),
    ("isdigit", "isalpha"),
    ("isdigit", "isspace"),
    ("is_alphabetic", "is_alphanumeric"),
    ("is_numeric", "is_alphanumeric"),
    ("print", "println"),
    ("Print", "Println"),
    ("Println", "Printf"),
    ("printf", "fprintf"),
    ("sprintf", "printf"),
    // Reading and writing.
    ("open", "create"),
    ("Open", "Create"),
    ("read", "readline"),
    ("read", "readlines"),
    ("readline", "readlines"),
    ("read_line", "read_to_string"),
    ("read_to_end", "read_to_string"),
    ("next", "nextLine"),
    ("hasNext", "hasNextLine"),
    ("write", "writeln"),
    ("dumps", "loads"),
    ("dump", "load"),
    ("dumps", "dump"),
    ("loads", "load"),
    ("stringify", "parse"),
    ("istringstream", "ostringstream"),
    ("ifstream", "ofstream"),
    // Numbers.
    ("sin", "cos"),
    ("sin", "sinh"),
    ("atan", "atan2"),
    ("log", "log10"),
    ("log", "log2"),
    ("ln", "log10"),
    ("abs", "fabs"),
    ("parseInt", "parseFloat"),
    ("atoi", "atof"),
    ("f32", "f64"),
    // Threads and dates.
    ("signal", "broadcast"),
    ("begin", "rbegin"),
    ("Mutex", "RWMutex"),
    ("lock_guard", "unique_lock"),
    ("join", "detach"),
    ("getDay", "getDate"),
    ("getUTCDay", "getUTCDate"),
];
/// Words that parts of names are taken for, in small letters.
const PARTS: &[(&str, &str)] = &[
    ("prefix", "suffix"),
    ("starts", "ends"),
    ("startswith", "endswith"),
    ("radians", "degrees"),
    ("rad", "deg"),
    ("front", "back"),
    ("head", "tail"),
    ("first", "second"),
    ("up", "down"),
    ("keyup", "keydown"),
    ("mouseup", "mousedown"),
    ("above", "below"),
    ("over", "under"),
    ("high", "low"),
    ("higher", "lower"),
    ("hi", "lo"),
    ("north", "south"),
    ("east", "west"),
    ("black", "white"),
    ("lat", "lon"),
    ("lat", "lng"),
    ("latitude", "longitude"),
    ("x", "y"),
    ("dx", "dy"),
    ("dr", "dc"),
    ("i", "j"),
    ("horizontal", "vertical"),
    ("encode", "decode"),
    ("serialize", "deserialize"),
    ("millis", "seconds"),
    ("millis", "secs"),
    ("millisecond", "second"),
    ("milliseconds", "seconds"),
    ("seconds", "minutes"),
    ("minutes", "hours"),
    ("hours", "days"),
    ("floor", "round"),
    ("ceil", "round"),
    ("floor", "ceiling"),
    ("uppercase", "lowercase"),
    ("even", "odd"),
    ("positive", "negative"),
    ("enable", "disable"),
    ("enabled", "disabled"),
    ("show", "hide"),
    ("attach", "detach"),
    ("connect", "disconnect"),
    ("commit", "rollback"),
    ("accept", "reject"),
    ("resolve", "reject"),
    ("stdin", "stdout"),
    ("stdout", "stderr"),
    ("text", "bytes"),
    ("asc", "desc"),
    ("include", "exclude"),
    ("inner", "outer"),
    ("local", "remote"),
    ("expected", "actual"),
    ("got", "want"),
    ("request", "response"),
    ("sender", "receiver"),
    ("tx", "rx"),
    ("full", "empty"),
    ("sender", "target"),
    ("client", "server"),
    ("buy", "sell"),
    ("debit", "credit"),
    ("greater", "less"),
    ("since", "until"),
    ("start", "stop"),
];

/// The marked lines with one word for another that it is taken for, or with numbers filled up with zeros.
pub(super) fn confused(code: &str, language: Language) -> Vec<Rewrite> {
    let mut edits = Rewrites::new(code);
    edits.turn(Rule::SlipConfused);
    padded(&mut edits, code, language);
    for (at, name) in names(code) {
        edits.turn(Rule::SlipConfused);
        for &(one, other) in NAMES {
            if name == one || name == other {
                edits.put_in(at..at + name.len(), &[if name == one { other } else { one }]);
            }
        }
        edits.turn(Rule::SlipConfusedParts);
        for other in others_of(name, PARTS) {
            edits.put_in(at..at + name.len(), &[&other]);
        }
    }
    edits.found.truncate(MOST);
    edits.into_ruled()
}

/// `%02d` for `%2d`, and `{:02}` for `{:2}`: as clocks and numbers of base 16 have it.
fn padded(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    let is_kind = |rest: &str| rest.starts_with(['d', 'x', 'X', 'u', '}']);
    for Range { start, end } in texts(code, language) {
        for (at, sign) in code[start..end].char_indices().filter(|(_, sign)| matches!(sign, '%' | ':')) {
            let at = start + at + sign.len_utf8();
            let width = code[at..end].trim_start_matches(|digit: char| digit.is_ascii_digit());
            let is_width = code[at..end].len() - width.len() == 1 && !code[at..].starts_with('0');
            let is_number =
                is_kind(width) && (sign == '%' || width.trim_start_matches(is_part).starts_with('}'));
            if is_width && is_number && (sign == ':') == width.contains('}') {
                edits.put_in(at..at, &["0"]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        language::Language::{C, Cpp, Go, Java, JavaScript, Python, Rust},
        rewrites::texts_of,
    };

    #[test]
    fn words_become_what_they_are_taken_for() {
        for (language, code, expected) in [
            (Rust, "if a.is_ok() {\n", "if a.is_err() {\n"),
            (JavaScript, "const a = b.indexOf(c);\n", "const a = b.lastIndexOf(c);\n"),
            (Python, "a = math.degrees(b)\n", "a = math.radians(b)\n"),
            (Rust, "let a = b.strip_suffix(\"s\");\n", "let a = b.strip_prefix(\"s\");\n"),
            (Go, "a := strings.HasPrefix(b, c)\n", "a := strings.HasSuffix(b, c)\n"),
            (Cpp, "jobs.pop_back();\n", "jobs.pop_front();\n"),
            (Java, "Duration.ofMillis(n)\n", "Duration.ofSeconds(n)\n"),
            (JavaScript, "on('keyup', f);\n", "on('keydown', f);\n"),
            (C, "printf(\"%d:%2d\", m, s);\n", "printf(\"%d:%02d\", m, s);\n"),
            (Python, "f\"{m}:{s:2d}\"\n", "f\"{m}:{s:02d}\"\n"),
            (Rust, "format!(\"{m}:{s:2}\")\n", "format!(\"{m}:{s:02}\")\n"),
        ] {
            let found = texts_of(confused(code, language));
            assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
        }
    }

    #[test]
    fn other_words_stay() {
        for code in ["latest = setup(index)\n", "note(\"%02d %d\", m, s);\n", "a[3:4] = \"é:\"\n", "%2"] {
            assert_eq!(confused(code, C), [], "{code}");
        }
        assert!(confused(&"get(pop, map, find, append)\n".repeat(3), C).len() <= MOST);
    }
}

//! Headers that are missing, and what C++ says of declarations: what overrides nothing, a name of a template that nobody made, a literal without
//! its space of names.

use super::Asked;
use crate::{
    arguments::argument_lists,
    language::Language::{C, Cpp},
    lexical,
    names::{is_part, last_word, leading, names},
    rewrites::Rewrites,
};

/// Headers of C, each with what it declares.
const HEADERS: [(&str, &[&str]); 16] = [
    ("assert.h", &["assert"]),
    (
        "ctype.h",
        &[
            "isalpha", "isdigit", "isspace", "isalnum", "isupper", "islower", "isxdigit", "ispunct",
            "isprint", "toupper", "tolower",
        ],
    ),
    ("errno.h", &["errno", "EINTR", "ENOENT", "ERANGE", "EINVAL", "EAGAIN"]),
    ("inttypes.h", &["PRIu64", "PRId64", "PRIx64", "PRIu32", "SCNu64"]),
    (
        "limits.h",
        &[
            "INT_MAX",
            "INT_MIN",
            "LONG_MAX",
            "LONG_MIN",
            "UINT_MAX",
            "CHAR_BIT",
            "ULONG_MAX",
            "LLONG_MAX",
            "PATH_MAX",
        ],
    ),
    (
        "math.h",
        &[
            "sqrt", "pow", "fabs", "floor", "ceil", "round", "sin", "cos", "tan", "log", "exp", "hypot",
            "fmod", "M_PI", "NAN", "INFINITY", "isnan", "atan2", "lround", "log10", "log2",
        ],
    ),
    (
        "pthread.h",
        &[
            "pthread_t",
            "pthread_create",
            "pthread_join",
            "pthread_mutex_t",
            "pthread_mutex_lock",
            "pthread_mutex_unlock",
        ],
    ),
    ("signal.h", &["signal", "sigaction", "SIGINT", "SIGTERM", "raise", "kill", "sig_atomic_t"]),
    ("stdarg.h", &["va_list", "va_start", "va_end"]),
    ("stdbool.h", &["bool", "true", "false"]),
    ("stddef.h", &["size_t", "ptrdiff_t", "offsetof", "NULL"]),
    (
        "stdint.h",
        &[
            "uint8_t",
            "uint16_t",
            "uint32_t",
            "uint64_t",
            "int8_t",
            "int16_t",
            "int32_t",
            "int64_t",
            "uintptr_t",
            "SIZE_MAX",
            "UINT32_MAX",
            "INT64_MAX",
            "UINT64_C",
        ],
    ),
    (
        "stdlib.h",
        &[
            "malloc",
            "calloc",
            "realloc",
            "free",
            "exit",
            "abort",
            "atoi",
            "atof",
            "atol",
            "strtol",
            "strtod",
            "strtoul",
            "qsort",
            "bsearch",
            "rand",
            "srand",
            "abs",
            "getenv",
            "system",
            "EXIT_FAILURE",
            "EXIT_SUCCESS",
        ],
    ),
    (
        "string.h",
        &[
            "strlen", "strcmp", "strncmp", "strcpy", "strncpy", "strcat", "strncat", "strchr", "strrchr",
            "strstr", "strtok", "strdup", "memcpy", "memmove", "memset", "memcmp", "strerror", "strspn",
            "strcspn",
        ],
    ),
    (
        "time.h",
        &[
            "time",
            "time_t",
            "clock",
            "localtime",
            "gmtime",
            "strftime",
            "mktime",
            "nanosleep",
            "clock_gettime",
            "difftime",
        ],
    ),
    (
        "unistd.h",
        &[
            "close", "read", "write", "fork", "getpid", "sleep", "usleep", "access", "getopt", "optarg",
            "optind", "execvp", "pipe", "dup2",
        ],
    ),
];
/// Ends of literals, each with the space of names that has them.
const LITERALS: [(&str, &[&str]); 3] = [
    ("std::chrono_literals", &["ms", "us", "ns", "s", "min", "h"]),
    ("std::string_view_literals", &["sv"]),
    ("std::string_literals", &["s"]),
];

/// A header among those of the marked lines, in their order.
pub(super) fn headers(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let says = [
        "implicit declaration",
        "implicitly declaring",
        "undeclared",
        "unknown type name",
        "was not declared",
    ];
    let code = asked.code;
    if asked.language != C
        || !says.iter().any(|it| asked.says(it))
        || !code.trim_start().starts_with("#include <")
    {
        return;
    }
    let name = asked.quote(0);
    let Some((header, _)) = HEADERS.iter().find(|(_, declares)| declares.contains(&name)) else { return };
    let line = format!("#include <{header}>\n");
    let mut places = vec![code.len()];
    let mut at = 0;
    for included in code.split_inclusive('\n') {
        if included > line.as_str() {
            places.insert(0, at);
            break;
        }
        at += included.len();
    }
    for at in places {
        edits.put_in(at..at, &[&line]);
    }
}

/// What a method is called and declared like in a class above: `marked ‘override’, but does not override`.
pub(super) fn overriding(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    if !asked.says("but does not override") && !asked.says("does not override any member") {
        return;
    }
    let code = asked.code;
    let Some(open) = code.find('(') else { return };
    let name = last_word(&code[..open]);
    let Some(end) = code.find(" override") else { return };
    let call = format!("{name}(");
    for line in asked.outline.above().lines().rev().filter(|line| line.contains("virtual ")) {
        let Some(at) = line.find(&call).filter(|at| !line[..*at].ends_with(is_part)) else { continue };
        let head = &line[at + name.len()..];
        let Some(close) = lexical::closing(head, 1, C) else { continue };
        let is_const = head[close + 1..].trim_start().starts_with("const");
        let made = format!("{}{}", &head[..=close], if is_const { " const" } else { "" });
        edits.put_in(open..end, &[&made]);
    }
}

/// Other declarations of C++.
pub(super) fn declared(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let start = code.len() - code.trim_start().len();
    let indentation = &code[..start];
    if asked.language != Cpp {
        return;
    }
    if asked.says("numeric literal operator") || asked.says("literal operator") {
        let end = asked.message.split("\"\"").nth(1).map(leading).unwrap_or_default();
        for (space, _) in LITERALS.iter().filter(|(_, ends)| ends.contains(&end)) {
            edits.put_in(0..0, &[&format!("{indentation}using namespace {space};\n")]);
        }
    } else if asked.says("was not declared")
        && asked.quote(0).len() == 1
        && code.contains('(')
        && asked.outline.function().is_none()
    {
        let name = asked.quote(0);
        if name.starts_with(|it: char| it.is_ascii_uppercase()) {
            for word in ["typename", "class"] {
                edits.put_in(0..0, &[&format!("{indentation}template <{word} {name}>\n")]);
            }
        }
    } else if asked.says("any field named ‘super’") || asked.says("any field named ‘base’") {
        let class = asked.outline.above().lines().rev().find_map(|line| {
            let (head, parent) = line.split_once(" : ")?;
            let is_class = ["class ", "struct "].iter().any(|word| head.trim_start().starts_with(word));
            is_class.then(|| last_word(parent.trim_end_matches(['{', ' '])))
        });
        for (at, name) in names(code).filter(|(_, name)| *name == asked.quote(1)) {
            if let Some(class) = class {
                edits.put_in(at..at + name.len(), &[class]);
            }
        }
    } else if asked.says("call to non-‘constexpr’ function") {
        // What is called, and not where.
        let is_head = code.contains('(') && !code.contains("constexpr") && asked.outline.function().is_none();
        if !is_head {
            return;
        }
        edits.put_in(start..start, &["constexpr "]);
    } else if asked.says("non-class type") && asked.says("()’") {
        for (at, text) in code.match_indices("();") {
            edits.put_in(at..at + text.len(), &[";", "{};"]);
        }
    } else if asked.says("deduction failed") || asked.says("missing template arguments") {
        let words = ["return", "const", "auto", "static", "using", "else", "case", "throw", "new", "std"];
        let first = names(code).next().filter(|(_, name)| !words.contains(name));
        let end = first.map(|(at, name)| at + name.len());
        if let Some(end) = end.filter(|end| code[*end..].starts_with(' ')) {
            edits.put_in(end..end, &["<char>", "<int>", "<std::string>", "<double>"]);
        }
    } else if asked.says("expected ‘:’ before") {
        for word in ["private ", "public ", "protected "] {
            for (at, _) in code.match_indices(word) {
                edits.put_in(at..at + word.len(), &[""]);
                edits.put_in(at + word.len() - 1..at + word.len(), &[": "]);
            }
        }
    } else if asked.says("enumeration value") && asked.says("not handled") {
        choice_added(edits, asked);
    } else if asked.says("of read-only location") || asked.says("const std::ostream") {
        for (at, _) in code.match_indices("(const ").chain(code.match_indices(", const ")) {
            let from = at + code[at..].find("const").unwrap_or(0);
            edits.put_in(from..from + "const ".len(), &[""]);
            let rest = &code[from + "const ".len()..];
            if let Some(sign) = rest.find(['&', ')']).filter(|sign| rest[*sign..].starts_with("& ")) {
                let kind = &rest[..sign];
                edits.put_in(from..from + "const ".len() + sign + 1, &[kind]);
            }
        }
    } else {
        values(edits, asked);
    }
}

/// One more choice behind the marked one, made like it.
fn choice_added(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let name = asked.quote(0);
    let Some(last) = code.lines().rev().find(|line| line.trim_start().starts_with("case ")) else { return };
    let Some(colon) = last.find(": ").or_else(|| last.rfind(':')) else { return };
    let (head, rest) = last.split_at(colon);
    let own = last_word(head);
    let same = [name.to_owned(), name.to_lowercase()];
    let other = [own.to_owned(), own.to_lowercase()];
    let mut body = rest.to_owned();
    for (from, to) in other.iter().zip(&same) {
        body = body.replace(&format!("\"{from}\""), &format!("\"{to}\""));
    }
    if let Some(before) = head.strip_suffix(own) {
        let line = format!("{before}{name}{body}\n");
        edits.put_in(code.len()..code.len(), &[&line]);
    }
}

/// Values of C++ that something else is made of.
fn values(edits: &mut Rewrites<'_>, asked: &Asked<'_>) {
    let code = asked.code;
    let start = code.len() - code.trim_start().len();
    if asked.says("non-pointer type ‘std::weak_ptr") {
        let line = code[start..].trim_end();
        if let Some((name, rest)) = line.split_once("->").filter(|(name, _)| name.chars().all(is_part)) {
            let whole = start..start + line.len();
            edits.put_in(whole.clone(), &[&format!("if (auto o = {name}.lock()) o->{rest}")]);
            edits.put_in(whole, &[&format!("{name}.lock()->{rest}")]);
        }
    } else if asked.says("no match for ‘operator+’") && asked.says("filesystem") {
        code.match_indices(" + ").for_each(|(at, _)| edits.put_in(at..at + 3, &[" / "]));
    } else if asked.says("no match for ‘operator*’") && asked.outline.count("operator*(") > 0 {
        for (at, sign) in code.match_indices(" * ") {
            let is_chain = |it: char| is_part(it) || it == '.';
            let from = code[..at].trim_end_matches(is_chain).len();
            let rest = &code[at + sign.len()..];
            let length = rest.len() - rest.trim_start_matches(is_chain).len();
            let turned = format!("{}{sign}{}", &rest[..length], &code[from..at]);
            edits.put_in(from..at + sign.len() + length, &[&turned]);
        }
    } else if asked.says("no match for ‘operator<<’") {
        let kind = asked.quoted.last().copied().unwrap_or_default();
        let document = [asked.outline.above(), asked.outline.below()].join("\n");
        let makers = document.lines().filter_map(|line| {
            let (head, rest) = line.split_once('(')?;
            let given = rest.trim_start_matches("const ");
            let is_of_kind = leading(given) == kind && !given.contains(',') && head.contains("string");
            (is_of_kind && !line.starts_with(' ')).then(|| last_word(head))
        });
        let makers: Vec<&str> = makers.take(2).collect();
        for maker in makers {
            for (at, sign) in code.match_indices("<< ") {
                let rest = &code[at + sign.len()..];
                let length = rest.find(" <<").or_else(|| rest.find(';')).unwrap_or(0);
                let value = &rest[..length];
                if value.starts_with(|it: char| it.is_alphabetic()) && !value.contains(' ') {
                    let range = at + sign.len()..at + sign.len() + length;
                    edits.put_in(range, &[&format!("{maker}({value})")]);
                }
            }
        }
    } else if asked.says("cannot convert") && asked.says("to ‘bool’ in return") {
        let value = code.trim().strip_prefix("return ").and_then(|it| it.strip_suffix(';'));
        // Of these only what is asked for so is a truth.
        let is_asked = ["stream", "optional", "_ptr", "function"].iter().any(|kind| asked.says(kind));
        if let Some(value) = value.filter(|_| is_asked) {
            let from = start + "return ".len();
            let range = from..from + value.len();
            edits.put_in(range.clone(), &[&format!("static_cast<bool>({value})"), &format!("!!{value}")]);
            if asked.says("stream") {
                edits.put_in(range, &[&format!("!{value}.fail()")]);
            }
        }
    } else if asked.says("cannot convert") && asked.other_name.contains("basic_string") {
        let makers: &[&str] = match asked.quoted.last().copied().unwrap_or_default() {
            "int" => &["std::stoi"],
            "double" => &["std::stod"],
            "long" | "long int" => &["std::stol"],
            "float" => &["std::stof"],
            _ => &[],
        };
        let value = code.split_once(" = ").and_then(|(_, value)| value.trim_end().strip_suffix(';'));
        if let Some(value) = value {
            let from = code.find(" = ").map_or(0, |at| at + " = ".len());
            for maker in makers {
                edits.put_in(from..from + value.len(), &[&format!("{maker}({value})")]);
            }
        }
    } else if asked.says("std::exception") && asked.says("has no member named") {
        let name = asked.quote(1);
        for (at, _) in names(code).filter(|(_, found)| *found == name) {
            let end = at + name.len();
            let close = if code[end..].starts_with("()") { end + 2 } else { end };
            edits.put_in(at..close, &["what()"]);
        }
    } else if asked.says("lock_guard") || asked.says("unique_lock") {
        for list in argument_lists(code, false) {
            let at = list.start - 1;
            if code[..at].ends_with('>') && code[..at].contains("lock") {
                edits.put_in(at..at, &[" lock", " guard"]);
            }
        }
    }
}

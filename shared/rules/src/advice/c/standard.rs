//! Types of arguments, of functions of the document and of C's library.

use crate::{
    language::Language::C,
    lexical,
    names::{is_part, last_word, names},
    outline::c::{Outline, base},
};

/// What functions of C's library take.
const LIBRARY: [(&str, &str); 56] = [
    ("atof", "char *"),
    ("atoi", "char *"),
    ("calloc", "size_t, size_t"),
    ("clock_gettime", "int, struct timespec *"),
    ("fclose", "FILE *"),
    ("feof", "FILE *"),
    ("ferror", "FILE *"),
    ("fflush", "FILE *"),
    ("fgets", "char *, int, FILE *"),
    ("fileno", "FILE *"),
    ("fopen", "char *, char *"),
    ("fputc", "int, FILE *"),
    ("fputs", "char *, FILE *"),
    ("fread", "void *, size_t, size_t, FILE *"),
    ("fseek", "FILE *, long, int"),
    ("fstat", "int, struct stat *"),
    ("ftell", "FILE *"),
    ("fwrite", "void *, size_t, size_t, FILE *"),
    ("getc", "FILE *"),
    ("getline", "char **, size_t *, FILE *"),
    ("memchr", "void *, int, size_t"),
    ("memcmp", "void *, void *, size_t"),
    ("memcpy", "void *, void *, size_t"),
    ("memmove", "void *, void *, size_t"),
    ("memset", "void *, int, size_t"),
    ("nanosleep", "struct timespec *, struct timespec *"),
    ("open", "char *, int"),
    ("pthread_cond_wait", "pthread_cond_t *, pthread_mutex_t *"),
    ("pthread_join", "pthread_t, void **"),
    ("pthread_mutex_init", "pthread_mutex_t *, pthread_mutexattr_t *"),
    ("pthread_mutex_lock", "pthread_mutex_t *"),
    ("pthread_mutex_unlock", "pthread_mutex_t *"),
    ("putc", "int, FILE *"),
    ("qsort", "void *, size_t, size_t, int *"),
    ("read", "int, void *, size_t"),
    ("realloc", "void *, size_t"),
    ("rewind", "FILE *"),
    ("sigaction", "int, struct sigaction *, struct sigaction *"),
    ("stat", "char *, struct stat *"),
    ("strcat", "char *, char *"),
    ("strchr", "char *, char"),
    ("strcmp", "char *, char *"),
    ("strcpy", "char *, char *"),
    ("strdup", "char *"),
    ("strlen", "char *"),
    ("strncmp", "char *, char *, size_t"),
    ("strncpy", "char *, char *, size_t"),
    ("strrchr", "char *, char"),
    ("strstr", "char *, char *"),
    ("strtod", "char *, char **"),
    ("strtok", "char *, char *"),
    ("strtol", "char *, char **, int"),
    ("strtoul", "char *, char **, int"),
    ("time", "time_t *"),
    ("ungetc", "int, FILE *"),
    ("write", "int, void *, size_t"),
];
/// Types of numbers, those that end with `_t` aside.
const NUMBERS: [&str; 14] = [
    "int", "long", "short", "char", "float", "double", "bool", "unsigned", "signed", "u8", "u16", "u32",
    "u64", "_Bool",
];

/// A type by its name and how many pointers lead to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Type<'a> {
    pub(super) base: &'a str,
    pub(super) depth: usize,
}

impl<'a> Type<'a> {
    pub(super) fn read(kind: &'a str) -> Self {
        Self { base: base(kind), depth: kind.matches('*').count() }
    }

    pub(super) fn is_number(self) -> bool {
        let word = self.base.split([' ', ':']).next_back().unwrap_or_default();
        self.depth == 0 && (NUMBERS.contains(&word) || word.ends_with("_t"))
    }

    /// Whether a value of another type may be given for this one; one that is not known may.
    pub(super) fn takes(self, other: Option<Self>) -> bool {
        let Some(other) = other else { return true };
        match (self.depth, other.depth) {
            (0, 0) => self.base == other.base || (self.is_number() && other.is_number()),
            (1, depth) if self.base == "void" => depth > 0,
            (depth, 1) if other.base == "void" => depth > 0,
            (one, two) => one == two && (self.base == other.base || one == 0),
        }
    }
}

/// A parameter by its type and, where that is known, its name.
#[derive(Clone, Copy)]
pub(super) struct Parameter<'a> {
    pub(super) kind: Type<'a>,
    pub(super) name: &'a str,
}

/// What a function takes.
pub(super) fn signature<'a>(outline: &Outline<'a>, name: &str) -> Option<Vec<Parameter<'a>>> {
    if let Some(found) = outline.parameters(name) {
        return Some(found.iter().map(|it| Parameter { kind: Type::read(it.kind), name: it.name }).collect());
    }
    let (_, types) = LIBRARY.iter().find(|(other, _)| *other == name)?;
    Some(types.split(", ").map(|kind| Parameter { kind: Type::read(kind), name: "" }).collect())
}

/// The type of an argument, as far as it shows.
pub(super) fn type_of<'a>(outline: &Outline<'a>, argument: &str) -> Option<Type<'a>> {
    let number = |base| Some(Type { base, depth: 0 });
    let text = argument.trim();
    if text.starts_with('"') {
        return Some(Type { base: "char", depth: 1 });
    }
    if text.starts_with('\'') {
        return number("char");
    }
    if text.starts_with("sizeof") {
        return number("size_t");
    }
    if text.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        return number("int");
    }
    if matches!(text, "stdin" | "stdout" | "stderr") {
        return Some(Type { base: "FILE", depth: 1 });
    }
    if text.starts_with("strlen(") {
        return number("size_t");
    }
    let (inner, is_address) = match text.strip_prefix('&') {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let (inner, is_value) = match inner.strip_prefix('*') {
        Some(inner) if !is_address => (inner, true),
        _ => (inner, false),
    };
    let (chain, n_indices) = match inner.split_once('[') {
        Some((chain, rest)) if rest.ends_with(']') => (chain, 1 + rest.matches("][").count()),
        Some(_) => return None,
        None => (inner, 0),
    };
    let is_chain =
        !chain.is_empty() && chain.replace("->", ".").chars().all(|letter| is_part(letter) || letter == '.');
    let name = last_word(chain);
    if !is_chain || name.is_empty() || name == "NULL" {
        return None;
    }
    let kind = outline.kind_of(name)?;
    let n_dimensions = dimensions(outline, name);
    let depth = kind.matches('*').count() + n_dimensions + usize::from(is_address);
    depth.checked_sub(n_indices + usize::from(is_value)).map(|depth| Type { base: base(kind), depth })
}

/// How many brackets stand behind a name where it is declared.
fn dimensions(outline: &Outline<'_>, name: &str) -> usize {
    let mut most = 0;
    for text in [outline.above(), outline.below()] {
        for (at, _) in text.match_indices(name) {
            let (before, rest) = (&text[..at], &text[at + name.len()..]);
            if !rest.starts_with('[') || !before.ends_with([' ', '*']) {
                continue;
            }
            let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
            let is_declared = names(line).next().is_some_and(|(at, first)| at == 0 && first != "return")
                && !line.contains(['=', '(']);
            if is_declared {
                let end = rest.find([';', '=', ',', ')', '\n']).unwrap_or(rest.len());
                most = most.max(rest[..end].matches('[').count());
            }
        }
    }
    most
}

/// The arguments of a call that a message of C++'s writes out with their types.
pub(super) fn types_in(call: &str) -> Vec<&str> {
    let inner =
        call.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')).map_or("", |(inner, _)| inner);
    lexical::types(inner, C)
}

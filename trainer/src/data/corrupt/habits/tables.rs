//! What people write for what: words and signs of other languages, functions that convert, types that are taken for
//! others.

use fixerr_shared::language::Language;

/// What stands for it, and its mistakes.
type Table = &'static [(&'static str, &'static [&'static str])];

/// Words and signs that another language has; the result does not parse, or is another program.
pub(super) const fn foreign_syntax(language: Language) -> Table {
    match language {
        Language::Python => PYTHON_SYNTAX,
        Language::JavaScript | Language::TypeScript => JAVASCRIPT_SYNTAX,
        Language::Java => JAVA_SYNTAX,
        Language::Go => GO_SYNTAX,
        Language::Rust => RUST_SYNTAX,
        Language::C => C_SYNTAX,
        Language::Cpp => CPP_SYNTAX,
    }
}

#[rustfmt::skip]
const PYTHON_SYNTAX: Table = &[
    ("elif", &["else if", "elseif", "elsif"]),
    ("raise", &["throw", "throw new"]),
    ("except", &["catch"]),
    ("def", &["function", "func", "fn", "fun"]),
    ("and", &["&&", "&"]),
    ("or", &["||", "|"]),
    ("not", &["!", "!"]),
    ("->", &["=>", ":"]),
    ("==", &["===", "=", "=="]),
    ("!=", &["!==", "<>"]),
    ("is", &["==="]),
    ("in", &["of", ":", ""]),
    ("as", &["", "=", "=>"]),
    ("import", &["", "include", "use"]),
    ("from", &["import", "using"]),
    ("else", &[":", "otherwise"]),
    ("with", &["using"]),
    ("del", &["delete"]),
    ("pass", &["{}", "..."]),
    ("lambda", &["", "function", "fn"]),
    ("+=", &["++", "=+"]),
    ("-=", &["--"]),
    (":", &[" {", "", ";", " then"]),
    ("=", &[":", ":=", "=="]),
    ("global", &["var"]),
    ("for", &["foreach", "for each"]),
];

#[rustfmt::skip]
const JAVASCRIPT_SYNTAX: Table = &[
    ("const", &["int", "auto", "val", "var const"]),
    ("let", &["int", "auto", "string", "mut"]),
    ("function", &["func", "def", "fn", "fun"]),
    ("catch", &["except", "rescue"]),
    ("throw", &["raise"]),
    ("&&", &["and", "&"]),
    ("||", &["or", "|"]),
    ("=>", &["->", "=", ":"]),
    ("===", &["==="]),
    ("of", &[":", "", "from"]),
    ("new", &["make"]),
    (":", &["=", "", "->"]),
    ("=", &[":", ":=", "=="]),
    ("!==", &["<>", "not"]),
    ("async", &["await"]),
    ("switch", &["match"]),
    ("interface", &["struct", "class interface"]),
    ("extends", &[":", "implements", "inherits"]),
    ("import", &["include", "from", "require"]),
    ("from", &["", "in", "="]),
    ("finally", &["else"]),
    ("typeof", &["type"]),
    ("?.", &["?", ".?"]),
    (",", &[";", "."]),
    (";", &[",", ":"]),
    ("constructor", &["__init__", "function constructor"]),
];

#[rustfmt::skip]
const JAVA_SYNTAX: Table = &[
    (":", &["in", "of", "="]),
    ("->", &["=>", ":"]),
    ("extends", &[":", "extend", "implements"]),
    ("implements", &[":", "implement", "extends"]),
    ("catch", &["except"]),
    ("throw", &["raise", "throws"]),
    ("throws", &["throw", "raises"]),
    ("final", &["const", "readonly"]),
    ("import", &["using", "include", "use"]),
    ("&&", &["and", "&"]),
    ("||", &["or", "|"]),
    ("instanceof", &["is", "instanceOf", "typeof"]),
    ("==", &["===", "="]),
    ("!=", &["!==", "<>"]),
    ("new", &["", "make"]),
    ("for", &["foreach", "for each"]),
    ("switch", &["match"]),
    ("this", &["self"]),
    ("super", &["base", "parent"]),
    ("interface", &["trait", "protocol"]),
    ("=", &[":=", ":"]),
    (",", &[";", "."]),
    (";", &[",", ":"]),
    ("public", &["pub", "export"]),
];

#[rustfmt::skip]
const GO_SYNTAX: Table = &[
    ("func", &["fn", "function", "def", "fun"]),
    ("for", &["while", "foreach"]),
    (":=", &["=:", "", ":"]),
    ("range", &["in", ""]),
    ("&&", &["and", "&"]),
    ("||", &["or", "|"]),
    ("=", &["=="]),
    ("switch", &["match", "select"]),
    ("var", &["let", "const", "auto"]),
    ("import", &["use", "include"]),
    ("type", &["typedef", "class", ""]),
    ("struct", &["class", "object"]),
    ("interface", &["trait"]),
    ("default", &["else", "_"]),
    ("!=", &["!==", "<>"]),
    ("==", &["===", "="]),
    ("<-", &["->", "<="]),
    (":", &["=", "=>"]),
    ("{", &[":", ""]),
    (",", &[";", "."]),
    ("go", &["async", "go func"]),
];

#[rustfmt::skip]
const RUST_SYNTAX: Table = &[
    ("fn", &["func", "fun", "function", "def"]),
    ("=>", &["->", ":", "="]),
    ("->", &["=>", ":"]),
    ("match", &["switch"]),
    ("&&", &["and", "&"]),
    ("||", &["or", "() =>", "|"]),
    ("..=", &["...", "..<"]),
    ("use", &["import", "using", "include"]),
    ("pub", &["public", "export"]),
    ("let", &["var", "const", "auto"]),
    ("mut", &["var", "mutable"]),
    ("impl", &["class", "implement"]),
    ("for", &["in", "foreach"]),
    ("in", &["of", ":", ""]),
    ("struct", &["class"]),
    ("trait", &["interface"]),
    ("enum", &["union"]),
    ("==", &["===", "="]),
    ("!=", &["!==", "<>"]),
    ("as", &["to", ""]),
    ("::", &[".", ":"]),
    (":", &["=", "", "->"]),
    ("=", &[":=", "=="]),
    (",", &[";", "."]),
    (";", &[","]),
    ("self", &["this"]),
    ("mod", &["module", "namespace"]),
    ("loop", &["while", "forever"]),
    ("if", &["when", "if let"]),
];

#[rustfmt::skip]
const C_SYNTAX: Table = &[
    ("struct", &["class", ""]),
    ("->", &["=>", ">", "- >"]),
    ("&&", &["and", "&"]),
    ("||", &["or", "|"]),
    ("==", &["===", "="]),
    ("!=", &["!==", "<>", "=!"]),
    ("switch", &["match"]),
    ("typedef", &["using", "type"]),
    ("const", &["final", "let"]),
    ("=", &[":=", ":"]),
    (",", &[";", "."]),
    (";", &[",", ":"]),
    (":", &[";", "->"]),
    ("static", &["private"]),
    ("while", &["whilst", "until"]),
    ("sizeof", &["size", "sizeOf"]),
];

#[rustfmt::skip]
const CPP_SYNTAX: Table = &[
    (":", &["in", "of", "extends"]),
    ("->", &["=>", ">"]),
    ("==", &["===", "="]),
    ("!=", &["!==", "<>"]),
    ("catch", &["except"]),
    ("throw", &["raise", "throw new"]),
    ("const", &["final"]),
    ("override", &["@override", "overrides"]),
    ("using", &["import", "use"]),
    ("namespace", &["package", "module"]),
    ("public", &["public "]),
    ("template", &["generic"]),
    ("auto", &["var", "let"]),
    ("class", &["Class", "object"]),
    ("this", &["self"]),
    ("<<", &["<", "", ">>", "+"]),
    (">>", &[">", "<<"]),
    ("::", &[".", ":"]),
    ("=", &[":=", ":"]),
    (",", &[";", "."]),
    (";", &[",", ":"]),
    ("virtual", &["abstract"]),
];

/// Words that another language has for the same, where the result may still parse.
pub(super) const fn foreign_words(language: Language) -> Table {
    match language {
        Language::Python => PYTHON_WORDS,
        Language::JavaScript | Language::TypeScript => JAVASCRIPT_WORDS,
        Language::Java => JAVA_WORDS,
        Language::Go => GO_WORDS,
        Language::Rust => RUST_WORDS,
        Language::C => C_WORDS,
        Language::Cpp => CPP_WORDS,
    }
}

#[rustfmt::skip]
const PYTHON_WORDS: Table = &[
    ("None", &["null", "nil", "none", "NULL"]),
    ("True", &["true", "TRUE"]),
    ("False", &["false", "FALSE"]),
    ("self", &["this"]),
    ("print", &["println", "echo", "printf", "console.log"]),
    ("str", &["String", "string"]),
    ("int", &["Integer", "integer"]),
    ("float", &["double", "Float"]),
    ("list", &["array", "List"]),
    ("dict", &["map", "Dict", "dictionary"]),
    ("set", &["Set"]),
    ("bool", &["boolean", "Boolean"]),
    ("isinstance", &["instanceof", "is_instance"]),
    ("len", &["length", "size", "count"]),
    ("range", &["xrange", "seq"]),
    ("super", &["parent", "base"]),
    ("Exception", &["Error"]),
    ("ValueError", &["IllegalArgumentException", "ArgumentError"]),
    ("//", &["/"]),
    ("**", &["^", "*"]),
];

#[rustfmt::skip]
const JAVASCRIPT_WORDS: Table = &[
    ("null", &["None", "nil", "NULL"]),
    ("true", &["True"]),
    ("false", &["False"]),
    ("this", &["self"]),
    ("boolean", &["bool", "Boolean"]),
    ("string", &["str", "String"]),
    ("number", &["int", "Number", "float", "integer"]),
    ("===", &["==", "="]),
    ("!==", &["!="]),
    ("Map", &["HashMap", "Dict", "dict"]),
    ("Set", &["HashSet"]),
    ("Array", &["List", "array"]),
    ("Error", &["Exception", "RuntimeError"]),
    ("TypeError", &["IllegalArgumentException"]),
    ("console", &["Console", "System"]),
    ("of", &["in"]),
    ("undefined", &["None", "nil"]),
    ("JSON", &["json", "Json"]),
    ("Promise", &["Future", "promise"]),
    ("unknown", &["object"]),
    ("void", &["None"]),
];

#[rustfmt::skip]
const JAVA_WORDS: Table = &[
    ("null", &["None", "nil", "NULL", "nullptr"]),
    ("true", &["True"]),
    ("false", &["False"]),
    ("boolean", &["bool", "Boolean"]),
    ("String", &["string", "str", "char[]"]),
    ("int", &["integer", "Int", "Integer"]),
    ("long", &["Long", "int64"]),
    ("double", &["float", "Double", "float64"]),
    ("List", &["Array", "list", "Vec", "vector"]),
    ("Map", &["Dict", "map", "dict", "HashMap"]),
    ("Set", &["set", "HashSet"]),
    ("Exception", &["Error"]),
    ("IllegalArgumentException", &["ValueError", "InvalidArgumentException"]),
    ("IllegalStateException", &["RuntimeError", "InvalidStateException"]),
    ("Optional", &["Option", "Maybe"]),
    ("Object", &["object", "any"]),
    ("var", &["auto", "let", "def"]),
    ("Integer", &["int"]),
    ("Character", &["char"]),
];

#[rustfmt::skip]
const GO_WORDS: Table = &[
    ("nil", &["null", "None", "NULL", "nullptr"]),
    ("true", &["True"]),
    ("false", &["False"]),
    ("string", &["String", "str"]),
    ("bool", &["boolean", "Bool"]),
    ("int", &["Int", "integer", "number"]),
    ("float64", &["float", "double"]),
    ("error", &["Error", "err", "exception"]),
    ("byte", &["char", "Byte"]),
    ("rune", &["char"]),
    ("len", &["length", "size", "cap"]),
    ("append", &["push", "add"]),
    ("map", &["Map", "dict"]),
    ("panic", &["throw", "raise"]),
    ("delete", &["remove", "del"]),
    ("make", &["new", "create"]),
    ("any", &["object", "Any"]),
];

#[rustfmt::skip]
const RUST_WORDS: Table = &[
    ("None", &["null", "nil", "Null", "NULL"]),
    ("true", &["True"]),
    ("false", &["False"]),
    ("String", &["string", "str", "Str"]),
    ("str", &["String", "string"]),
    ("bool", &["boolean", "Bool"]),
    ("i32", &["int", "integer"]),
    ("u32", &["uint", "unsigned"]),
    ("usize", &["size_t", "int", "uint"]),
    ("f64", &["double", "float"]),
    ("f32", &["float"]),
    ("u8", &["byte", "char"]),
    ("char", &["Char", "rune"]),
    ("Vec", &["List", "vec", "Array", "vector"]),
    ("HashMap", &["Map", "Dict", "hashmap"]),
    ("Option", &["Optional", "Maybe"]),
    ("Some", &["Just", "Optional"]),
    ("Ok", &["ok", "Okay"]),
    ("Err", &["Error", "err"]),
    ("println", &["print", "printf", "puts"]),
    ("eprintln", &["print", "errprintln"]),
    ("panic", &["throw", "abort"]),
    ("self", &["Self"]),
    ("Self", &["self", "This"]),
    ("vec", &["Vec", "list"]),
];

#[rustfmt::skip]
const C_WORDS: Table = &[
    ("NULL", &["null", "nil", "None", "nullptr"]),
    ("true", &["True", "TRUE"]),
    ("false", &["False", "FALSE"]),
    ("bool", &["boolean"]),
    ("char", &["string", "byte"]),
    ("size_t", &["usize", "int", "size"]),
    ("uint8_t", &["byte", "u8", "uint8"]),
    ("uint32_t", &["u32", "uint32"]),
    ("printf", &["print", "println", "puts"]),
    ("malloc", &["new", "alloc", "calloc"]),
    ("free", &["delete", "dealloc"]),
    ("strlen", &["len", "length", "sizeof", "strlength"]),
    ("strcmp", &["compare", "strequals", "cmp"]),
    ("strcpy", &["copy", "strcat"]),
    ("fprintf", &["printf", "print"]),
    ("memcpy", &["memcopy", "strcpy"]),
    ("double", &["float", "real"]),
];

#[rustfmt::skip]
const CPP_WORDS: Table = &[
    ("nullptr", &["null", "nil", "None", "NULL"]),
    ("true", &["True"]),
    ("false", &["False"]),
    ("bool", &["boolean"]),
    ("string", &["String", "str"]),
    ("vector", &["Vector", "list", "Vec", "array"]),
    ("unordered_map", &["HashMap", "hash_map"]),
    ("map", &["Map", "dict"]),
    ("size_t", &["usize", "int"]),
    ("cout", &["out", "print", "cin"]),
    ("endl", &["end", "nl", "newline"]),
    ("make_unique", &["make_shared", "new"]),
    ("make_shared", &["make_unique", "new"]),
    ("unique_ptr", &["shared_ptr", "Box"]),
    ("runtime_error", &["RuntimeException", "error", "RuntimeError"]),
    ("invalid_argument", &["IllegalArgumentException", "ValueError"]),
    ("auto", &["int", "auto*"]),
    ("to_string", &["str", "toString"]),
    ("std", &["Std"]),
];

/// Functions of one argument that turn it into what is needed; who forgets them passes the argument itself.
#[rustfmt::skip]
pub(super) const fn conversions(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python => &[
            "str", "int", "float", "list", "len", "sorted", "set", "tuple", "dict", "enumerate", "range", "reversed", "sum",
            "iter", "next", "bool", "bytes", "repr", "abs", "round", "Path", "type", "any", "all", "max", "min", "Decimal",
            "loads", "dumps", "array", "deepcopy", "copy", "ceil", "floor",
        ],
        Language::JavaScript | Language::TypeScript => &[
            "String", "Number", "parseInt", "parseFloat", "Boolean", "from", "keys", "entries", "values", "stringify", "parse",
            "resolve", "floor", "round", "ceil", "abs", "encodeURIComponent", "Date", "Set", "Map", "Array", "isArray", "freeze",
            "fromEntries", "all", "Error", "URL",
        ],
        Language::Java => &[
            "valueOf", "parseInt", "parseLong", "parseDouble", "of", "ofNullable", "requireNonNull", "asList", "toString", "copyOf",
            "singletonList", "unmodifiableList", "unmodifiableMap", "abs", "round", "floor", "ceil", "ofMillis", "ofSeconds",
            "sqrt", "get", "File", "stream", "entry",
        ],
        Language::Go => &[
            "string", "int", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "byte", "len", "cap",
            "Itoa", "New", "Duration", "TrimSpace", "ToLower", "ToUpper", "ValueOf", "Sprint", "rune", "Bytes", "String", "Clone",
        ],
        Language::Rust => &[
            "Ok", "Some", "Err", "new", "from", "to_owned", "from_secs", "from_millis", "Owned", "Borrowed", "try_from", "Box", "take",
            "drop", "from_utf8", "String", "Reverse",
        ],
        Language::C => &["strlen", "sizeof", "abs", "strdup", "atoi", "htons", "ntohl", "htonl", "ntohs", "tolower", "toupper", "strerror", "fabs"],
        Language::Cpp => &[
            "move", "string", "to_string", "stoi", "stod", "ref", "cref", "make_unique", "make_shared", "make_optional", "abs", "forward", "size_t",
            "string_view", "make_pair", "static_cast", "int", "double", "dynamic_cast", "reinterpret_cast", "tolower", "begin", "optional", "get",
        ],
    }
}

/// Types of which one is taken for another.
#[rustfmt::skip]
pub(super) const fn types(language: Language) -> &'static [&'static [&'static str]] {
    match language {
        Language::Python => &[&["str", "int", "float", "bytes", "bool"], &["list", "tuple", "set", "dict"], &["List", "Tuple", "Set", "Dict", "Iterable", "Sequence", "Iterator"]],
        Language::JavaScript => &[&["Map", "Set", "WeakMap", "Object", "Array"]],
        Language::TypeScript => &[&["string", "number", "boolean"], &["Map", "Set", "Record", "Array"], &["unknown", "never", "void", "any", "undefined"], &["Promise", "Array"]],
        Language::Java => &[
            &["int", "long", "double", "float", "boolean", "char", "byte", "short", "String"],
            &["Integer", "Long", "Double", "Boolean", "String", "Character"],
            &["List", "Set", "Map", "Collection", "Iterable", "Queue"],
            &["Optional", "List"],
            &["void", "int", "boolean", "String"],
            &["ArrayList", "LinkedList", "HashSet", "HashMap", "List"],
            &["Function", "Supplier", "Consumer", "Predicate", "BiFunction"],
        ],
        Language::Go => &[
            &["int", "int64", "int32", "uint", "uint32", "uint64", "float64", "string", "byte"],
            &["string", "byte", "rune", "bool", "error"],
            &["float64", "float32", "int"],
        ],
        Language::Rust => &[
            &["usize", "u32", "i32", "u64", "i64", "u8", "u16", "isize"],
            &["f64", "f32", "i32", "usize"],
            &["String", "str"],
            &["Option", "Result", "Vec"],
            &["Vec", "VecDeque", "HashSet", "HashMap", "BTreeMap"],
            &["Rc", "Arc", "Box", "Cell", "RefCell"],
            &["bool", "usize", "String"],
        ],
        Language::C => &[
            &["int", "long", "short", "char", "unsigned", "size_t", "double", "float"],
            &["uint8_t", "uint16_t", "uint32_t", "uint64_t", "int32_t", "int64_t", "size_t", "int"],
            &["void", "int", "char"],
            &["bool", "int"],
        ],
        Language::Cpp => &[
            &["int", "long", "char", "unsigned", "size_t", "double", "float", "bool"],
            &["string", "string_view", "char"],
            &["vector", "list", "deque", "set", "map", "array"],
            &["map", "unordered_map", "set", "unordered_set"],
            &["uint8_t", "uint16_t", "uint32_t", "uint64_t", "int32_t", "int64_t", "size_t", "int"],
            &["void", "int", "bool"],
            &["unique_ptr", "shared_ptr", "weak_ptr"],
        ],
    }
}

/// Types whose brackets hold another one, which is written alone by mistake.
#[rustfmt::skip]
pub(super) const WRAPPERS: &[&str] = &[
    "Option", "Optional", "Result", "Vec", "Box", "Rc", "Arc", "RefCell", "Mutex", "List", "Set", "Promise", "Array", "Iterable", "Iterator",
    "Collection", "vector", "unique_ptr", "shared_ptr", "optional", "Future", "CompletableFuture", "Supplier", "Stream", "Partial", "Readonly",
    "Sequence", "atomic", "ArrayList",
];

/// Keywords that are left out and that the rest of the line asks for.
#[rustfmt::skip]
pub(super) const fn lost_keywords(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python => &[
            "def", "in", "as", "import", "async", "yield", "from", "not", "global", "nonlocal", "lambda", "is", "else", "if", "class",
            "raise", "del", "with", "for",
        ],
        Language::JavaScript | Language::TypeScript => &[
            "new", "async", "const", "let", "var", "of", "function", "yield", "case", "typeof", "else", "throw", "extends", "as", "default",
            "from", "import", "in", "class",
        ],
        Language::Java => &["new", "case", "else", "throw", "throws", "extends", "implements", "import", "class", "void", "if", "for", "default"],
        Language::Go => &["func", "range", "defer", "go", "var", "type", "struct", "case", "else", "return", "chan", "import", "if", "for", "map"],
        Language::Rust => &[
            "mut", "let", "fn", "in", "as", "ref", "move", "else", "match", "impl", "for", "where", "dyn", "async", "use", "struct", "if", "return",
        ],
        Language::C => &["struct", "else", "case", "return", "if", "while", "for", "sizeof"],
        Language::Cpp => &[
            "auto", "override", "new", "else", "case", "template", "typename", "using", "class", "struct", "return", "throw", "operator", "delete",
        ],
    }
}

/// Calls with an argument that are left out of a chain.
#[rustfmt::skip]
pub(super) const CHAINED: &[&str] = &[
    "skip", "take", "orElse", "orElseThrow", "unwrap_or", "unwrap_or_else", "unwrap_or_default", "expect", "filter", "sorted", "fill", "toFixed",
    "padStart", "getOrDefault", "round", "rstrip", "lstrip", "strip", "encode", "decode", "ok_or", "ok_or_else", "map_err", "context", "catch", "slice",
    "limit", "join", "split", "collect", "reversed", "Seconds", "Add", "substr", "substring", "chunks", "step_by", "with_capacity",
];

/// Calls without arguments that everybody knows.
#[rustfmt::skip]
pub(super) const fn known_calls(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python => &["items", "keys", "values", "strip", "lower", "upper", "split", "copy", "read", "readlines", "close", "total_seconds", "json", "decode", "encode", "date", "exists", "group"],
        Language::JavaScript | Language::TypeScript => &["toString", "trim", "toLowerCase", "toUpperCase", "keys", "values", "entries", "json", "text", "getTime", "next", "flat", "pop", "shift", "preventDefault"],
        Language::Java => &["toString", "trim", "size", "length", "get", "stream", "toList", "getMessage", "toLowerCase", "toUpperCase", "values", "keySet", "entrySet", "getKey", "getValue", "iterator", "next", "build", "getName", "getClass", "isEmpty"],
        Language::Go => &["Error", "String", "Unix", "Seconds", "Bytes", "Len", "Format", "Interface", "UTC"],
        Language::Rust => &[
            "clone", "to_string", "to_owned", "unwrap", "iter", "into_iter", "iter_mut", "as_str", "as_ref", "as_deref", "as_mut", "into", "len", "collect", "cloned", "copied", "as_bytes", "borrow", "borrow_mut", "to_vec",
            "ok", "chars", "lines", "bytes", "rev", "peekable", "as_slice", "keys", "values", "enumerate", "trim", "lock", "to_path_buf", "display", "err",
        ],
        Language::C => &[],
        Language::Cpp => &["c_str", "size", "begin", "end", "str", "get", "data", "length", "front", "back", "value", "lock", "empty", "what"],
    }
}

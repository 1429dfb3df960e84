//! Where the names of standard libraries come from: an import that looks elsewhere, or that spells a name otherwise, is put right.

use crate::{
    language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript},
    names::{differences, is_part, last_word},
    rewrites::Rewrites,
};

/// A module, package or header and what it is asked for; of two homes of one name the likelier one.
type Home = (&'static str, &'static [&'static str]);

const OF_PYTHON: &[Home] = &[
    ("dataclasses", &["dataclass", "field", "asdict", "astuple"]),
    ("collections", &["defaultdict", "Counter", "deque", "OrderedDict", "namedtuple", "ChainMap"]),
    ("pathlib", &["Path", "PurePath"]),
    ("functools", &["partial", "lru_cache", "reduce", "wraps", "cached_property", "total_ordering"]),
    ("itertools", &["chain", "product", "permutations", "combinations", "groupby", "islice", "zip_longest"]),
    (
        "typing",
        &[
            "Any",
            "Awaitable",
            "Callable",
            "ClassVar",
            "Deque",
            "Dict",
            "FrozenSet",
            "Generator",
            "Generic",
            "IO",
            "Iterable",
            "Iterator",
            "List",
            "Literal",
            "Mapping",
            "Match",
            "NamedTuple",
            "Optional",
            "Pattern",
            "Protocol",
            "Sequence",
            "Set",
            "Tuple",
            "Type",
            "TypeVar",
            "Union",
        ],
    ),
    ("datetime", &["date", "datetime", "timedelta", "timezone"]),
    ("abc", &["ABC", "abstractmethod"]),
    ("enum", &["Enum", "IntEnum", "Flag", "auto"]),
    ("decimal", &["Decimal", "ROUND_HALF_UP", "ROUND_HALF_EVEN", "InvalidOperation"]),
    ("fractions", &["Fraction"]),
    ("concurrent.futures", &["ThreadPoolExecutor", "ProcessPoolExecutor", "as_completed"]),
    ("threading", &["Thread", "Lock", "RLock", "Semaphore"]),
    ("multiprocessing", &["Lock", "Pool", "Process", "RLock", "Semaphore"]),
    ("asyncio", &["Lock", "Semaphore"]),
    ("io", &["StringIO", "BytesIO"]),
    ("contextlib", &["contextmanager", "suppress", "closing", "ExitStack"]),
    ("argparse", &["ArgumentParser", "Namespace"]),
    ("urllib.parse", &["urlparse", "urlencode", "urljoin", "parse_qs", "quote", "unquote", "urlsplit"]),
    ("urllib.request", &["urlopen"]),
    ("http.server", &["BaseHTTPRequestHandler", "HTTPServer"]),
    ("unittest.mock", &["Mock", "MagicMock", "patch"]),
    ("random", &["randint", "shuffle", "choice"]),
    ("heapq", &["heappush", "heappop", "heapify", "nlargest", "nsmallest"]),
    ("bisect", &["bisect_left", "bisect_right", "insort"]),
    ("math", &["sqrt", "ceil", "pi", "isclose", "gcd", "hypot"]),
    ("operator", &["itemgetter", "attrgetter"]),
    ("statistics", &["mean", "median", "stdev"]),
    ("string", &["ascii_letters", "ascii_lowercase", "digits", "punctuation"]),
    ("uuid", &["uuid4"]),
    ("hashlib", &["sha256", "md5"]),
    ("subprocess", &["Popen", "PIPE", "CalledProcessError"]),
    // What is more often asked of others.
    ("typing", &["ChainMap", "Counter", "OrderedDict"]),
    ("email.utils", &["formatdate", "parsedate_to_datetime", "parseaddr", "formataddr"]),
    (
        "collections.abc",
        &[
            "AsyncIterator",
            "Awaitable",
            "Callable",
            "Collection",
            "Generator",
            "Hashable",
            "Iterable",
            "Iterator",
            "Mapping",
            "MutableMapping",
            "MutableSequence",
            "Sequence",
            "Sized",
        ],
    ),
];
const OF_JAVA: &[Home] = &[
    (
        "java.util",
        &[
            "ArrayDeque",
            "ArrayList",
            "Arrays",
            "BitSet",
            "Collection",
            "Collections",
            "Comparator",
            "Deque",
            "EnumMap",
            "EnumSet",
            "HashMap",
            "HashSet",
            "Iterator",
            "LinkedHashMap",
            "LinkedHashSet",
            "LinkedList",
            "List",
            "Locale",
            "Map",
            "NoSuchElementException",
            "Objects",
            "Optional",
            "PriorityQueue",
            "Queue",
            "Random",
            "Scanner",
            "Set",
            "Stack",
            "StringJoiner",
            "TreeMap",
            "TreeSet",
            "UUID",
        ],
    ),
    (
        "java.util.function",
        &[
            "BiConsumer",
            "BiFunction",
            "BinaryOperator",
            "Consumer",
            "Function",
            "IntFunction",
            "Predicate",
            "Supplier",
            "ToIntFunction",
            "UnaryOperator",
        ],
    ),
    ("java.util.stream", &["Collectors", "IntStream", "LongStream", "Stream", "StreamSupport"]),
    (
        "java.util.concurrent",
        &[
            "BlockingQueue",
            "Callable",
            "CompletableFuture",
            "ConcurrentHashMap",
            "ConcurrentMap",
            "CopyOnWriteArrayList",
            "CountDownLatch",
            "ExecutorService",
            "Executors",
            "Future",
            "LinkedBlockingQueue",
            "ThreadLocalRandom",
            "TimeUnit",
        ],
    ),
    (
        "java.util.concurrent.atomic",
        &[
            "AtomicBoolean",
            "AtomicInteger",
            "AtomicIntegerArray",
            "AtomicLong",
            "AtomicReference",
            "LongAdder",
        ],
    ),
    ("java.util.concurrent.locks", &["Lock", "ReadWriteLock", "ReentrantLock"]),
    ("java.util.regex", &["Matcher", "Pattern"]),
    (
        "java.io",
        &[
            "BufferedReader",
            "BufferedWriter",
            "File",
            "FileInputStream",
            "FileNotFoundException",
            "FileOutputStream",
            "FileReader",
            "FileWriter",
            "IOException",
            "InputStream",
            "InputStreamReader",
            "OutputStream",
            "PrintWriter",
            "Reader",
            "StringReader",
            "StringWriter",
            "UncheckedIOException",
            "Writer",
        ],
    ),
    ("java.nio.file", &["Files", "Path", "Paths", "StandardOpenOption"]),
    ("java.nio.charset", &["Charset", "StandardCharsets"]),
    (
        "java.time",
        &["Clock", "DayOfWeek", "Duration", "Instant", "LocalDate", "LocalDateTime", "LocalTime", "ZoneId"],
    ),
    ("java.time.temporal", &["ChronoUnit", "TemporalAdjusters", "TemporalAmount"]),
    ("java.time.format", &["DateTimeFormatter", "DateTimeParseException"]),
    ("java.math", &["BigDecimal", "BigInteger", "MathContext", "RoundingMode"]),
    ("java.text", &["DecimalFormat", "NumberFormat", "ParseException", "SimpleDateFormat"]),
    ("java.util.zip", &["CRC32", "GZIPInputStream", "ZipFile"]),
    ("java.nio", &["ByteBuffer", "ByteOrder"]),
    ("java.awt", &["List"]),
];
const OF_RUST: &[Home] = &[
    (
        "std::collections",
        &["BTreeMap", "BTreeSet", "BinaryHeap", "HashMap", "HashSet", "LinkedList", "VecDeque"],
    ),
    ("std::io", &["BufRead", "BufReader", "BufWriter", "Read", "Write", "Seek", "SeekFrom"]),
    ("std::fs", &["File", "OpenOptions"]),
    ("std::rc", &["Rc"]),
    ("std::cell", &["Cell", "RefCell"]),
    ("std::sync", &["Arc", "Condvar", "Mutex", "RwLock", "mpsc"]),
    ("std::sync::atomic", &["AtomicBool", "AtomicU64", "AtomicUsize"]),
    ("std::thread", &["JoinHandle"]),
    ("std::time", &["Duration", "Instant", "SystemTime"]),
    ("std::cmp", &["Ordering", "Reverse"]),
    ("std::str", &["FromStr"]),
    ("std::path", &["Path", "PathBuf"]),
    ("std::process", &["Command", "ExitCode", "Stdio"]),
    ("std::error", &["Error"]),
    ("std::fmt", &["Debug", "Display", "Error", "Write"]),
    ("std::hash", &["Hash", "Hasher"]),
    ("std::iter", &["FromIterator", "Peekable"]),
    ("std::ops", &["Add", "AddAssign", "Deref", "Index", "IndexMut", "Mul", "Neg", "Sub"]),
    ("std::num", &["ParseFloatError", "ParseIntError"]),
    ("std::borrow", &["Cow"]),
    ("std::convert", &["TryFrom", "TryInto"]),
    ("std::io", &["Error", "Result"]),
    ("std::sync::atomic", &["Ordering"]),
    ("std::fmt", &["Result"]),
    ("std::result", &["Result"]),
];
/// Go's packages are asked for by the last part of their path.
const OF_GO: &[Home] = &[
    ("encoding", &["base64", "binary", "csv", "gob", "hex", "json", "xml"]),
    ("net", &["http", "mail", "smtp", "url"]),
    ("net/http", &["httptest", "httputil"]),
    ("math", &["big", "bits", "cmplx", "rand"]),
    ("container", &["heap", "list", "ring"]),
    ("path", &["filepath"]),
    ("io", &["fs", "ioutil"]),
    ("os", &["exec", "signal", "user"]),
    ("sync", &["atomic"]),
    ("text", &["tabwriter", "template"]),
    ("crypto", &["hmac", "md5", "sha1", "sha256", "sha512", "tls"]),
    ("hash", &["crc32", "fnv"]),
    ("unicode", &["utf8"]),
    ("compress", &["gzip", "zlib"]),
    ("archive", &["tar", "zip"]),
    ("database", &["sql"]),
    ("log", &["slog"]),
    ("crypto", &["rand"]),
    ("html", &["template"]),
];
const OF_CPP: &[Home] = &[
    ("iostream", &["cin", "cout", "cerr", "endl", "io", "stream", "iostreams"]),
    ("queue", &["priority_queue"]),
    ("memory", &["make_shared", "make_unique", "shared_ptr", "unique_ptr"]),
    ("algorithm", &["algorithms", "find_if", "max", "min", "reverse", "sort", "transform"]),
    ("fstream", &["ifstream", "ofstream", "file"]),
    ("sstream", &["istringstream", "ostringstream", "stringstream"]),
    ("iomanip", &["setfill", "setprecision", "setw"]),
    ("stdexcept", &["invalid_argument", "out_of_range", "runtime_error"]),
    ("string", &["getline", "strings", "to_string"]),
    ("map", &["multimap"]),
    ("set", &["multiset"]),
    ("unordered_map", &["hash_map", "hashmap", "unorderedmap"]),
    ("unordered_set", &["hash_set"]),
    ("vector", &["vectors"]),
    ("utility", &["move", "pair"]),
    ("cstdint", &["int64_t", "uint8_t", "uint32_t", "uint64_t"]),
    ("cmath", &["math", "sqrt"]),
    ("numeric", &["accumulate", "iota"]),
    ("limits", &["numeric_limits"]),
    ("thread", &["threads"]),
    ("functional", &["function"]),
    ("filesystem", &["fs"]),
];
const OF_C: &[Home] = &[
    ("stdio.h", &["printf.h", "stdio", "studio.h"]),
    ("stdlib.h", &["malloc", "std.h", "stdlib", "stlib.h"]),
    ("string.h", &["str.h", "string"]),
    ("stdbool.h", &["bool.h", "boolean.h", "stdbool", "stdboolean.h"]),
    ("stdint.h", &["int.h", "stdint", "uint.h"]),
    ("ctype.h", &["chartype.h", "ctype", "ctypes.h"]),
    ("math.h", &["cmath", "math", "maths.h"]),
    ("assert.h", &["assert", "asserts.h"]),
    ("errno.h", &["errno"]),
    ("stddef.h", &["size_t", "stddef"]),
    ("limits.h", &["limit.h", "limits"]),
    ("time.h", &["times.h"]),
    ("pthread.h", &["pthread", "pthreads.h", "thread.h"]),
];

/// Modules of Python that are not what they look like.
const OTHERS_OF_PYTHON: [&str; 2] = ["cmath", "mock"];
/// Letters in which a module's name may differ from what is meant.
const MOST_LETTERS: usize = 2;

/// An import of a name that is at home elsewhere, or whose home spells it otherwise.
pub(super) fn put_right(edits: &mut Rewrites<'_>, code: &str, language: Language) {
    let start = code.len() - code.trim_start().len();
    let line = code.trim();
    if line.contains('\n') {
        return;
    }
    let made = match language {
        Python => of_python(line),
        Java => of_path(line, "import ", ".", OF_JAVA),
        Rust => of_path(line, "use ", "::", OF_RUST),
        Go => of_go(line),
        C => of_include(line, OF_C),
        Cpp => of_include(line, OF_CPP),
        JavaScript | TypeScript => None,
    };
    if let Some(made) = made {
        edits.put_in(start..start + line.len(), &[&made]);
    }
}

/// The modules of Python's standard library that a name is at home in.
pub(crate) fn homes_of_python(name: &str) -> impl Iterator<Item = &'static str> {
    let homes = OF_PYTHON.iter().filter(move |(_, names)| names.contains(&name));
    homes.map(|(home, _)| *home)
}

/// The package of Java's library that a class is at home in.
pub(crate) fn home_of_java(class: &str) -> Option<&'static str> {
    OF_JAVA.iter().find(|(_, classes)| classes.contains(&class)).map(|(home, _)| *home)
}

/// What a module of Python's standard library is asked for.
pub(super) fn names_of_python(module: &str) -> impl Iterator<Item = &'static str> {
    OF_PYTHON.iter().filter(move |(home, _)| *home == module).flat_map(|(_, names)| names.iter().copied())
}

/// Where a name is at home, and how it is spelt there: where it is asked for if it is at home there, too.
/// In other letters it is another one, unless it is asked for at that home.
fn home_of(name: &str, asked: &str, homes: &'static [Home]) -> Option<(&'static str, &'static str)> {
    let all = || homes.iter().flat_map(|(home, names)| names.iter().map(move |name| (*home, *name)));
    let is_home = homes.iter().any(|(home, _)| *home == asked);
    let is_asked = |home: &str| if is_home { home == asked } else { is_near(asked, home) };
    all()
        .find(|(home, known)| *known == name && *home == asked)
        .or_else(|| all().find(|(_, known)| *known == name))
        .or_else(|| all().find(|(home, known)| known.eq_ignore_ascii_case(name) && is_asked(home)))
}

/// Whether a name is a slip away from another, or the same.
fn is_near(asked: &str, other: &str) -> bool {
    let (asked, other): (Vec<char>, Vec<char>) = (asked.chars().collect(), other.chars().collect());
    // Of a short one too little would be left.
    let most = MOST_LETTERS.min(asked.len().min(other.len()).saturating_sub(1) / 2);
    differences(&asked, &other, most).is_some()
}

/// `from dataclass import dataclass`, `from pathlib import path`, `import Path`.
fn of_python(line: &str) -> Option<String> {
    let plain = |name: &str| !name.is_empty() && name.chars().all(is_part);
    let (module, names) = if let Some(rest) = line.strip_prefix("from ") {
        rest.split_once(" import ")?
    } else {
        let name = line.strip_prefix("import ").filter(|name| plain(name))?;
        // What is a module may be called as one of its names.
        if OF_PYTHON.iter().any(|(home, _)| *home == name) {
            return None;
        }
        ("", name)
    };
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    // `from urllib import urlencode`: a part of the module has all of them.
    let inner = OF_PYTHON.iter().find(|(home, known)| {
        let is_part = home.strip_prefix(module).is_some_and(|rest| rest.starts_with('.'));
        !module.is_empty() && is_part && names.iter().all(|name| known.contains(name))
    });
    if let Some((home, _)) = inner {
        return Some(format!("from {home} import {}", names.join(", ")));
    }
    let homes: Option<Vec<_>> =
        names.iter().filter(|name| plain(name)).map(|name| home_of(name, module, OF_PYTHON)).collect();
    let homes = homes.filter(|homes| homes.len() == names.len())?;
    let (home, _) = homes.first()?;
    // Other people's modules have such names, too.
    let is_meant = module.is_empty()
        || OF_PYTHON.iter().any(|(home, _)| is_near(module, home))
        || names.contains(&module);
    let is_other = module.starts_with(['.', '_']) || OTHERS_OF_PYTHON.contains(&module);
    let names: Vec<&str> = homes.iter().map(|(_, name)| *name).collect();
    let is_of_one = homes.iter().all(|(other, _)| other == home);
    (is_of_one && is_meant && !is_other).then(|| format!("from {home} import {}", names.join(", ")))
}

/// `import java.time.ChronoUnit;`, `use std::collection::BTreeMap;`: a path with the name at its end.
fn of_path(line: &str, word: &str, joint: &str, homes: &'static [Home]) -> Option<String> {
    let path = line.strip_prefix(word)?.trim_end_matches(';').trim_end();
    let name = last_word(path);
    let before = path[..path.len() - name.len()].strip_suffix(joint).unwrap_or_default();
    // Other people's libraries have such names, too.
    let root = before.split(joint).next().unwrap_or_default();
    let is_standard = matches!(root, "" | "java" | "std" | "core" | "alloc");
    // What needs no system stands in the standard library under the same path.
    let part = Some(root).filter(|root| matches!(*root, "core" | "alloc"));
    let asked = part.map_or_else(|| before.to_owned(), |root| format!("std{}", &before[root.len()..]));
    let (home, name) =
        home_of(name, &asked, homes).filter(|_| is_standard && before.chars().all(is_path_part))?;
    let home = match (part, home.strip_prefix("std")) {
        (Some(root), Some(rest)) => format!("{root}{rest}"),
        _ => home.to_owned(),
    };
    Some(format!("{word}{home}{joint}{name};"))
}

/// `"encode/json"`, with `import` in front or in a list.
fn of_go(line: &str) -> Option<String> {
    let (before, path) = match line.strip_prefix("import ") {
        Some(path) => ("import ", path),
        None => ("", line),
    };
    let path = path.strip_prefix('"')?.strip_suffix('"')?;
    // A domain's packages are others.
    if path.contains('.') || !path.chars().all(|letter| is_part(letter) || letter == '/') {
        return None;
    }
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    // A module's own packages may have no domain.
    let is_meant = matches!(parent, "" | "encode") || OF_GO.iter().any(|(home, _)| is_near(parent, home));
    let (home, name) = home_of(name, parent, OF_GO).filter(|_| is_meant)?;
    Some(format!("{before}\"{home}/{name}\""))
}

/// `#include <priority_queue>`, `#include "stdio.h"`.
fn of_include(line: &str, homes: &'static [Home]) -> Option<String> {
    let name = line.strip_prefix("#include")?.trim();
    let is_quoted = name.starts_with('"');
    let inner = name.trim_matches(['<', '>', '"']).trim();
    let known = homes.iter().find(|(home, _)| *home == inner).map(|(home, _)| *home);
    let home = match home_of(inner, "", homes) {
        // A file of one's own may be called so.
        Some((home, _)) if !is_quoted => home,
        _ => known?,
    };
    Some(format!("#include <{home}>"))
}

fn is_path_part(letter: char) -> bool {
    is_part(letter) || matches!(letter, '.' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(code: &str, language: Language) -> Vec<String> {
        let mut edits = Rewrites::new(code);
        put_right(&mut edits, code, language);
        edits.found
    }

    #[test]
    fn names_come_from_where_they_are_at_home() {
        for (language, code, expected) in [
            (Python, "from dataclass import dataclass\n", "from dataclasses import dataclass\n"),
            (Python, "    from pathlib import path\n", "    from pathlib import Path\n"),
            (Python, "from collection import deque, counter\n", "from collections import deque, Counter\n"),
            (Python, "import Path\n", "from pathlib import Path\n"),
            (Java, "import java.time.ChronoUnit;\n", "import java.time.temporal.ChronoUnit;\n"),
            (Java, "import java.util.list;\n", "import java.util.List;\n"),
            (Java, "import Scanner\n", "import java.util.Scanner;\n"),
            (Rust, "use std::collection::BTreeMap;\n", "use std::collections::BTreeMap;\n"),
            (Rust, "use std::HashMap;\n", "use std::collections::HashMap;\n"),
            (Rust, "use core::cel::RefCell;\n", "use core::cell::RefCell;\n"),
            (Go, "\t\"encode/json\"\n", "\t\"encoding/json\"\n"),
            (Go, "import \"rand\"\n", "import \"math/rand\"\n"),
            (Cpp, "#include <priority_queue>\n", "#include <queue>\n"),
            (C, "#include \"stdio.h\"\n", "#include <stdio.h>\n"),
            (C, "#include <stdbool>\n", "#include <stdbool.h>\n"),
        ] {
            assert_eq!(right(code, language), [expected]);
        }
    }

    #[test]
    fn what_is_right_or_not_known_stays() {
        for (language, code) in [
            (Python, "from dataclasses import dataclass, field\n"),
            (Python, "from .models import Path\n"),
            (Python, "from pathlib import Path as P\n"),
            (Python, "import datetime\n"),
            (Python, "from math import ceil, of_my_own\n"),
            (Python, "from fastapi import Path\n"),
            (Python, "from pydantic import Field\n"),
            (Python, "from sqlalchemy import Enum\n"),
            (Python, "from collections.abc import Callable\n"),
            (Python, "from typing import OrderedDict\n"),
            (Python, "from unittest import mock\n"),
            (Python, "from cmath import sqrt\n"),
            (Python, "from os import path\n"),
            (Rust, "use std::fmt::Result;\n"),
            (Rust, "use core::cell::RefCell;\n"),
            (Rust, "use std::fs::read;\n"),
            (Java, "import java.awt.List;\n"),
            (Go, "\t\"crypto/rand\"\n"),
            (Go, "\t\"html/template\"\n"),
            (Go, "\t\"shop/internal/user\"\n"),
            (C, "#include <strings.h>\n"),
            (Java, "import java.util.List;\n"),
            (Java, "import com.example.List;\n"),
            (Java, "import static java.util.List.of;\n"),
            (Rust, "use crate::fs::File;\n"),
            (Rust, "use std::io::Error;\n"),
            (Python, "from asyncio import Lock\n"),
            (Rust, "use std::io::{self, Read};\n"),
            (Go, "\t\"encoding/json\"\n"),
            (Go, "\t\"example.com/a/json\"\n"),
            (Go, "\tjson \"encoding/json\"\n"),
            (Cpp, "#include \"sort\"\n"),
            (C, "#include <stdio.h>\n"),
            (TypeScript, "import { Path } from 'path'\n"),
            (C, "#include <io.h>\n"),
            (C, "#include <error.h>\n"),
            (Python, "from counter import Counter\n"),
            (Python, "from _functools import reduce\n"),
            (Java, "import javax.ws.rs.Path;\n"),
            (Java, "import javax.validation.constraints.Pattern;\n"),
        ] {
            assert_eq!(right(code, language), [] as [&str; 0]);
        }
    }
}

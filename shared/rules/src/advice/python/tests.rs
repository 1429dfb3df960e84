//! Messages of Python's tools with what they ask for.

use super::super::{Marked, advised};
use crate::{language::Language::Python, rewrites::texts_of};

/// What a message asks of the last line of a text.
fn asked(text: &str, message: &str) -> Vec<String> {
    let last = text.split_inclusive('\n').count().saturating_sub(1);
    Marked::new(text, last, last).map_or_else(
        |_| Vec::new(),
        |marked| texts_of(advised(&marked, Python, Some(message), |name| text.matches(name).count() > 1)),
    )
}

/// Checks that each message asks for a line, and for few others.
fn ask(cases: &[(&str, &str, &str)]) {
    for (text, message, expected) in cases {
        let found = asked(text, message);
        assert!(found.contains(&(*expected).to_owned()), "{message}\n{text}: {found:?}");
        assert!(found.len() <= 9, "{message}\n{text}: {found:?}");
    }
}

#[test]
fn a_name_is_asked_of_what_has_it() {
    ask(&[
        (
            "class A:\n    def f(self):\n        self.rows = []\n        return rows\n",
            "undefined name 'rows'",
            "        return self.rows\n",
        ),
        (
            "class A:\n    LIMIT = 3\n    def f(self):\n        return LIMIT\n",
            "Name \"LIMIT\" is not defined",
            "        return self.LIMIT\n",
        ),
        ("import enum\nclass A(Enum):\n", "undefined name 'Enum'", "class A(enum.Enum):\n"),
        ("from math import sqrt\na = math.sqrt(2)\n", "undefined name 'math'", "a = sqrt(2)\n"),
        ("from enum import Enum\nclass A(enum):\n", "undefined name 'enum'", "class A(Enum):\n"),
        (
            "p.add_argument(\"--dry-run\")\nargs = p.parse_args()\nif dry_run:\n",
            "undefined name 'dry_run'",
            "if args.dry_run:\n",
        ),
        ("class A:\n    def f(self) -> A:\n", "undefined name 'A'", "    def f(self) -> \"A\":\n"),
        ("a = [row for line in rows]\n", "undefined name 'row'", "a = [line for line in rows]\n"),
        ("f(rows, start==1)\n", "undefined name 'start'", "f(rows, start=1)\n"),
        ("w = h = 1\nw = 2\nh = 3\narea = wh\n", "undefined name 'wh'", "area = w * h\n"),
        ("def f(a: boolean):\n", "undefined name 'boolean'", "def f(a: bool):\n"),
    ]);
    assert!(
        !asked("def f():\n    return rows\n", "undefined name 'rows'").iter().any(|it| it.contains("self."))
    );
}

#[test]
fn a_value_becomes_what_is_wanted() {
    let argument = |given: &str, wanted: &str| {
        format!("Argument 1 to \"f\" has incompatible type \"{given}\"; expected \"{wanted}\"")
    };
    for (code, given, wanted, expected) in [
        ("f(a, b)\n", "str", "bytes", "f(a.encode(), b)\n"),
        ("f(\"a\")\n", "str", "bytes", "f(b\"a\")\n"),
        ("f(\"12\")\n", "str", "int", "f(12)\n"),
        ("f(a / 2)\n", "float", "int", "f(a // 2)\n"),
        ("f(a.b)\n", "Callable[[], str]", "str", "f(a.b())\n"),
        ("f(a.b())\n", "str", "Callable[[], str]", "f(a.b)\n"),
        ("f(a)\n", "list[int]", "set[int]", "f(set(a))\n"),
        ("f(a)\n", "int", "list[int]", "f([a])\n"),
        ("f(a)\n", "list[int]", "Iterable[str]", "f(map(str, a))\n"),
        ("f(a)\n", "dict[str, int]", "Iterable[int]", "f(a.values())\n"),
        ("f(a)\n", "str | None", "str", "f(a or \"\")\n"),
        ("import pathlib\nf(a)\n", "str", "Path", "f(pathlib.Path(a))\n"),
        ("class C:\n    n: int\n\nf(a)\n", "C", "int", "f(a.n)\n"),
        ("class K(Enum):\n    A = \"a\"\n\nf(k)\n", "K", "str", "f(k.value)\n"),
        ("f(a)\n", "Coroutine[Any, Any, int]", "int", "f(await a)\n"),
        ("f(a)\n", "type[C]", "C", "f(a())\n"),
    ] {
        let found = asked(code, &argument(given, wanted));
        assert!(found.contains(&expected.to_owned()), "{given} {wanted}: {found:?}");
        assert!(found.len() < 7, "{given} {wanted}: {found:?}");
    }
    ask(&[
        (
            "    return a\n",
            "Incompatible return value type (got \"int\", expected \"Iterator[int]\")",
            "    yield a\n",
        ),
        (
            "    a = b.sort()\n",
            "Incompatible types in assignment (expression has type \"None\", variable has type \"list[int]\")",
            "    b.sort()\n",
        ),
        (
            "    a: int = None\n",
            "Incompatible types in assignment (expression has type \"None\", variable has type \"int\")",
            "    a: int | None = None\n",
        ),
        (
            "    n = f()\n",
            "Incompatible types in assignment (expression has type \"tuple[str, int]\", variable has type \"int\")",
            "    _, n = f()\n",
        ),
        (
            "def f(a: int = \"1\", b=2):\n",
            "Incompatible default for parameter \"a\" (default has type \"str\", parameter has type \"int\")",
            "def f(a: int = 1, b=2):\n",
        ),
        (
            "a.append(b)\n",
            "Argument 1 to \"append\" of \"list\" has incompatible type \"list[int]\"; expected \"int\"",
            "a.extend(b)\n",
        ),
        (
            "    def __str__(self) -> None:\n",
            "Return type \"None\" of \"__str__\" incompatible with return type \"str\" in supertype \"builtins.object\"",
            "    def __str__(self) -> str:\n",
        ),
        (
            "    def __eq__(self, other: A) -> bool:\n",
            "Argument 1 of \"__eq__\" is incompatible with supertype \"builtins.object\"; supertype defines the argument type as \"object\"",
            "    def __eq__(self, other: object) -> bool:\n",
        ),
    ]);
}

#[test]
fn what_is_asked_of_a_value_is_asked_otherwise() {
    ask(&[
        ("a = b.join(\", \")\n", "\"list[str]\" has no attribute \"join\"", "a = \", \".join(b)\n"),
        ("a.append(b)\n", "\"set[int]\" has no attribute \"append\"", "a.add(b)\n"),
        ("a = self.b.size()\n", "\"dict[str, int]\" has no attribute \"size\"", "a = len(self.b)\n"),
        ("a = b.next()\n", "\"Iterator[int]\" has no attribute \"next\"", "a = next(b)\n"),
        ("if a.contains(b):\n", "\"list[int]\" has no attribute \"contains\"", "if b in a:\n"),
        ("a = b.get(0)\n", "\"list[int]\" has no attribute \"get\"", "a = b[0]\n"),
        ("a = b.name\n", "\"dict[str, int]\" has no attribute \"name\"", "a = b[\"name\"]\n"),
        ("a = b.c.d\n", "\"Callable[[], C]\" has no attribute \"d\"", "a = b.c().d\n"),
        (
            "import datetime\na = datetime.now()\n",
            "Module has no attribute \"now\"",
            "a = datetime.datetime.now()\n",
        ),
        ("for i in n:\n", "\"int\" has no attribute \"__iter__\" (not iterable)", "for i in range(n):\n"),
        (
            "for a in b.c:\n",
            "\"Callable[[], list[int]]\" has no attribute \"__iter__\" (not iterable)",
            "for a in b.c():\n",
        ),
        ("a = b[c]\n", "Value of type \"Callable[[int], str]\" is not indexable", "a = b(c)\n"),
        ("a = b(c)\n", "\"dict[str, int]\" not callable", "a = b[c]\n"),
        ("a = b[\"c\"]\n", "Value of type \"Namespace\" is not indexable", "a = b.c\n"),
    ]);
}

#[test]
fn operators_get_what_they_work_with() {
    ask(&[
        ("a = b - c\n", "Unsupported left operand type for - (\"list[int]\")", "a = set(b) - c\n"),
        (
            "a = [x for x in b] - c\n",
            "Unsupported left operand type for - (\"list[int]\")",
            "a = {x for x in b} - c\n",
        ),
        ("a = b + c\n", "Unsupported left operand type for + (\"set[int]\")", "a = b | c\n"),
        ("a = \"b\" + c\n", "Unsupported operand types for + (\"str\" and \"int\")", "a = \"b\" + str(c)\n"),
        (
            "if a < b.c:\n",
            "Unsupported operand types for < (\"int\" and \"Callable[[], int]\")",
            "if a < b.c():\n",
        ),
        ("if a is b & c <= d:\n", "Unsupported left operand type for & (\"A\")", "if a is b and c <= d:\n"),
        (
            "a[k] = a.get(k) + 1\n",
            "Unsupported operand types for + (\"None\" and \"int\")",
            "a[k] = a.get(k, 0) + 1\n",
        ),
        (
            "from datetime import date, timedelta\na = b - 2\n",
            "No overload variant of \"__sub__\" of \"date\" matches argument type \"int\"",
            "a = b - timedelta(days=2)\n",
        ),
        ("a = b ^ 2\n", "unsupported operand type(s) for ^: 'float' and 'int'", "a = b ** 2\n"),
    ]);
}

#[test]
fn calls_get_the_arguments_that_they_lack() {
    ask(&[
        (
            "def save(path, data):\n    pass\n\ndef f(path, data):\n    save(data)\n",
            "Missing positional argument \"data\" in call to \"save\"",
            "    save(path, data)\n",
        ),
        (
            "a = json.dump(b)\n",
            "Missing positional argument \"fp\" in call to \"dump\"",
            "a = json.dumps(b)\n",
        ),
        (
            "a = b.replace(\",\")\n",
            "Too few arguments for \"replace\" of \"str\"",
            "a = b.replace(\",\", \"\")\n",
        ),
        ("a.append(b, c)\n", "Too many arguments for \"append\" of \"list\"", "a.append((b, c))\n"),
        ("a.writerow(b, c)\n", "Too many arguments for \"writerow\" of \"Writer\"", "a.writerow([b, c])\n"),
        ("a = A(b)\n", "Too many positional arguments for \"A\"", "a = A(**b)\n"),
        (
            "a = defaultdict([])\n",
            "No overload variant of \"defaultdict\" matches argument type \"list[Never]\"",
            "a = defaultdict(list)\n",
        ),
        (
            "a = list(map(f(b)))\n",
            "No overload variant of \"map\" matches argument type \"int\"",
            "a = list(map(f, b))\n",
        ),
        (
            "a = b[c, d]\n",
            "No overload variant of \"__getitem__\" of \"list\" matches argument type \"tuple[int, int]\"",
            "a = b[c][d]\n",
        ),
        ("f(a, key=b)\n", "Unexpected keyword argument \"key\" for \"f\"", "f(a, b)\n"),
    ]);
}

#[test]
fn what_the_parser_says_is_done() {
    ask(&[
        ("a == b = c\n", "cannot assign to comparison", "a = b = c\n"),
        (
            "a = sum(b for b in c, 0)\n",
            "Generator expression must be parenthesized",
            "a = sum((b for b in c), 0)\n",
        ),
        (
            "a = {b, 0 for b in c}\n",
            "did you forget parentheses around the comprehension target?",
            "a = {b: 0 for b in c}\n",
        ),
        (
            "except OSError, error:\n",
            "multiple exception types must be parenthesized",
            "except OSError as error:\n",
        ),
        ("a = f(07)\n", "leading zeros in decimal integer literals are not permitted", "a = f(7)\n"),
        ("a = 4bc\n", "invalid decimal literal", "a = 4 * b * c\n"),
        (
            "a.sort(key=lambda b: b.c, b.d)\n",
            "positional argument follows keyword argument",
            "a.sort(key=lambda b: (b.c, b.d))\n",
        ),
        ("def f(a=1, b):\n", "non-default argument follows default argument", "def f(b, a=1):\n"),
        ("a = \"b'\n", "unterminated string literal (detected at line 1)", "a = \"b\"\n"),
        ("a = \"<b c=\"{d}\">\"\n", "invalid syntax. Perhaps you forgot a comma?", "a = '<b c=\"{d}\">'\n"),
        ("a++\n", "invalid syntax", "a += 1\n"),
        ("if a = f(b):\n", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", "if a := f(b):\n"),
    ]);
}

#[test]
fn linters_are_heard() {
    ask(&[
        (
            "class K(Enum):\n    ON = \"on\"\n\nif a is \"on\":\n",
            "use ==/!= to compare constant literals (str, bytes, int, float, tuple)",
            "if a is K.ON:\n",
        ),
        ("a - b\n", "Statement seems to have no effect", "a -= b\n"),
        (
            "log.info(\"a %s\" % b, c)\n",
            "Not enough arguments for format string",
            "log.info(\"a %s\", b, c)\n",
        ),
        (
            "a = \"b %s\" % (c, d)\n",
            "'...' % ... has 1 placeholder(s) but 2 substitution(s)",
            "a = \"b %s\" % c\n",
        ),
        ("log.info(\"a:\", b)\n", "Too many arguments for logging format string", "log.info(\"a: %s\", b)\n"),
        (
            "A = Callable[int, str]\n",
            "Please use \"Callable[[<parameters>], <return type>]\" or \"Callable\"",
            "A = Callable[[int], str]\n",
        ),
        (
            "a: Optional[int, None]\n",
            "Optional[...] must have exactly one type argument",
            "a: Optional[int]\n",
        ),
        (
            "a: list[int, str] = []\n",
            "\"list\" expects 1 type argument, but 2 given",
            "a: list[tuple[int, str]] = []\n",
        ),
        ("a: ClassVar(int) = 0\n", "Invalid type comment or annotation", "a: ClassVar[int] = 0\n"),
        (
            "A = TypeVar(\"B\")\n",
            "String argument 1 \"B\" to TypeVar(...) does not match variable name \"A\"",
            "A = TypeVar(\"A\")\n",
        ),
        (
            "a = heapq.heapify(b)\n",
            "\"heapify\" does not return a value (it only ever returns None)",
            "heapq.heapify(b)\n",
        ),
        ("raise a.pop\n", "Exception must be derived from BaseException", "raise a.pop()\n"),
        ("a = re.compile(\"\\d\")\n", "Anomalous backslash in string: '\\d'", "a = re.compile(r\"\\d\")\n"),
        ("for a, b in c:\n", "Unpacking a string is disallowed", "for a, b in c.items():\n"),
        ("if self.a:\n", "Function \"a\" could always be true in boolean context", "if self.a():\n"),
    ]);
}

#[test]
fn what_python_and_other_tools_say_is_understood() {
    ask(&[
        (
            "a = \", \".join(b)\n",
            "sequence item 0: expected str instance, int found",
            "a = \", \".join(map(str, b))\n",
        ),
        ("a = b[c / 2]\n", "list indices must be integers or slices, not float", "a = b[c // 2]\n"),
        ("a = b[c, d]\n", "list indices must be integers or slices, not tuple", "a = b[c][d]\n"),
        ("a = {[b, c]: d}\n", "unhashable type: 'list'", "a = {(b, c): d}\n"),
        ("for a in b:\n", "dictionary changed size during iteration", "for a in list(b):\n"),
        (
            "a = open(b)\n",
            "Using open without explicitly specifying an encoding",
            "a = open(b, encoding=\"utf-8\")\n",
        ),
        ("if not a in b:\n", "E713 test for membership should be 'not in'", "if a not in b:\n"),
        ("except:\n", "E722 do not use bare 'except'", "except Exception:\n"),
        (
            "try:\n    pass\nexcept OSError as error:\n    raise A(b)\n",
            "Consider explicitly re-raising using 'raise A(b) from error'",
            "    raise A(b) from error\n",
        ),
        ("def f(a=[]):\n", "Dangerous default value [] as argument", "def f(a=None):\n"),
        ("a.add(b)\n", "'list' object has no attribute 'add'", "a.append(b)\n"),
        ("a = b.size()\n", "Instance of 'list' has no 'size' member", "a = len(b)\n"),
        ("a.append(b)\n", "Cannot access attribute \"append\" for class \"set[int]\"", "a.add(b)\n"),
        (
            "from datetime import datetime, timedelta\na = datetime.timedelta(days=1)\n",
            "type object 'datetime.datetime' has no attribute 'timedelta'",
            "a = timedelta(days=1)\n",
        ),
        (
            "f(\"1\")\n",
            "Argument of type \"Literal['1']\" cannot be assigned to parameter \"a\" of type \"int\" in function \"f\"",
            "f(1)\n",
        ),
        ("    return a\n", "Type \"int\" is not assignable to return type \"str\"", "    return str(a)\n"),
        (
            "a = \"b\" + c\n",
            "Operator \"+\" not supported for types \"str\" and \"int\"",
            "a = \"b\" + str(c)\n",
        ),
    ]);
}

#[test]
fn tracebacks_are_understood() {
    ask(&[
        ("a = [0] * n\n", "IndexError: list assignment index out of range", "a = [0] * (n + 1)\n"),
        ("if a[2] == b:\n", "IndexError: list index out of range", "if len(a) > 2 and a[2] == b:\n"),
        ("b = a[i + 1]\n", "IndexError: list index out of range", "b = a[(i + 1) % len(a)]\n"),
        ("while n - a[0] > 2:\n", "IndexError: deque index out of range", "while a and n - a[0] > 2:\n"),
        ("a[b] += 1\n", "KeyError: 'c'", "a[b] = a.get(b, 0) + 1\n"),
        ("a[b].append(c)\n", "KeyError: 'c'", "a.setdefault(b, []).append(c)\n"),
        (
            "m = (a + b) / 2\n",
            "TypeError: list indices must be integers or slices, not float",
            "m = (a + b) // 2\n",
        ),
        (
            "a.append(n)\n",
            "TypeError: sequence item 0: expected str instance, int found",
            "a.append(str(n))\n",
        ),
        ("a = float(b)\n", "ValueError: could not convert string to float: ''", "a = float(b or 0)\n"),
        (
            "return a[0]\n",
            "TypeError: 'NoneType' object is not subscriptable",
            "return a[0] if a else None\n",
        ),
        ("a, b = c\n", "ValueError: too many values to unpack (expected 2)", "a, b, _ = c\n"),
        ("a = {}\n", "AttributeError: 'dict' object has no attribute 'add'", "a = set()\n"),
        ("except KeyError:\n", "ValueError: no such cup", "except ValueError:\n"),
        ("a.mkdir()\n", "FileExistsError: [Errno 17] File exists: 'b'", "a.mkdir(exist_ok=True)\n"),
        (
            "a.execute(B)\n",
            "ProgrammingError: You can only execute one statement at a time.",
            "a.executescript(B)\n",
        ),
        (
            "a = 0.5\n",
            "TypeError: conversion from float to Decimal is not supported",
            "a = Decimal(\"0.5\")\n",
        ),
        (
            "a = f\"{b:.2d}\"\n",
            "ValueError: Unknown format code 'd' for object of type 'float'",
            "a = f\"{b:.2f}\"\n",
        ),
        ("a = r\"[b\"\n", "re.error: unterminated character set at position 0", "a = r\"[b]\"\n"),
        (
            "import heapq\na.heappush((1, b))\n",
            "AttributeError: 'list' object has no attribute 'heappush'",
            "heapq.heappush(a, (1, b))\n",
        ),
        (
            "def f(a):\n    pass\nclass A:\n    def g(a):\n",
            "TypeError: A.g() takes 1 positional argument but 2 were given",
            "    def g(self, a):\n",
        ),
        (
            "    def run(a):\n",
            "TypeError: run() got an unexpected keyword argument 'b'",
            "    def run(a, b=None):\n",
        ),
        (
            "n = 0\ndef f():\n    n += 1\n",
            "UnboundLocalError: cannot access local variable 'n'",
            "    global n\n    n += 1\n",
        ),
        (
            "def f(a) -> int:\n",
            "The return type of a generator function should be \"Generator\" or one of its supertypes",
            "def f(a) -> Iterator[int]:\n",
        ),
        (
            "def f(n):\n    return 1 + f(n)\n",
            "RecursionError: maximum recursion depth exceeded",
            "    return 1 + f(n - 1)\n",
        ),
        ("from a import b, d\n", "undefined name 'c'", "from a import b, c, d\n"),
        (
            "a = [b for b in c]\n",
            "List comprehension has incompatible type List[int]; expected List[str]",
            "a = [str(b) for b in c]\n",
        ),
    ]);
}

#[test]
fn any_message_can_be_said_of_any_line() {
    let messages = [
        "undefined name 'é'",
        "Argument 1 to \"f\" has incompatible type \"str\"; expected \"bytes\"",
        "Incompatible return value type (got \"int\", expected \"Iterator[int]\")",
        "Incompatible types in assignment (expression has type \"None\", variable has type \"int\")",
        "Incompatible default for parameter \"a\" (default has type \"str\", parameter has type \"int\")",
        "\"list[int]\" has no attribute \"join\"",
        "\"int\" has no attribute \"__iter__\"",
        "Value of type \"Callable[[], int]\" is not indexable",
        "\"dict[str, int]\" not callable",
        "Unsupported operand types for + (\"str\" and \"int\")",
        "Missing positional argument \"a\" in call to \"f\"",
        "Too many arguments for \"append\" of \"list\"",
        "No overload variant of \"defaultdict\" matches argument type \"int\"",
        "Unexpected keyword argument \"a\" for \"f\"",
        "cannot assign to comparison",
        "invalid decimal literal",
        "unterminated string literal",
        "invalid syntax. Perhaps you forgot a comma?",
        "non-default argument follows default argument",
        "Not enough arguments for format string",
        "Statement seems to have no effect",
        "Need type annotation for \"a\"",
        "sequence item 0: expected str instance, int found",
        "list indices must be integers or slices, not float",
        "unhashable type: 'list'",
        "E713 B904 E722 B006 W1514",
        "IndexError: list index out of range",
        "KeyError: 'é'",
        "ValueError: could not convert string to float: 'é'",
        "ValueError: too many values to unpack (expected 2)",
        "AttributeError: 'NoneType' object has no attribute 'é'",
        "FileNotFoundError: [Errno 2] No such file or directory: 'é'",
        "re.error: unterminated character set at position 0",
        "TypeError: é() takes 1 positional argument but 2 were given",
        "UnboundLocalError: cannot access local variable 'é'",
        "IndentationError: expected an indented block",
        "a bytes-like object is required, not 'str'",
        "use ==/!= to compare constant literals",
        "Optional[...] must have exactly one type argument",
        "",
        "\"",
    ];
    let lines = [
        "\n",
        "é\n",
        "f(\n",
        "a.é(\"b, é\n",
        "a = é + 'ü' % (\n",
        "é: [ö = {\n",
        "def é(ü=1, ö\n",
        "for é in \n",
        "return \n",
        "a\u{3000}é\u{3000} = [\u{3000}]\n",
        "len(\n",
        "\u{3000}\u{3000}return É()\n",
        "a.get(é) + é\n",
        "\"é' é\n",
        "4é ++ 0é --\n",
        "range(len(é), -1)\n",
        "é[len(ü)]\n",
        "with open(\"é\") as é:\n",
        "super(é).join(é, ü)\n",
        "if é is 'é:\n",
        "×\n",
    ];
    for line in lines {
        for message in messages {
            assert!(!asked(line, message).contains(&line.to_owned()), "{message}: {line}");
        }
    }
}

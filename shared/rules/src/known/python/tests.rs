//! Mistakes of Python that are known, and lines that only look like them.

use super::super::*;
use crate::rewrites::texts_of;

/// What is known of Python's last line of a text.
fn of_its_last_line(text: &str) -> Vec<String> {
    let last = text.split_inclusive('\n').count().saturating_sub(1);
    let known = |name: &str| text.matches(name).count() > 1;
    texts_of(mended(&Marked::new(text, last, last).unwrap(), Python, known))
}

#[test]
fn what_pythons_library_says_is_wrong_is_mended() {
    for (text, expected) in [
        ("a = Decimal(0.1)\n", "a = Decimal(\"0.1\")\n"),
        ("a[b] = a.get(b) + 1\n", "a[b] = a.get(b, 0) + 1\n"),
        ("print(\"a\", sys.stderr)\n", "print(\"a\", file=sys.stderr)\n"),
        ("for i in len(a):\n", "for i in range(len(a)):\n"),
        ("a = b.split(\"\")\n", "a = b.split()\n"),
        ("a.sort(lambda b: b.c)\n", "a.sort(key=lambda b: b.c)\n"),
        ("a = max(b, lambda c: c.d)\n", "a = max(b, key=lambda c: c.d)\n"),
        ("if isinstance(a, [int, str]):\n", "if isinstance(a, (int, str)):\n"),
        ("except OSError or ValueError:\n", "except (OSError, ValueError):\n"),
        ("raise NotImplemented\n", "raise NotImplementedError\n"),
        ("assert (a, \"b\")\n", "assert a, \"b\"\n"),
        ("a = os.environ(\"B\")\n", "a = os.environ[\"B\"]\n"),
        ("for a, b in c.items:\n", "for a, b in c.items():\n"),
        ("super.__init__(a)\n", "super().__init__(a)\n"),
        ("super().__init__(self, a)\n", "super().__init__(a)\n"),
        ("a = \", \".join(b, c)\n", "a = \", \".join([b, c])\n"),
        ("a = max(len(b for b in c))\n", "a = max(len(b) for b in c)\n"),
        ("a = defaultdict(list())\n", "a = defaultdict(list)\n"),
        ("A = Callable[int, str]\n", "A = Callable[[int], str]\n"),
        ("with self.assertRaises(KeyError, f(a)):\n", "with self.assertRaises(KeyError):\n"),
        ("a = [0 * n]\n", "a = [0] * n\n"),
        ("if set(a) != len(a):\n", "if len(set(a)) != len(a):\n"),
        ("a, b = c.most_common(1)\n", "a, b = c.most_common(1)[0]\n"),
        ("a, b = c // d\n", "a, b = divmod(c, d)\n"),
        ("if a == \"b\" or \"c\":\n", "if a in (\"b\", \"c\"):\n"),
        ("a = b.strip.split()\n", "a = b.strip().split()\n"),
        ("    a.strip()\n", "    a = a.strip()\n"),
        ("for item, i in enumerate(b):\n", "for i, item in enumerate(b):\n"),
        (
            "p.add_argument(\"-a\", action=\"store_True\")\n",
            "p.add_argument(\"-a\", action=\"store_true\")\n",
        ),
        ("p.add_argument(\"-a\", default=2)\n", "p.add_argument(\"-a\", type=int, default=2)\n"),
        ("a = \"/n\".join(b)\n", "a = \"\\n\".join(b)\n"),
        ("a.setdefault(b, []).add(c)\n", "a.setdefault(b, set()).add(c)\n"),
        ("def f(a, now=time.time()):\n", "def f(a, now=None):\n"),
        ("if a.lower() == \"Yes\":\n", "if a.lower() == \"yes\":\n"),
        ("if type(a) == \"str\":\n", "if isinstance(a, str):\n"),
        ("return 10 ^ n\n", "return 10 ** n\n"),
        ("if a.b < 0 == c < 0:\n", "if (a.b < 0) == (c < 0):\n"),
        ("a = b.split(\",\").strip()\n", "a = b.split(\",\")[0].strip()\n"),
        ("a = random.shuffle(b)\n", "random.shuffle(b)\n"),
    ] {
        let found = of_its_last_line(text);
        assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
    }
}

#[test]
fn what_the_document_says_is_wrong_is_mended() {
    for (text, expected) in [
        ("def f(path, text):\n    pass\n\ndef g(path):\n    f(\"a\")\n", "    f(path, \"a\")\n"),
        ("def f(path, text):\n    pass\n\nf(text, path)\n", "f(path, text)\n"),
        ("a = []\na.add(1)\n", "a.append(1)\n"),
        ("a: set[int] = set()\na.append(1)\n", "a.add(1)\n"),
        ("a: dict[str, int] = {}\nfor b, c in a:\n", "for b, c in a.items():\n"),
        ("rows = []\nif rows > 5:\n", "if len(rows) > 5:\n"),
        ("async def f():\n    asyncio.sleep(1)\n", "    await asyncio.sleep(1)\n"),
        ("class T(TestCase):\n    def setup(self):\n", "    def setUp(self):\n"),
        ("def d(f):\n    def inner(*args):\n        pass\n    return inner()\n", "    return inner\n"),
        ("@dataclass\nclass A:\n    n = int\n", "    n: int\n"),
        (
            "import dataclasses\n@dataclasses.dataclass\nclass A:\n    n: list = []\n",
            "    n: list = dataclasses.field(default_factory=list)\n",
        ),
    ] {
        let found = of_its_last_line(text);
        assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
    }
    for (text, line, expected) in [
        (
            "from collections import deque\na = deque()\nb = Counter(a)\n",
            0,
            "from collections import Counter, deque\n",
        ),
        ("import fnmatch\nif fnmatch(a, b):\n    pass\n", 0, "from fnmatch import fnmatch\n"),
        ("with open(a, \"r\") as f:\n    f.write(b)\n", 0, "with open(a, \"w\") as f:\n"),
        (
            "class A:\n    def full(self):\n        return 1\nif a.full and b:\n    pass\n",
            1,
            "    @property\n    def full(self):\n",
        ),
    ] {
        let found = texts_of(mended(&Marked::new(text, line, line).unwrap(), Python, |_| false));
        assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
    }
}

#[test]
fn right_lines_of_python_are_left_alone() {
    for text in [
        "a = Decimal(\"0.1\") + Decimal(1)\n",
        "a[b] = c.get(b) + 1\n",
        "print(\"a\", file=sys.stderr)\n",
        "a = sorted(b, key=lambda c: c.d)\n",
        "a = list(map(str.strip, b))\n",
        "a = b.split(\",\")[0].strip()\n",
        "for i, a in enumerate(b):\n",
        "for key, value in a.items():\n",
        "A = Callable[P, str]\n",
        "A = Callable[..., str]\n",
        "a = defaultdict(lambda: [])\n",
        "a = defaultdict(list)\n",
        "raise NotImplementedError\n",
        "assert (a, b)\n",
        "p.add_argument(\"-a\", type=int, default=2)\n",
        "if a == \"b\" or c:\n",
        "def f(path, text):\n    pass\n\nf(text, text)\n",
        "def f(path, text=None):\n    pass\n\nf(path)\n",
        "def f(path, text):\n    f(text, path)\n",
        "a = {}\nfor b, c in a:\n",
        "a: dict[tuple[int, int], int] = {}\nfor b, c in a:\n",
        "a = []\na = set()\na.add(1)\n",
        "def f(a):\n    a.add(1)\n",
        "async def f():\n    await asyncio.sleep(1)\n",
        "def f():\n    asyncio.sleep(1)\n",
        "with open(a) as f:\n    f.read()\n",
        "a, b = c // d, e\n",
        "a = [0, 1 * n]\n",
        "plt.title(\"a\")\n",
        "self.strip.show()\n",
        "if a < span.upper and b:\n",
        "for name, price in self.items:\n",
        "for j, num in enumerate(nums):\n",
        "for rank, i in enumerate(order):\n",
        "a = {k: v for v, k in b.items()}\n",
        "w, h = shape // 2\n",
        "a = re.match(r\"/nodes/(\\d+)\", b)\n",
        "a = [\"taskkill\", \"/t\"]\n",
        "a = datetime.strftime(now, \"%Y\")\n",
        "a = b.str.split(\"\")\n",
        "a = config.find(\"b\", default=3)\n",
        "self.assertRaises(TypeError, partial(f, 1))\n",
        "def f():\n    a = []\n\ndef g(a):\n    a.add(1)\n",
        "a = []\n\ndef g():\n    a, b = h()\n    a.add(1)\n",
        "import click\n@click.command()\ndef main(path):\n    pass\n\npath = 1\nmain()\n",
        "class A:\n    def run(self, path):\n        pass\n\nclass B(C):\n    def go(self, path):\n        self.run()\n",
        "class A:\n    @staticmethod\n    def open(path, mode):\n        pass\n\nmode = 1\nopen(path)\n",
        "def compare(left, right):\n    pass\n\na.sort(key=cmp_to_key(lambda left, right: compare(right, left)))\n",
    ] {
        assert_eq!(of_its_last_line(text), [] as [&str; 0], "{text}");
    }
}

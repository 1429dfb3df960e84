//! Mistakes that are known by what stands around them, and lines that only look like them.

use super::*;
use crate::rewrites::texts_of;

/// The line that begins with `>`, which is no part of it, without its mistake.
fn found(language: Language, document: &str) -> Vec<String> {
    let line = document.lines().position(|line| line.starts_with('>')).unwrap_or_default();
    let text = match document.strip_prefix('>') {
        Some(text) => text.to_owned(),
        None => document.replacen("\n>", "\n", 1),
    };
    texts_of(mended(&Marked::new(&text, line, line).unwrap(), language, |_| true))
}

fn are_mended(language: Language, cases: &[(&str, &str)]) {
    for (document, expected) in cases {
        let found = found(language, document);
        assert!(found.contains(&format!("{expected}\n")), "{document}: {found:?}");
    }
}

fn are_left_alone(language: Language, documents: &[&str]) {
    let all = documents.iter().map(|document| (document, found(language, document)));
    let changed: Vec<_> = all.filter(|(_, found)| !found.is_empty()).collect();
    assert!(changed.is_empty(), "{changed:#?}");
}

#[test]
fn lines_of_go_are_mended_by_what_stands_around_them() {
    are_mended(
        Go,
        &[
            (">\tvar seen map[string]int\n\tseen[a] = 1\n", "\tseen := make(map[string]int)"),
            (
                ">var jobs map[string]int\n\nfunc add(a string) {\n\tjobs[a]++\n}\n",
                "var jobs = map[string]int{}",
            ),
            (
                ">\tall := make([]int, n)\n\tfor i := 0; i < n; i++ {\n\t\tall = append(all, i)\n\t}\n",
                "\tall := make([]int, 0, n)",
            ),
            (
                ">\tall := make([]int, 0, n)\n\tfor i := 0; i < n; i++ {\n\t\tall[i] = i\n\t}\n",
                "\tall := make([]int, n)",
            ),
            (">\tall := make([]int, n, 0)\n", "\tall := make([]int, 0, n)"),
            (
                "func f(cups []Cup) {\n>\tfor c := range cups {\n\t\tc.fill()\n\t}\n",
                "\tfor _, c := range cups {",
            ),
            ("func f() {\n\ta.mu.RLock()\n>\tdefer a.mu.Unlock()\n", "\tdefer a.mu.RUnlock()"),
            ("func f() {\n\ta.mu.Lock()\n\ta.n++\n>\ta.mu.Lock()\n}\n", "\ta.mu.Unlock()"),
            ("\tgo func(n int) {\n\t\tf(n)\n>\t}\n", "\t}(n)"),
            (">func (e *Failure) Error() {\n", "func (e *Failure) Error() string {"),
            (
                ">func (s *Server) Get(w *http.ResponseWriter, r *http.Request) {\n",
                "func (s *Server) Get(w http.ResponseWriter, r *http.Request) {",
            ),
            (">\tif errors.Is(io.EOF, err) {\n", "\tif errors.Is(err, io.EOF) {"),
            (">\tif strings.HasPrefix(\"a/\", name) {\n", "\tif strings.HasPrefix(name, \"a/\") {"),
            (">\ts = strings.TrimLeft(s, \"/all/\")\n", "\ts = strings.TrimPrefix(s, \"/all/\")"),
            (">\tif a == math.NaN() {\n", "\tif math.IsNaN(a) {"),
            (
                ">\tt.Errorf(\"got %d, want %d\", tt.want, got)\n",
                "\tt.Errorf(\"got %d, want %d\", got, tt.want)",
            ),
            (">\tlog.Printf(\"%d: %v\", err, n)\n", "\tlog.Printf(\"%d: %v\", n, err)"),
            (">\terr := rows.Scan(a.ID, a.Name)\n", "\terr := rows.Scan(&a.ID, &a.Name)"),
            (">\tday.AddDate(0, 0, 1)\n", "\tday = day.AddDate(0, 0, 1)"),
            (">\tif a == nil && a.n > 0 {\n", "\tif a == nil || a.n > 0 {"),
            (">\treturn math.Min(lo, math.Max(hi, v))\n", "\treturn math.Max(lo, math.Min(hi, v))"),
            (">\tstep := 1 / 50\n", "\tstep := 1.0 / 50.0"),
            (">\tn := 2 ^ bits\n", "\tn := 1 << bits"),
        ],
    );
}

#[test]
fn right_lines_of_go_are_left_alone() {
    are_left_alone(
        Go,
        &[
            ">\tvar seen map[string]int\n\tif a {\n\t\tseen = make(map[string]int)\n\t}\n\tseen[a] = 1\n",
            ">\tvar seen map[string]int\n\treturn seen[a]\n",
            ">\tall := make([]int, n)\n\tall[0] = 1\n\tall = append(all, 2)\n",
            ">\tall := make([]int, 0, n)\n\tall = append(all, 2)\n\tall[0] = 1\n",
            "func f(cups map[Cup]int) {\n>\tfor c := range cups {\n\t\tc.fill()\n\t}\n",
            "func f(cups []Cup) {\n>\tfor i := range cups {\n\t\tcups[i].fill()\n\t}\n",
            "func f() {\n\ta.mu.RLock()\n>\tdefer a.mu.RUnlock()\n",
            "func f() {\n\ta.mu.Lock()\n\ta.mu.Unlock()\n>\ta.mu.Lock()\n\tb()\n\ta.mu.Unlock()\n}\n",
            "\tif a {\n\t\tf(n)\n>\t}\n",
            ">func (e *Failure) Error() string {\n",
            ">func (s *Server) Get(w http.ResponseWriter, r *http.Request) {\n",
            ">\tif errors.Is(err, io.EOF) {\n",
            ">\tif strings.Contains(\"aeiou\", letter) {\n",
            ">\ts = strings.TrimLeft(s, \" \\t\")\n",
            ">\tt.Errorf(\"got %d, want %d\", got, tt.want)\n",
            ">\terr := rows.Scan(&a.ID, &a.Name)\n",
            ">\twg.Add(1)\n",
            ">\tfile.Truncate(0)\n",
            ">\tparts := strings.Split(\"a,b,c\", comma)\n",
            "func f() {\n\tif a {\n\t\tm.Lock()\n\t} else {\n\t\tm.RLock()\n\t}\n>\tm.Unlock()\n",
            ">\tall := make([]int, 0, n)\n\tall = all[:n]\n\tall[0] = 1\n",
            ">\tif a != nil && a.n > 0 {\n",
            ">\treturn math.Max(lo, math.Min(hi, v))\n",
            ">\tn := size / 2 * 100 / 50\n",
        ],
    );
}

#[test]
fn lines_of_java_are_mended_by_what_stands_around_them() {
    let field = "class A {\n    private final Random random;\n\n    A(long seed) {\n>        Random random = new Random(seed);\n    }\n";
    let found =
        "    Optional<Mug> find(int n) {\n        if (n < 0) {\n>            return null;\n        }\n";
    are_mended(
        Java,
        &[
            (field, "        random = new Random(seed);"),
            (found, "            return Optional.empty();"),
            (">        width = width;\n", "        this.width = width;"),
            (">        if (a == Double.NaN) {\n", "        if (Double.isNaN(a)) {"),
            (">        if (!a.b().equals(null)) {\n", "        if (a.b() != null) {"),
            (">        a = new BigDecimal(0.25);\n", "        a = new BigDecimal(\"0.25\");"),
            (">        if (a != null & a.b()) {\n", "        if (a != null && a.b()) {"),
            (">        if (a == null && a.b()) {\n", "        if (a == null || a.b()) {"),
            (">        a = b.split(\"\\s+\");\n", "        a = b.split(\"\\\\s+\");"),
            (">        out.printf(\"%d cups%n\" + n);\n", "        out.printf(\"%d cups%n\", n);"),
            (">        day.plusDays(1);\n", "        day = day.plusDays(1);"),
            ("        BigDecimal sum = a;\n>        sum.add(b);\n", "        sum = sum.add(b);"),
            (">    public boolean equals(Mug other) {\n", "    public boolean equals(Object other) {"),
            (
                "class A implements Comparable<A> {\n>    public int compareTo(Object other) {\n",
                "    public int compareTo(A other) {",
            ),
            (">        f = c * (9 / 5) + 32;\n", "        f = c * 9 / 5 + 32;"),
            (">        n = (seconds + 59 / 60);\n", "        n = ((seconds + 59) / 60);"),
            (">        if (s.charAt(0) == \"#\") {\n", "        if (s.charAt(0) == '#') {"),
        ],
    );
}

#[test]
fn right_lines_of_java_are_left_alone() {
    are_left_alone(
        Java,
        &[
            "class A {\n    private final Random random;\n\n    void f(long seed) {\n>        Random random = new Random(seed);\n    }\n",
            "    Mug find(int n) {\n        if (n < 0) {\n>            return null;\n        }\n",
            "    Optional<Mug> find(int n) {\n        return all.map(a -> {\n>            return null;\n        });\n",
            ">        this.width = width;\n",
            ">        a = new BigDecimal(25);\n",
            ">        if (a != null && a.b()) {\n",
            ">        a = b.split(\"\\\\s+\");\n",
            ">        a = b.split(\"\\n\");\n",
            ">        out.printf(\"%d cups%n\", n);\n",
            "        List<Mug> sum = a;\n>        sum.add(b);\n",
            ">    public boolean equals(Object other) {\n",
            ">        while (in.hasNext()) {\n            f(in.nextLine());\n",
            ">        assertFalse(a.equals(null));\n",
            ">        builder.withYear(2020);\n",
            "    StringBuilder text;\n    String text;\n>        text.replace(a, b);\n",
            ">        n = 1024 / 8;\n",
        ],
    );
}

#[test]
fn lines_of_python_are_mended_by_what_stands_around_them() {
    let search = "def f(a, n):\n    low = 0\n    high = len(a) - 1\n    while low <= high:\n        mid = (low + high) // 2\n        if a[mid] < n:\n";
    are_mended(
        Python,
        &[
            (&format!("{search}>            low = mid\n"), "            low = mid + 1"),
            (
                "def f(n):\n    for i in range(n):\n        g(i)\n>        if i == n:\n            h()\n",
                "        if i == n - 1:",
            ),
            (
                "def f(a):\n    back = None\n    while a:\n        more = a.next\n        a.next = back\n        back = a\n>        a = a.next\n",
                "        a = more",
            ),
            (
                "BASE = {1: 1}\ndef f():\n>    own = BASE\n    own[1] = 2\n    return own\n",
                "    own = dict(BASE)",
            ),
            (
                "def f(way, n):\n    if n == 0:\n>        found.append(way)\n        return\n    way.append(n)\n    f(way, n - 1)\n    way.pop()\n",
                "        found.append(list(way))",
            ),
            (
                "def f(db):\n>    db.execute(\"INSERT INTO a VALUES (1)\")\n    db.close()\n",
                "    db.execute(\"INSERT INTO a VALUES (1)\")\n    db.commit()",
            ),
            (
                "def f(a, b):\n>    far = {n: 0 for n in a}\n    far[b] = 0\n    if g(b) < far[b]:\n        pass\n",
                "    far = {n: float(\"inf\") for n in a}",
            ),
            (
                "class A:\n>    def of(cls, text):\n        return cls()\n",
                "    @classmethod\n    def of(cls, text):",
            ),
            (">def f():\n    await g()\n", "async def f():"),
            (
                "def f(a):\n>    for b in a:\n        if b:\n            a.remove(b)\n",
                "    for b in list(a):",
            ),
            ("class A:\n    @property\n    def n(self):\n>        return self.n\n", "        return self._n"),
            ("def f(n):\n    if n:\n>        return n * f(n)\n", "        return n * f(n - 1)"),
            ("def f(a):\n    n = 0\n    for b in a:\n        n += b\n>        return n\n", "    return n"),
            ("class A:\n    def __str__(self):\n>        print(self.n)\n", "        return self.n"),
            ("total = 0\n\ndef f():\n>    total += 1\n", "    global total\n    total += 1"),
            ("def f(a):\n    act = a.b\n>    act\n    return 1\n", "    act()"),
            ("def f(a):\n>    a.b == True\n    return 1\n", "    a.b = True"),
            (">a.execute(\"SELECT b WHERE c = ?\", (d))\n", "a.execute(\"SELECT b WHERE c = ?\", (d,))"),
            (
                ">a.execute(\"INSERT INTO b (c, d) VALUES (?)\")\n",
                "a.execute(\"INSERT INTO b (c, d) VALUES (?, ?)\")",
            ),
            ("import socket\n>s.bind(host, port)\n", "s.bind((host, port))"),
            (">t = Thread(target=f(a))\n", "t = Thread(target=f, args=(a,))"),
            ("with open(a) as f:\n>    b = json.loads(f)\n", "    b = json.load(f)"),
            (">a = zip(rows)\n", "a = zip(*rows)"),
            (">a = re.sub(r\"(b)\", \"<\\1>\", c)\n", "a = re.sub(r\"(b)\", r\"<\\1>\", c)"),
            (">if a == a.reverse():\n", "if a == a[::-1]:"),
            (">if (a, b) is (c, d):\n", "if (a, b) == (c, d):"),
            (">if a.lower in (\"b\", \"c\"):\n", "if a.lower() in (\"b\", \"c\"):"),
            (">for row in csv.reader(f):\n    g(row[\"a\"])\n", "for row in csv.DictReader(f):"),
            ("from collections import deque\na = deque()\n>b = a.pop(0)\n", "b = a.popleft()"),
            ("class A:\n>    @property.setter\n    def n(self, n):\n        pass\n", "    @n.setter"),
        ],
    );
}

#[test]
fn right_lines_of_python_around_are_left_alone() {
    are_left_alone(
        Python,
        &[
            "def f(a, n):\n    low = 0\n    high = len(a)\n    while low < high:\n        mid = (low + high) // 2\n>        high = mid\n",
            "def f(n):\n    for i in range(n):\n        g(i)\n>        if i == n - 1:\n            h()\n",
            "def f(a):\n    while a:\n        more = a.next\n        g(more)\n>        a = a.next\n",
            "BASE = {1: 1}\ndef f():\n>    own = BASE\n    return own[1]\n",
            "CACHE = {}\ndef f():\n>    own = CACHE\n    own[1] = 2\n",
            "def f(a):\n    while a:\n        more = a.next\n        if more.key == a.key:\n            a.next = more.next\n        else:\n>            a = a.next\n",
            "def f(a, b):\n>    low, high = 0, len(a)\n    while low <= high:\n        mid = (low + high) // 2\n        if a[mid - 1] > b[mid]:\n            high = mid - 1\n        else:\n            low = mid + 1\n",
            "def f(xs, x):\n>    n = 0\n    for c in xs:\n        n *= x\n        n += c\n    return n\n",
            "def f(rows):\n>    n = 0\n    for row in rows[1:]:\n        if float(row) > 5:\n            n += 1\n    return n\n",
            "def f(way, n):\n    way = []\n    way.append(n)\n>    found.append(way)\n    f(way, n - 1)\n    way.pop()\n",
            "def f(board):\n    board[0] = 1\n>    if f(board):\n        return True\n    board[0] = 0\n",
            "def f(text):\n    answer = input(text)\n    if not answer:\n>        return f(text)\n",
            "def f(all):\n    i = 0\n    while i < len(all):\n>        shrink(all)\n",
            "class A:\n    def __enter__(self):\n>        self.lock.acquire()\n",
            "def f(a):\n    total = sum(a)\n>    total\n",
            "def f(db):\n    cur = db.cursor()\n>    cur.execute(\"INSERT INTO a VALUES (1)\")\n    cur.close()\n",
            ">def f():\n    \"\"\"Call it so:\n        await g()\n    \"\"\"\n    return 1\n",
            "import socket\n>root.bind(\"<Return>\", send)\n",
            "import socket\n>broker.connect(host, port)\n",
            ">a.execute(\"SELECT b WHERE c = ?\", (values))\n",
            ">t = Thread(target=make_worker(a))\n",
            ">a.executemany(\"INSERT INTO b VALUES (?)\", zip(rows))\n",
            "it = iter(a)\n>for b, c in zip(it, it):\n",
            ">a = json.load(\"a.json\")\n",
            "def f(seen, a):\n>    seen[a] += 1\n\ndef g():\n    seen = {}\n    f(seen, 1)\n",
            "seen = {}\nfill(a, seen)\n>seen[a] += 1\n",
            "def f(tree, out):\n    out.append(tree.key)\n>    f(tree.left, out)\n    f(tree.right, out)\n",
            "def f(db):\n>    db.execute(\"SELECT a\")\n    db.close()\n",
            "def f(a, b):\n>    far = {n: 0 for n in a}\n    far[b] += 1\n",
            "class A(type):\n>    def of(cls, text):\n        return cls()\n",
            ">def f():\n    return g()\n",
            "def f(a):\n>    for b in a:\n        if b:\n            a.remove(b)\n            break\n",
            "class A:\n    @property\n    def n(self):\n>        return self._n\n",
            "def f(a, b):\n    if a < b:\n>        return f(b, a)\n",
            "def f(a):\n    for b in a:\n        if b > 1:\n>            return b\n",
            "class A:\n    def show(self):\n>        print(self.n)\n",
            "total = 0\n\ndef f():\n    total = 1\n>    total += 1\n",
            "def f(a):\n    act = 1\n    return g(\n        a,\n>        act\n    )\n",
            ">a.execute(\"SELECT b WHERE c = ?\", (d,))\n",
            ">a.execute(\"INSERT INTO b (c, d) VALUES (?, ?)\")\n",
            ">s.bind(event, handler)\n",
            ">t = Thread(target=f, args=(a,))\n",
            ">a = zip(*rows)\n",
            ">a = re.sub(r\"(b)\", r\"<\\1>\", c)\n",
            ">if a is (b or c):\n",
            ">for row in csv.reader(f):\n    g(row[0])\n",
            "a = []\n>b = a.pop(0)\n",
        ],
    );
}

//! Mistakes of Go that a function shows, and right functions that look like them.

use super::super::*;
use crate::rewrites::texts_of;

/// The first line that begins with `>`, which is no part of it, without its mistake.
fn found(document: &str) -> Vec<String> {
    let line = document.lines().position(|line| line.starts_with('>')).unwrap_or_default();
    let text = match document.strip_prefix('>') {
        Some(text) => text.to_owned(),
        None => document.replacen("\n>", "\n", 1),
    };
    texts_of(mended(&Marked::new(&text, line, line).unwrap(), Go, |_| true))
}

fn are_mended(cases: &[(&str, &str)]) {
    for (document, expected) in cases {
        let found = found(document);
        assert!(found.contains(&(*expected).to_owned()), "{document}: {found:?}");
    }
}

fn are_left_alone(documents: &[&str]) {
    for document in documents {
        assert_eq!(found(document), [] as [&str; 0], "{document}");
    }
}

#[test]
fn what_is_opened_or_begun_is_closed_and_awaited() {
    are_mended(&[
        (
            "func load(path string) error {\n\tin, err := os.Open(path)\n\tif err != nil {\n\t\treturn err\n\t}\n>\tsc := bufio.NewScanner(in)\n\treturn sc.Err()\n}\n",
            "\tdefer in.Close()\n\tsc := bufio.NewScanner(in)\n",
        ),
        (
            "func ask(url string) ([]byte, error) {\n\tanswer, err := http.Get(url)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n>\treturn io.ReadAll(answer.Body)\n}\n",
            "\tdefer answer.Body.Close()\n\treturn io.ReadAll(answer.Body)\n",
        ),
        (
            "func all(n int) {\n\tvar group sync.WaitGroup\n\tfor i := 0; i < n; i++ {\n\t\tgroup.Add(1)\n\t\tgo brew(i, &group)\n\t}\n>\tfmt.Println(n)\n}\n",
            "\tgroup.Wait()\n\tfmt.Println(n)\n",
        ),
        (
            "func all(n int) {\n\tvar group sync.WaitGroup\n>\tgo func() {\n\t\tdefer group.Done()\n\t}()\n\tgroup.Wait()\n}\n",
            "\tgroup.Add(1)\n\tgo func() {\n",
        ),
        (
            "func all(n int) {\n\tvar group sync.WaitGroup\n\tgroup.Add(1)\n\tgo func() {\n>\t\tbrew(n)\n\t}()\n\tgroup.Wait()\n}\n",
            "\t\tdefer group.Done()\n\t\tbrew(n)\n",
        ),
        (
            "func all(n int) {\n\tvar group sync.WaitGroup\n\tgroup.Add(1)\n>\tbrew(n, &group)\n\tgroup.Wait()\n}\n",
            "\tgo brew(n, &group)\n",
        ),
        (
            "func show(w http.ResponseWriter, cup *Cup) {\n\tif cup == nil {\n>\t\thttp.Error(w, \"none\", 404)\n\t}\n\tcup.write(w)\n}\n",
            "\t\thttp.Error(w, \"none\", 404)\n\t\treturn\n",
        ),
        (
            "func report(w io.Writer) error {\n\tout := bufio.NewWriter(w)\n\tfmt.Fprintln(out, 1)\n>\treturn nil\n}\n",
            "\treturn out.Flush()\n",
        ),
        (
            "func sum(r io.Reader, h hash.Hash) error {\n\tpart := make([]byte, 64)\n\tfor {\n\t\tn, err := r.Read(part)\n>\t\th.Write(part)\n\t\tif err != nil {\n\t\t\treturn err\n\t\t}\n\t}\n}\n",
            "\t\th.Write(part[:n])\n",
        ),
    ]);
    are_left_alone(&[
        "func load(path string) (*os.File, error) {\n\tin, err := os.Open(path)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n>\treturn in, nil\n}\n",
        "func load(path string) (*Log, error) {\n\tin, err := os.Open(path)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n>\tlog := &Log{file: in}\n\treturn log, nil\n}\n",
        "func load(path string) error {\n\tin, err := os.Open(path)\n\tif err != nil {\n\t\treturn err\n\t}\n>\tdefer in.Close()\n\treturn nil\n}\n",
        "func ask(r *http.Request) error {\n\tn, err := strconv.Atoi(r.URL.Query().Get(\"n\"))\n\tif err != nil {\n\t\treturn err\n\t}\n>\tcups += n\n\treturn nil\n}\n",
        "func all(n int) {\n\tvar group sync.WaitGroup\n\tfor i := 0; i < n; i++ {\n\t\tgroup.Add(1)\n\t\tgo brew(i, &group)\n\t}\n>\tgroup.Wait()\n}\n",
        "func all(n int) {\n\tvar group sync.WaitGroup\n\tgroup.Add(2)\n>\tgo func() {\n\t\tdefer group.Done()\n\t}()\n\tgroup.Wait()\n}\n",
        "func show(w http.ResponseWriter, cup *Cup) {\n\tif cup == nil {\n>\t\thttp.Error(w, \"none\", 404)\n\t\treturn\n\t}\n\tcup.write(w)\n}\n",
        "func show(w http.ResponseWriter, cup *Cup) {\n\tif cup == nil {\n>\t\thttp.Error(w, \"none\", 404)\n\t} else {\n\t\tcup.write(w)\n\t}\n}\n",
        "func report(w io.Writer) error {\n\tout := bufio.NewWriter(w)\n\tdefer out.Flush()\n>\treturn nil\n}\n",
        "func (s *Store) open(w io.Writer) error {\n\tout := bufio.NewWriter(w)\n\ts.out = out\n>\treturn nil\n}\n",
        "func load(path string) (*bufio.Scanner, error) {\n\tin, err := os.Open(path)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n>\tsc := bufio.NewScanner(in)\n\treturn sc, nil\n}\n",
        "func ask(ctx context.Context) error {\n\tcup, err := client.Get(ctx, key)\n\tif err != nil {\n\t\treturn err\n\t}\n>\tfmt.Println(cup.Name)\n\treturn nil\n}\n",
        "func save(w io.Writer) error {\n\tout := csv.NewWriter(w)\n\tout.WriteAll(rows)\n>\treturn out.Error()\n}\n",
        "func count() {\n\tn.Add(1)\n\tgo func() {\n>\t\tbrew()\n\t}()\n}\n",
        "func (p *Pool) run() {\n>\tgo func() {\n\t\tdefer p.group.Done()\n\t}()\n}\n",
        "func read(r io.Reader) {\n\tn, err := r.Read(part)\n\tpart = part[:n]\n>\tfmt.Println(string(part))\n}\n",
    ]);
}

#[test]
fn loops_end_where_they_should() {
    are_mended(&[
        (
            "func has(cups []int, n int) bool {\n\tfor _, cup := range cups {\n\t\tif cup == n {\n\t\t\treturn true\n\t\t}\n>\t\treturn false\n\t}\n\treturn false\n}\n",
            "",
        ),
        (
            "func f() {\n>\tfor i := len(cups); i >= 0; i-- {\n\t\tuse(cups[i])\n\t}\n}\n",
            "\tfor i := len(cups) - 1; i >= 0; i-- {\n",
        ),
        (
            "func f(top int) int {\n>\tways := make([]int, top)\n\tways[0] = 1\n\treturn ways[top]\n}\n",
            "\tways := make([]int, top+1)\n",
        ),
        (
            "func f(top int) {\n>\tseen := make([]bool, top)\n\tfor i := 2; i <= top; i++ {\n\t\tseen[i] = true\n\t}\n}\n",
            "\tseen := make([]bool, top+1)\n",
        ),
        (
            "func f(a, b string) {\n\tfor i := 1; i <= len(a); i++ {\n\t\tfor j := 1; j <= len(b); j++ {\n>\t\t\tif a[i] == b[j] {\n\t\t\t}\n\t\t}\n\t}\n}\n",
            "\t\t\tif a[i-1] == b[j-1] {\n",
        ),
        (
            "func f(row []string) string {\n>\tif len(row) < 1 {\n\t\treturn \"\"\n\t}\n\treturn row[2]\n}\n",
            "\tif len(row) < 3 {\n",
        ),
        (
            "func (c *Chain) add(n int) {\n\tcup := c.first\n>\tfor cup != nil {\n\t\tcup = cup.next\n\t}\n\tcup.next = &Cup{n}\n}\n",
            "\tfor cup.next != nil {\n",
        ),
        (
            "func (c *Chain) turn() {\n\tvar last *Cup\n\tcup := c.first\n\tfor cup != nil {\n\t\tnext := cup.next\n\t\tcup.next = last\n\t\tlast = cup\n\t\tcup = next\n\t}\n>\tc.first = cup\n}\n",
            "\tc.first = last\n",
        ),
        (
            "func join(a, b []int) []int {\n\tout := []int{}\n\ti, j := 0, 0\n\tfor i < len(a) && j < len(b) {\n\t\tif a[i] < b[j] {\n\t\t\ti++\n\t\t} else {\n\t\t\tout = append(out, b[j])\n\t\t}\n\t}\n\tout = append(out, a[i:]...)\n>\treturn out\n}\n",
            "\tout = append(out, b[j:]...)\n\treturn out\n",
        ),
        (
            "func closed(text string) bool {\n\topen := []rune{}\n\tfor _, sign := range text {\n\t\topen = open[:len(open)-1]\n\t}\n>\treturn true\n}\n",
            "\treturn len(open) == 0\n",
        ),
        (
            "type Pile struct{ cups []int }\n\nfunc (p *Pile) Pop() int { return 0 }\n\nfunc closed(text string) bool {\n\tvar pile Pile\n\tfor _, sign := range text {\n\t\tpile.Push(1)\n\t\tpile.Pop()\n\t}\n>\treturn true\n}\n",
            "\treturn len(pile.cups) == 0\n",
        ),
    ]);
    are_left_alone(&[
        "func has(cups []int, n int) bool {\n\tfor _, cup := range cups {\n\t\tif cup < n {\n\t\t\tcontinue\n\t\t}\n>\t\treturn false\n\t}\n\treturn false\n}\n",
        "func has(cups []int, n int) bool {\n\tif n > 0 {\n\t\tif cups == nil {\n\t\t\treturn true\n\t\t}\n>\t\treturn false\n\t}\n\treturn false\n}\n",
        "func f() {\n>\tfor i := len(cups); i > 0; i-- {\n\t}\n}\n",
        "func f() {\n>\tfor i := len(text); i >= 0; i-- {\n\t\tuse(text[:i])\n\t}\n}\n",
        "func f(n int) {\n>\tpart := make([]byte, n)\n\tfor n > 0 {\n\t\tn--\n\t\tpart[n] = 1\n\t}\n}\n",
        "func f(s string) {\n\tfor i := 1; i <= len(s); i++ {\n>\t\tif i == len(s) || s[i] != s[i-1] {\n\t\t}\n\t}\n}\n",
        "func f(row []string) {\n>\tif len(row) < 1 {\n\t\treturn\n\t}\n\tswitch row[0] {\n\tcase \"add\":\n\t\tadd(row[1])\n\t}\n}\n",
        "func join(a, b []int) []int {\n\tout := []int{}\n\ti, j := 0, 0\n\tfor i < len(a) && j < len(b) {\n\t\tout = append(out, a[i])\n\t}\n\tout = append(out, a[i:]...)\n>\treturn out\n}\n",
        "func f(top int) int {\n>\tways := make([]int, top)\n\treturn ways[top-1]\n}\n",
        "func f(a, b string) {\n\tfor i := 1; i <= len(a); i++ {\n>\t\tif a[:i] == b {\n\t\t}\n\t}\n}\n",
        "func f(row []string) string {\n>\tif len(row) < 1 {\n\t\treturn \"\"\n\t}\n\tif len(row) > 2 {\n\t\treturn row[2]\n\t}\n\treturn row[0]\n}\n",
        "func (c *Chain) add(n int) {\n\tcup := c.first\n>\tfor cup != nil {\n\t\tif cup.next == nil {\n\t\t\tbreak\n\t\t}\n\t\tcup = cup.next\n\t}\n\tcup.next = &Cup{n}\n}\n",
        "func reach(from int) bool {\n\topen := []int{from}\n\tfor len(open) > 0 {\n\t\topen = open[:len(open)-1]\n\t}\n>\treturn true\n}\n",
    ]);
}

#[test]
fn lines_of_go_that_cannot_be_meant_are_mended() {
    are_mended(&[
        (
            ">\tsteps := []Step{{1, 0}, {-1, 0}, {0, -1}, {0, -1}}\n",
            "\tsteps := []Step{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}\n",
        ),
        (">\tcup.size = +more\n", "\tcup.size += more\n"),
        (
            ">\tif err := os.Mkdir(name, 755); err != nil {\n",
            "\tif err := os.Mkdir(name, 0o755); err != nil {\n",
        ),
        (">\tdefer s.mu.Lock()\n", "\tdefer s.mu.Unlock()\n"),
        (
            ">\tctx, stop := context.WithCancel(nil)\n",
            "\tctx, stop := context.WithCancel(context.Background())\n",
        ),
        (">\treturn fib(n-1) + fib(n-1)\n", "\treturn fib(n-1) + fib(n-2)\n"),
        (
            ">func (c Cups) Less(i, j int) bool { return c[i].Size < c[i].Size }\n",
            "func (c Cups) Less(i, j int) bool { return c[i].Size < c[j].Size }\n",
        ),
        (">\tif g[2][0] == me && g[2][0] == me {\n", "\tif g[0][2] == me && g[2][0] == me {\n"),
        (">var word = regexp.MustCompile(\"\\d+\\.\\d\")\n", "var word = regexp.MustCompile(`\\d+\\.\\d`)\n"),
        (
            ">\tat, err := time.Parse(\"2006-01-02 03:04\", s)\n",
            "\tat, err := time.Parse(\"2006-01-02 15:04\", s)\n",
        ),
        (">\treturn at.Format(\"02.01.2006 15:01\")\n", "\treturn at.Format(\"02.01.2006 15:04\")\n"),
        (
            ">\trows, err := db.Query(\"SELECT a FROM b WHERE c = '\" + name + \"'\")\n",
            "\trows, err := db.Query(\"SELECT a FROM b WHERE c = ?\", name)\n",
        ),
    ]);
    are_left_alone(&[
        ">\tsteps := []Step{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}\n",
        ">\tpoints := []Point{{1, 1}, {1, 1}}\n",
        ">\tcup.size = -more\n",
        ">\tstep = +1\n",
        ">\treturn f(n-1) + f(n-1)\n",
        "\ts.mu.Unlock()\n>\tdefer s.mu.Lock()\n",
        ">\tat, err := time.Parse(time.RFC3339, \"2006-01-02T03:04:05Z\")\n",
        ">\tedges := [][]int{{0, 1}, {1, 0}, {0, 1}, {1, 1}}\n",
        ">\tcost := price * (float64(part) / 100)\n",
        ">\tif err := os.Mkdir(name, 0o755); err != nil {\n",
        ">\tdefer s.mu.Unlock()\n",
        ">\treturn f(n-1) + f(n-2)\n",
        ">\tat, err := time.Parse(\"2006-01-02 03:04 PM\", s)\n",
        ">\treturn at.Format(\"02.01.2006 15:04:05\")\n",
        ">var word = regexp.MustCompile(\"\\\\d+\\n\")\n",
        ">\trows, err := db.Query(\"SELECT a FROM b WHERE c = ?\", name)\n",
    ]);
}

#[test]
fn what_is_given_back_is_looked_at_and_kept() {
    are_mended(&[
        (
            "func read(line string) (Cup, bool) {\n\tm := form.FindStringSubmatch(line)\n>\treturn Cup{m[1]}, true\n}\n",
            "\tif m == nil {\n\t\treturn Cup{}, false\n\t}\n\treturn Cup{m[1]}, true\n",
        ),
        (
            "func (s *Store) save() error { return nil }\n\nfunc (s *Store) put(n int) error {\n>\ts.save()\n\treturn nil\n}\n",
            "\tif err := s.save(); err != nil {\n\t\treturn err\n\t}\n",
        ),
        (
            "func (s *Store) put(name string) {\n\tcup, ok := s.cups[name]\n\tif !ok {\n>\t\tcup = &Cup{}\n\t}\n\tcup.n++\n}\n",
            "\t\tcup = &Cup{}\n\t\ts.cups[name] = cup\n",
        ),
        (
            "func count() {\n\tcups := map[string]*Cup{}\n\tcup := cups[name]\n\tif cup == nil {\n>\t\tcups[name] = cup\n\t}\n}\n",
            "\t\tcup = &Cup{}\n\t\tcups[name] = cup\n",
        ),
        (
            "func read(data []byte) error {\n\tvar cup Cup\n>\treturn json.Unmarshal(data, cup)\n}\n",
            "\treturn json.Unmarshal(data, &cup)\n",
        ),
        (
            "func show(cup Cup) {\n\tout, _ := json.Marshal(cup)\n>\tfmt.Println(out)\n}\n",
            "\tfmt.Println(string(out))\n",
        ),
        (
            "func one(row *sql.Row, c Cup) error {\n\tq := \"SELECT id, name FROM cups\"\n>\treturn db.QueryRow(q).Scan(&c.Name, &c.ID)\n}\n",
            "\treturn db.QueryRow(q).Scan(&c.ID, &c.Name)\n",
        ),
        (
            "func pack(data []byte) []byte {\n\tout := make([]byte, 2+len(data))\n\tbinary.BigEndian.PutUint16(out, 7)\n>\tcopy(out, data)\n\treturn out\n}\n",
            "\tcopy(out[2:], data)\n",
        ),
        (
            "func sign(data []byte) []byte {\n\th := sha256.New()\n\th.Write(data)\n>\treturn h.Sum(data)\n}\n",
            "\treturn h.Sum(nil)\n",
        ),
        (
            "func f() {\nouter:\n\tfor {\n\t\tselect {\n\t\tcase <-quit:\n>\t\t\tbreak\n\t\t}\n\t}\n}\n",
            "\t\t\tbreak outer\n",
        ),
    ]);
    are_left_alone(&[
        "func read(line string) (Cup, bool) {\n\tm := form.FindStringSubmatch(line)\n>\tif m == nil {\n\t\treturn Cup{}, false\n\t}\n\treturn Cup{m[1]}, true\n}\n",
        "func (s *Store) save() {}\n\nfunc (s *Store) put(n int) error {\n>\ts.save()\n\treturn nil\n}\n",
        "func (s *Store) Close() error { return nil }\n\nfunc read(name string) error {\n\tif err := load(name); err != nil {\n>\t\tin.Close()\n\t\treturn err\n\t}\n\treturn nil\n}\n",
        "func (s *Store) get(name string) *Cup {\n\tcup, ok := s.cups[name]\n\tif !ok {\n>\t\tcup = &Cup{}\n\t}\n\tcup.n++\n\treturn cup\n}\n",
        "func read(data []byte) {\n\tdata := []byte(text)\n>\tblock, _ := pem.Decode(data)\n}\n",
        "func one(c Cup) error {\n\tq := \"SELECT a.id, b.id FROM cups\"\n>\treturn db.QueryRow(q).Scan(&a.ID, &b.ID)\n}\n",
        "func (s *Store) save() error { return nil }\n\nfunc (s *Store) put(n int) {\n>\ts.save()\n}\n",
        "func save() error { return nil }\n\nfunc put(n int) error {\n>\tother.save()\n\treturn save()\n}\n",
        "func (s *Store) size(name string) int {\n\tcup, ok := s.cups[name]\n\tif !ok {\n>\t\tcup = &Cup{}\n\t}\n\treturn cup.n\n}\n",
        "func read(data []byte) error {\n\tcup := &Cup{}\n>\treturn json.Unmarshal(data, cup)\n}\n",
        "func show(cup Cup) {\n\tout := cup.name\n>\tfmt.Println(out)\n}\n",
        "func pack(data []byte) []byte {\n\tout := make([]byte, len(data))\n>\tcopy(out, data)\n\treturn out\n}\n",
        "func f() {\nouter:\n\tfor {\n\t\tfor {\n\t\t\tbreak outer\n\t\t}\n>\t\tbreak\n\t}\n}\n",
    ]);
}

#[test]
fn copies_are_not_taken_for_the_thing_itself() {
    are_mended(&[
        (
            "func (s *Sets) find(x int) int {\n\tif s.up[x] != x {\n>\t\ts.up[x] = s.find(x)\n\t}\n\treturn s.up[x]\n}\n",
            "\t\ts.up[x] = s.find(s.up[x])\n",
        ),
        (
            "func orders(cups []int) [][]int {\n\tvar out [][]int\n\tvar walk func(k int)\n\twalk = func(k int) {\n>\t\tout = append(out, cups)\n\t\tcups[k], cups[0] = cups[0], cups[k]\n\t}\n\treturn out\n}\n",
            "\t\tout = append(out, append([]int(nil), cups...))\n",
        ),
        (
            "func grow(cups []Cup) {\n\tfor i := range cups {\n>\t\tcup := cups[i]\n\t\tcup.size = 3\n\t}\n}\n",
            "\t\tcup := &cups[i]\n",
        ),
        (
            "type Cup struct {\n\tsize int\n}\n\nfunc sorted(cups []Cup) {\n>\tsort.Slice(cups, func(i, j int) bool { return i < j })\n}\n",
            "\tsort.Slice(cups, func(i, j int) bool { return cups[i].size < cups[j].size })\n",
        ),
        (
            "func New(n int) *Ring {\n>\treturn &Ring{cups: make([]int, 0, n)}\n}\n\nfunc (r *Ring) put(n int) {\n\tr.cups[r.at] = n\n}\n",
            "\treturn &Ring{cups: make([]int, n)}\n",
        ),
        (
            "func both(a, b string) (int, error) {\n\tvar err error\n\tx, err := strconv.Atoi(a)\n\tif err != nil {\n\t\treturn 0, err\n\t}\n>\ty, err := strconv.Atoi(b)\n\tz, err := strconv.Atoi(a)\n\treturn x + y + z, err\n}\n",
            "\ty, err := strconv.Atoi(b)\n\tif err != nil {\n\t\treturn 0, err\n\t}\n",
        ),
        (
            "func both(a, b []int) {\n\tif i < len(a) {\n\t\tx = a[i]\n\t}\n\tif i < len(b) {\n>\t\ty = a[i]\n\t}\n}\n",
            "\t\ty = b[i]\n",
        ),
    ]);
    are_left_alone(&[
        "func (s *Sets) find(x int) int {\n\tif s.up[x] != x {\n>\t\ts.up[x] = s.find(s.up[x])\n\t}\n\treturn s.up[x]\n}\n",
        "func rows(cups []int) [][]int {\n\tvar out [][]int\n>\tout = append(out, cups)\n\treturn out\n}\n",
        "func grow(cups []Cup) {\n\tfor i := range cups {\n>\t\tcup := cups[i]\n\t\tcup.size = 3\n\t\tcup.send()\n\t}\n}\n",
        "func grow(cups []Cup) {\n>\tverylongname := cups[0]\n\tx = a\n}\n",
        "func lines(r *bufio.Reader) [][]byte {\n\tvar out [][]byte\n\tfor {\n\t\tline, _ := r.ReadBytes(1)\n\t\tline = line[:len(line)-1]\n>\t\tout = append(out, line)\n\t}\n}\n",
        "func either(a bool) (int, error) {\n\tvar err error\n\tif a {\n>\t\tx, err = f()\n\t} else {\n\t\tx, err = g()\n\t}\n\treturn x, err\n}\n",
        "func grow(cups []Cup) {\n\tfor i := range cups {\n>\t\tcup := cups[i]\n\t\tcup.size = 3\n\t\tcups[i] = cup\n\t}\n}\n",
        "func grow(cups []*Cup) {\n\tfor i := range cups {\n>\t\tcup := cups[i]\n\t\tcup.size = 3\n\t}\n}\n",
        "func New(n int) *Ring {\n>\treturn &Ring{cups: make([]int, 0, n)}\n}\n\nfunc (r *Ring) put(n int) {\n\tr.cups = append(r.cups, n)\n}\n",
        "func one(a string) (int, error) {\n>\ty, err := strconv.Atoi(a)\n\treturn y, err\n}\n",
    ]);
}

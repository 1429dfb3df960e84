//! What Go's compiler, `go vet` and failing programs ask for.

use super::super::tests::{asked_of, asks_for};
use crate::language::Language::Go;

#[test]
fn lines_that_are_missing_are_put_in() {
    asks_for(
        Go,
        &[
            (
                "func load(name string) (int, error) {\n>\tn, err := strconv.Atoi(name)\n\treturn n, nil\n}\n",
                "declared and not used: err",
                "\tn, err := strconv.Atoi(name)\n\tif err != nil {\n\t\treturn 0, err\n\t}",
            ),
            (
                "func load() {\n>\tcup, done := begin()\n\tcup.fill()\n}\n",
                "declared and not used: done",
                "\tcup, done := begin()\n\tdefer done()",
            ),
            (
                ">\tctx, _ = context.WithTimeout(ctx, time.Second)\n",
                "the cancel function returned by context.WithTimeout should be called, not discarded, to avoid a context leak",
                "\tctx, cancel := context.WithTimeout(ctx, time.Second)\n\tdefer cancel()",
            ),
            ("func full(cup Cup) bool {\n\tcup.fill()\n>}\n", "missing return", "\treturn false\n}"),
            (
                ">\twalk := func(n int, cup *Cup) bool {\n\t\treturn walk(n+1, cup)\n\t}\n",
                "undefined: walk",
                "\tvar walk func(int, *Cup) bool\n\twalk = func(n int, cup *Cup) bool {",
            ),
            (
                "func (c *Cup) half() int {\n>\treturn this.size - this.used\n}\n",
                "undefined: this",
                "\treturn c.size - c.used",
            ),
            (">import \"fmt\"\n", "undefined: strings", "import (\n\t\"fmt\"\n\t\"strings\"\n)"),
            ("\tfor {\n\t\tselect {\n>\t\tcase e <- done:\n", "undefined: e", "\t\tcase e := <-done:"),
            (">\t\t\tbreak\n", "label outer defined and not used", "\t\t\tbreak outer"),
            (
                ">\tsum *= big.NewInt(n)\n",
                "invalid operation: operator * not defined on sum (variable of type *big.Int)",
                "\tsum.Mul(sum, big.NewInt(n))",
            ),
            (
                ">\tm.n = atomic.AddInt64(&m.n, 1)\n",
                "direct assignment to atomic value",
                "\tatomic.AddInt64(&m.n, 1)",
            ),
            (
                "\tgo func(cup string) {\n>\t\tfill(c)\n\t}(c)\n",
                "loop variable c captured by func literal",
                "\t\tfill(cup)",
            ),
            (
                "func pour(in <-chan int, out chan<- int) {\n>\tin <- 3\n}\n",
                "invalid operation: cannot send to receive-only channel in (variable of type <-chan int)",
                "\tout <- 3",
            ),
            (
                ">\tcase <-ticker:\n",
                "invalid operation: cannot receive from non-channel ticker (variable of type *time.Ticker)",
                "\tcase <-ticker.C:",
            ),
            (">\tretrun cup\n", "syntax error: unexpected name cup at end of statement", "\treturn cup"),
            (
                ">var page = template.New(\"a\").Parse(text)\n",
                "multiple-value template.New(\"a\").Parse(text) (value of type (*template.Template, error)) in single-value context",
                "var page = template.Must(template.New(\"a\").Parse(text))",
            ),
        ],
    );
}

#[test]
fn declarations_are_put_right_for_what_uses_them() {
    asks_for(
        Go,
        &[
            (
                ">\tsum := 0\n",
                "invalid operation: sum += cup.price (mismatched types int and float64)",
                "\tsum := 0.0",
            ),
            (
                ">\tq := heapOf{{1, 2}}\n",
                "cannot use q (variable of type heapOf) as heap.Interface value in argument to heap.Init: heapOf does not implement heap.Interface (method Pop has pointer receiver)",
                "\tq := &heapOf{{1, 2}}",
            ),
            (
                ">\tsign := \"+\"\n",
                "cannot use sign (variable of type string) as byte value in argument to put",
                "\tsign := byte('+')",
            ),
            (
                ">func (c Cup) find(name string) Lid {\n",
                "cannot use nil as Lid value in return statement",
                "func (c Cup) find(name string) *Lid {",
            ),
            (
                "type bySize []Cup\n\nfunc f(cups []Cup) {\n>\tsort.Sort(cups)\n}\n",
                "cannot use cups (variable of type []Cup) as sort.Interface value in argument to sort.Sort: []Cup does not implement sort.Interface (missing method Len)",
                "\tsort.Sort(bySize(cups))",
            ),
            (
                ">func (c Cup) Circum() float64 {\n",
                "cannot use Cup{…} (value of type Cup) as Shape value in array or slice literal: Cup does not implement Shape (missing method Perimeter)",
                "func (c Cup) Perimeter() float64 {",
            ),
            (
                ">\ttext := \"abc\"\n",
                "cannot assign to text[0] (neither addressable nor a map index expression)",
                "\ttext := []byte(\"abc\")",
            ),
            (">\tUp, Down Tree\n", "invalid recursive type Tree", "\tUp, Down *Tree"),
            (
                ">func Index[T any](all []T, one T) int {\n",
                "invalid operation: x == one (incomparable types in type set)",
                "func Index[T comparable](all []T, one T) int {",
            ),
            (
                ">func name(cup Cup) {\n",
                "too many return values: have (string) want ()",
                "func name(cup Cup) string {",
            ),
            (
                ">\tsort.Slice(cups, func(a, b Cup) bool { return a.n < b.n })\n",
                "cannot use func(a, b Cup) bool {…} (value of type func(a Cup, b Cup) bool) as func(i int, j int) bool value in argument to sort.Slice",
                "\tsort.Slice(cups, func(i, j int) bool { return cups[i].n < cups[j].n })",
            ),
            (
                ">\tif answer.Status != http.StatusOK {\n",
                "invalid operation: answer.Status != http.StatusOK (mismatched types string and untyped int)",
                "\tif answer.StatusCode != http.StatusOK {",
            ),
        ],
    );
}

#[test]
fn what_fails_when_it_runs_is_put_right() {
    let length = "panic: runtime error: index out of range [3] with length 3";
    let negative = "panic: runtime error: index out of range [-1]";
    let pointer = "panic: runtime error: invalid memory address or nil pointer dereference";
    let map = "panic: assignment to entry in nil map";
    let asleep = "fatal error: all goroutines are asleep - deadlock!";
    for (document, message, expected) in [
        (">\tlow, high := 0, len(cups)\n", length, "\tlow, high := 0, len(cups)-1"),
        (">\tif x < 0 || x > len(row) {\n", length, "\tif x < 0 || x >= len(row) {"),
        (">\tr.cups[r.at+r.n] = cup\n", length, "\tr.cups[(r.at+r.n)%len(r.cups)] = cup"),
        (">\tfor text[k] == ' ' {\n", length, "\tfor k < len(text) && text[k] == ' ' {"),
        ("\tfor i := range cups {\n>\t\tnext := i + 1\n", length, "\t\tnext := (i + 1) % len(cups)"),
        (
            ">\ty, x := (y+b)%len(g), (x+a)%len(g[0])\n",
            negative,
            "\ty, x := (y+b+len(g))%len(g), (x+a+len(g[0]))%len(g[0])",
        ),
        (
            ">\tfor w := top; w >= 0; w-- {\n\t\tways[w] += ways[w-size]\n",
            negative,
            "\tfor w := top; w >= size; w-- {",
        ),
        ("func has(s string) bool {\n>\treturn cup.full\n}\n", pointer, "\treturn cup != nil && cup.full"),
        (
            "func (t *Tree) walk() int {\n>\tn := t.left.walk()\n",
            pointer,
            "\tif t == nil {\n\t\treturn 0\n\t}\n\tn := t.left.walk()",
        ),
        ("type Shop struct {\n\troot *Cup\n}\n>\ts := &Shop{}\n", pointer, "\ts := &Shop{root: &Cup{}}"),
        (
            "type Shop struct {\n\tcups map[string]int\n}\n>\ts := &Shop{}\n",
            map,
            "\ts := &Shop{cups: make(map[string]int)}",
        ),
        (">\tvar cups map[string]int\n", map, "\tcups := make(map[string]int)"),
        ("\tcups := make(chan Cup)\n\tcups <- 1\n>\tgroup.Wait()\n", asleep, "\tclose(cups)\n\tgroup.Wait()"),
        (
            ">\tn := data[\"n\"].(int)\n",
            "panic: interface conversion: interface {} is float64, not int",
            "\tn := int(data[\"n\"].(float64))",
        ),
        (
            ">\tcup := item.(Cup)\n",
            "panic: interface conversion: interface {} is *main.Cup, not main.Cup",
            "\tcup := item.(*Cup)",
        ),
    ] {
        let (found, _) = asked_of(Go, document, message);
        assert!(found.contains(&format!("{expected}\n")), "{document}: {found:?}");
    }
}

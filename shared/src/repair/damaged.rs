//! Lines as they are while somebody types: cut off, with signs too many, with letters of several bytes. No rule may fail on them.

use fixerr_rules::{advice, forms::forms, known, marked::Marked, names::Names, slips::slips_here};

use super::nearby::Nearby;
use crate::language::Language;

/// Variants of each line.
const VARIANTS: usize = 40;
/// What is put into lines and messages.
const SIGNS: [&str; 30] = [
    "é", "中", "😀", "ß", "\u{a0}", "İ", "\"", "'", "`", "(", ")", "[", "]", "{", "}", "<", ">", ",", ";",
    ":", "::", ".", "..", "=", "->", "=>", "\\", "//", "#", "\t",
];

/// A program for each language, and what its tools say of lines.
const PROGRAMS: [(Language, &str, &[&str]); 8] = [
    (
        Language::C,
        "#include <stdio.h>\nstruct jar { char *label; size_t fill; };\nstatic int pour(struct jar *to, size_t amount) {\n    \
         if (to == NULL || amount > to->fill && strcmp(to->label, \"x\") == 0)\n        return -1;\n    for (int i = 0; i < 3; i++)\n        \
         printf(\"%s: %zu\\n\", to->label, to->fill);\n    char *end = strchr(to->label, ',');\n    return sizeof(to) / 2;\n}\n",
        &[
            "‘struct jar’ has no member named ‘fills’; did you mean ‘fill’?",
            "too few arguments to function ‘pour’",
            "format ‘%d’ expects argument of type ‘int’, but argument 3 has type ‘size_t’ {aka ‘long unsigned int’}",
            "passing argument 1 of ‘pour’ from incompatible pointer type",
            "expected ‘;’ before ‘}’ token",
        ],
    ),
    (
        Language::Cpp,
        "#include <vector>\nclass Deck {\npublic:\n    void shuffle(std::vector<int>& cards, int seed) const;\n    int size() const { return \
         cards_.size(); }\nprivate:\n    std::vector<int> cards_;\n};\nint draw(const Deck& deck) {\n    for (auto card : deck.cards) \
         std::cout << card << std::endl;\n    std::lock_guard<std::mutex> guard(mutex);\n    throw std::runtime_error(\"no \" + deck.size());\n}\n",
        &[
            "‘const class Deck’ has no member named ‘cards’; did you mean ‘cards_’?",
            "no matching function for call to ‘Deck::shuffle(int)’",
            "cannot convert ‘int*’ to ‘int’ in assignment",
            "‘card’ was not declared in this scope",
        ],
    ),
    (
        Language::Go,
        "package shop\n\nimport (\n\t\"fmt\"\n\t\"strconv\"\n)\n\ntype Cart struct {\n\titems map[string]int\n}\n\nfunc (c *Cart) Add(name \
         string, n int) error {\n\tif n, err := strconv.Atoi(name); err != nil {\n\t\treturn fmt.Errorf(\"no number: %w\", err)\n\t}\n\tfor \
         i := range c.items {\n\t\tc.items[i] += n\n\t}\n\treturn nil\n}\n",
        &[
            "cannot use name (variable of type string) as int value in argument to c.Add",
            "not enough arguments in call to c.Add\n\thave (string)\n\twant (string, int)",
            "undefined: strconv.ParseInteger",
            "invalid operation: n + name (mismatched types int and string)",
            "c.total undefined (type *Cart has no field or method total)",
            "panic: runtime error: index out of range [3] with length 3",
            "panic: runtime error: invalid memory address or nil pointer dereference",
            "panic: assignment to entry in nil map",
            "fatal error: all goroutines are asleep - deadlock!",
            "declared and not used: err",
            "undefined: c",
        ],
    ),
    (
        Language::Java,
        "import java.util.List;\nclass Tour {\n    private final List<String> stops;\n    Tour(List<String> stops) { this.stops = stops; }\n    \
         int length(String from, int limit) throws Exception {\n        for (int i = 0; i < stops.size(); i++) {\n            if \
         (stops.get(i) == from) return i;\n        }\n        String text = \"at \" + limit + 1;\n        return text.length();\n    }\n}\n",
        &[
            "incompatible types: String cannot be converted to int",
            "method length in class Tour cannot be applied to given types;",
            "cannot find symbol\n  symbol:   method size()\n  location: variable from of type String",
            "incompatible types: possible lossy conversion from double to int",
            "';' expected",
            "java.lang.NullPointerException: Cannot invoke \"String.length()\" because \"text\" is null",
            "java.lang.ArrayIndexOutOfBoundsException: Index -1 out of bounds for length 3",
            "java.lang.StringIndexOutOfBoundsException: begin 0, end 7, length 3",
            "java.util.ConcurrentModificationException",
            "java.lang.NumberFormatException: For input string: \" 7\"",
            "java.util.IllegalFormatConversionException: d != java.lang.Double",
            "java.lang.StackOverflowError",
            "java.util.NoSuchElementException: No value present",
            "method does not override or implement a method from a supertype",
            "cannot find symbol: symbol: class ArrayList, location: class Tour",
        ],
    ),
    (
        Language::JavaScript,
        "const fs = require('fs');\nclass Queue {\n  constructor(limit) { this.limit = limit; this.rows = new Map(); }\n  async push(row, key) \
         {\n    if (this.rows.size > this.limit) throw new Error(`full: ${key}`);\n    const text = await fs.promises.readFile(key, 'utf8');\n    \
         this.rows.set(key, [row, ...text.split('\\n')].map((it) => it.trim()));\n  }\n}\nmodule.exports = { Queue };\n",
        &[
            "'rowz' is not defined.",
            "Property 'length' does not exist on type 'Map<any, any>'.",
            "Expected 2 arguments, but got 1.",
            "Unexpected token ')'",
        ],
    ),
    (
        Language::Python,
        "import re\nfrom dataclasses import dataclass\n\n@dataclass\nclass Letter:\n    to: str\n    pages: list = []\n\n    def send(self, \
         post, stamp=None):\n        if stamp is None and len(self.pages) > 3:\n            raise ValueError(f\"no stamp: {self.to!r}\")\n        \
         rows = {page: n for n, page in enumerate(self.pages)}\n        return post.send(self.to, *rows, key=lambda it: it[0])\n",
        &[
            "Missing positional argument \"post\" in call to \"send\" of \"Letter\"",
            "\"Letter\" has no attribute \"page\"; maybe \"pages\"?",
            "Argument 1 to \"send\" of \"Letter\" has incompatible type \"int\"; expected \"str\"",
            "undefined name 'stamps'",
            "unterminated string literal (detected at line 11)",
        ],
    ),
    (
        Language::Rust,
        "use std::collections::HashMap;\n#[derive(Debug, Clone)]\nstruct Field { crop: Option<String>, rows: Vec<u32> }\nimpl Field {\n    fn \
         yield_of(&self, prices: &HashMap<String, f64>) -> Result<f64, String> {\n        let price = \
         prices.get(self.crop.as_ref().unwrap()).ok_or_else(|| format!(\"no {:?}\", self.crop))?;\n        let sum: u32 = \
         self.rows.iter().filter(|row| **row > 2).sum();\n        if let Some(x) = self.rows.first() { return Ok(*price * f64::from(sum)); }\n        \
         Ok(0.0)\n    }\n}\n",
        &[
            "mismatched types: expected `f64`, found `u32`",
            "no method named `len` found for enum `Option<T>` in the current scope",
            "this function takes 2 arguments but 1 argument was supplied",
            "cannot find value `row` in this scope",
            "cannot multiply `f64` by `u32`",
            "the trait bound `Field: Copy` is not satisfied",
        ],
    ),
    (
        Language::TypeScript,
        "import { readFileSync } from \"fs\";\ninterface Seat { row: number; taken?: boolean }\nexport class Hall<T extends Seat> {\n  private \
         readonly seats: T[] = [];\n  free(from: number, by = 2): T | undefined {\n    return this.seats.filter((it) => !it.taken && it.row >= \
         from)[by - 1];\n  }\n  get size(): number { return this.seats.length as number; }\n}\ntype Kind = \"a\" | \"b\";\n",
        &[
            "Argument of type 'string' is not assignable to parameter of type 'number'.",
            "Property 'seat' does not exist on type 'Hall<T>'. Did you mean 'seats'?",
            "Type '\"c\"' is not assignable to type 'Kind'.",
            "Object is possibly 'undefined'.",
            "'}' expected.",
        ],
    ),
];

/// Numbers that only look drawn (xorshift, Marsaglia 2003).
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (n as u64)).unwrap()
    }

    /// A text with one to three places changed.
    fn damage(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..=self.below(3) {
            let at = text.floor_char_boundary(self.below(text.len() + 1));
            match self.below(4) {
                0 | 1 => text.insert_str(at, SIGNS[self.below(SIGNS.len())]),
                2 => {
                    let end = text.ceil_char_boundary((at + 1 + self.below(4)).min(text.len()));
                    text.replace_range(at..end, "");
                }
                _ => text.truncate(at),
            }
        }
        text.replace('\n', " ")
    }
}

#[test]
fn damaged_lines_and_messages_harm_no_rule() {
    let mut drawn = Drawn(20_261_129);
    for (language, program, messages) in PROGRAMS {
        let lines: Vec<&str> = program.split_inclusive('\n').collect();
        for (at, line) in lines.iter().enumerate().cycle().take(lines.len() * VARIANTS) {
            let body = line.trim_end_matches('\n');
            let text = [&lines[..at].concat(), &drawn.damage(body), "\n", &lines[at + 1..].concat()].concat();
            let said = messages[drawn.below(messages.len())];
            let message = if drawn.below(2) == 0 { said.to_owned() } else { drawn.damage(said) };
            let marked = Marked::new(&text, at, at).unwrap();
            let names = Names::new(&marked, language, Some(&message), None);
            let nearby = Nearby::new(&marked, language, None);
            let n_found = advice::advised(&marked, language, Some(&message), |name| names.knows(name)).len()
                + known::mended(&marked, language, |name| names.knows(name)).len()
                + forms(marked.lines(), language).len()
                + slips_here(&marked, language).len()
                + nearby.variants().len()
                + nearby.forgotten_calls().len();
            assert!(n_found < 1_000, "{n_found} answers to {:?}", marked.lines());
        }
    }
}

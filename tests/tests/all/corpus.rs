//! Small programs in Python, C and Go, each with one mistake that is the same in all programs of its language: a task that
//! a tiny model learns in seconds. Strings and comments hold characters outside of ASCII, so that the model copies those.

use std::path::Path;

use fixerr_shared::{
    example::{ExampleWriter, RepairExample},
    language::Language,
};

const NAMES: [&str; 24] = [
    "count", "size", "total", "limit", "step", "width", "height", "depth", "index", "offset", "amount",
    "price", "weight", "speed", "score", "level", "rate", "first", "last", "value", "length", "start",
    "stop", "delta",
];
const FUNCTIONS: [&str; 8] =
    ["measure", "advance", "collect", "reduce", "balance", "arrange", "convert", "resolve"];
const MARKS: [&str; 8] = ["🎉", "🦀", "🚀", "🐍", "💡", "é", "ü", "🎉é"];

/// Draws that are the same on every machine (Marsaglia's xorshift).
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) as usize % n
    }

    fn of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }
}

/// Writes `n` examples; another seed gives other programs.
pub(crate) fn write(path: &Path, n: usize, seed: u64) {
    let mut draws = Draws(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut writer = ExampleWriter::create(path).unwrap();
    for number in 0..n {
        writer.write(&example(&mut draws, number)).unwrap();
    }
    assert_eq!(writer.finish().unwrap(), n);
}

fn example(draws: &mut Draws, number: usize) -> RepairExample {
    let (language, class, comment) = match number % 3 {
        0 => (Language::Python, "keyword", "# "),
        1 => (Language::C, "semicolon", "// "),
        _ => (Language::Go, "comparison", "// "),
    };
    let (mut lines, at, buggy) = match language {
        Language::Python => python(draws),
        Language::C => c(draws),
        _ => go(draws),
    };
    if draws.below(2) == 0 {
        lines.insert(0, format!("{comment}{} {}", draws.of(&MARKS), draws.of(&NAMES)));
    } else {
        lines.insert(0, String::new());
    }
    let text = |lines: &[String]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    RepairExample {
        id: number.to_string(),
        language,
        before: text(&lines[..=at]),
        buggy: format!("{buggy}\n"),
        after: text(&lines[at + 2..]),
        fixed: format!("{}\n", lines[at + 1]),
        message: None,
        source: "corrupt".to_owned(),
        class: Some(class.to_owned()),
        origin: None,
    }
}

/// A right program, the number of one of its lines, and that line with the mistake.
type Program = (Vec<String>, usize, String);

struct Parts {
    f: &'static str,
    a: &'static str,
    b: &'static str,
    c: &'static str,
    n: usize,
    mark: &'static str,
    is_marked: bool,
}

fn parts(draws: &mut Draws) -> Parts {
    Parts {
        f: draws.of(&FUNCTIONS),
        a: draws.of(&NAMES),
        b: draws.of(&NAMES),
        c: draws.of(&NAMES),
        n: draws.below(10),
        mark: draws.of(&MARKS),
        is_marked: draws.below(2) == 0,
    }
}

fn python(draws: &mut Draws) -> Program {
    let Parts { f, a, b, c, n, mark, is_marked } = parts(draws);
    let prefix = if is_marked { format!("note = \"{mark}\"; ") } else { String::new() };
    let lines = vec![
        format!("def {f}({a}, {b}):"),
        format!("    {c} = {a} + {n}"),
        format!("    if {c} <= {b}:"),
        format!("        {c} = {c} * {n}"),
        format!("    {prefix}return {c}"),
    ];
    let buggy = lines[4].replace("return", "retrun");
    (lines, 4, buggy)
}

fn c(draws: &mut Draws) -> Program {
    let Parts { f, a, b, c, n, mark, is_marked } = parts(draws);
    let prefix = if is_marked { format!("note(\"{mark}\"); ") } else { String::new() };
    let lines = vec![
        format!("int {f}(int {a}, int {b})"),
        "{".to_owned(),
        format!("    {prefix}int {c} = {a} + {n};"),
        format!("    while ({c} <= {b}) {{"),
        format!("        {prefix}{c} = {c} + {n};"),
        "    }".to_owned(),
        format!("    {prefix}return {c};"),
        "}".to_owned(),
    ];
    let at = 2 + 2 * draws.below(3);
    let buggy = lines[at].trim_end_matches(';').to_owned();
    (lines, at, buggy)
}

fn go(draws: &mut Draws) -> Program {
    let Parts { f, a, b, c, n, mark, is_marked } = parts(draws);
    let prefix = if is_marked { format!("{b} != \"{mark}\" && ") } else { String::new() };
    let lines = vec![
        format!("func {f}({a} int, {b} int) int {{"),
        format!("\t{c} := {a} + {n}"),
        format!("\tfor {prefix}{c} <= {b} {{"),
        format!("\t\t{c} = {c} + {n}"),
        "\t}".to_owned(),
        format!("\treturn {c}"),
        "}".to_owned(),
    ];
    let buggy = lines[2].replace("<=", "=<");
    (lines, 2, buggy)
}

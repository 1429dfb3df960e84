//! How many candidates are asked for decides how many there are, and not which is the best.

use fixerr_shared::{
    edits::EditContext,
    engine::{CancelToken, Device, EngineOptions},
    language::Language,
    repair::{RepairRequest, Repairer},
};

use crate::process;

/// A line with a mistake that a tool reports, in a program without others: what stands before, the line, what stands after, what the tool
/// says and what is right.
const REPORTED: [(Language, &str, &str, &str, &str, &str); 4] = [
    (
        Language::C,
        "#include <stdio.h>\n\nstruct point { int x, y; };\n\nstatic void move(struct point *p, int by)\n{\n    p->x += by;\n}\n\nint main(void)\n{\n    struct point start = { 0, 0 };\n",
        "    move(start, 3);\n",
        "    printf(\"%d\\n\", start.x);\n    return 0;\n}\n",
        "incompatible type for argument 1 of ‘move’",
        "    move(&start, 3);\n",
    ),
    (
        Language::Rust,
        "fn greet(name: &str) {\n    println!(\"{name}\");\n}\n\nfn main() {\n    let user = String::from(\"Ann\");\n",
        "    greet(user);\n",
        "}\n",
        "mismatched types\nexpected `&str`, found `String`",
        "    greet(&user);\n",
    ),
    (
        Language::Go,
        "package main\n\nfunc mean(total float64, count int) float64 {\n",
        "\treturn total / count\n",
        "}\n",
        "invalid operation: total / count (mismatched types float64 and int)",
        "\treturn total / float64(count)\n",
    ),
    (
        Language::JavaScript,
        "function last(values) {\n",
        "  position = values.length - 1;\n",
        "  return values[position];\n}\n",
        "'position' is not defined.",
        "  let position = values.length - 1;\n",
    ),
];

/// Python with one mistake in its second line, and what the interpreter says of it.
const MISTAKES: [(&str, Option<&str>); 4] = [
    ("def first(size):\n    retrun size\n\n\ndef second(size):\n    retrun size\n", Some("invalid syntax")),
    ("def area(width, height):\n    return width * heigth\n", None),
    ("def last(values):\n    return values[len(values)]\n", None),
    ("def both(a, b):\n    if a = b:\n        return 2\n    return 0\n", None),
];

#[test]
fn one_candidate_is_the_first_of_several() {
    let bundle = process::root().join("models/default");
    let mut repairer = Repairer::open(&bundle, &EngineOptions { device: Device::Cpu, threads: 1 }).unwrap();
    for (text, message) in MISTAKES {
        let mut ask = |candidates| {
            // Whatever was found out for another number must not help.
            repairer.set_cache_bytes(0);
            let request = RepairRequest {
                text,
                language: Language::Python,
                jsx: false,
                start_line: 1,
                end_line: 1,
                message,
                candidates,
                project: None,
                edits: EditContext::default(),
            };
            repairer.repair(&request, &CancelToken::new()).unwrap().candidates
        };
        let (one, several) = (ask(1), ask(3));
        assert_eq!(one.len(), 1, "{text}");
        assert_eq!(one[0].replacement, several[0].replacement, "{text}");
    }
}

#[test]
fn what_a_message_asks_for_is_offered() {
    let bundle = process::root().join("models/default");
    let mut repairer = Repairer::open(&bundle, &EngineOptions { device: Device::Cpu, threads: 1 }).unwrap();
    for (language, before, line, after, message, right) in REPORTED {
        let text = [before, line, after].concat();
        let at = before.lines().count();
        let mut ask = |message| {
            let request = RepairRequest {
                text: &text,
                language,
                jsx: false,
                start_line: at,
                end_line: at,
                message,
                candidates: 3,
                project: None,
                edits: EditContext::default(),
            };
            let found = repairer.repair(&request, &CancelToken::new()).unwrap().candidates;
            found.into_iter().map(|candidate| candidate.replacement).collect::<Vec<_>>()
        };
        let found = ask(Some(message));
        assert!(found.contains(&right.to_owned()), "{found:?}");
        assert_ne!(ask(None)[0], right, "the message is of no use");
    }
}

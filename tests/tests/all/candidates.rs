//! How many candidates are asked for decides how many there are, and not which is the best.

use fixerr_shared::{
    edits::EditContext,
    engine::{CancelToken, Device, EngineOptions},
    language::Language,
    repair::{RepairRequest, Repairer},
};

use crate::process;

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

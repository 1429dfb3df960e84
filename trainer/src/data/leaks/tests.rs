//! Planted leaks of every kind are found as what they are, and code that only looks alike is kept.

use fixerr_shared::{
    example::{ExampleWriter, Origin},
    language::Language,
};

use super::*;
use crate::data::near::SIMILAR;

const BEFORE: &str = "    private int drain(Queue<Order> orders, Ledger ledger, int limit) {\n        int booked = 0;\n        \
                      Order next = orders.peek();\n        while (next != null && booked < limit) {\n            \
                      ledger.append(next.customer(), next.total(), \"order\");\n";
const AFTER: &str = "            orders.remove();\n            next = orders.peek();\n            booked++;\n        }\n        \
                     return booked;\n    }\n";

fn pair(before: &str, buggy: &str, fixed: &str, after: &str) -> RepairExample {
    RepairExample {
        id: String::new(),
        language: Language::Java,
        before: before.into(),
        buggy: buggy.into(),
        after: after.into(),
        fixed: fixed.into(),
        message: None,
        source: "corrupt".into(),
        class: None,
        origin: Some(Origin { repository: "held/out".into(), ..Origin::default() }),
    }
}

fn held() -> RepairExample {
    let line = "            metrics.count(next.customer(), booked + 1, limit);\n";
    pair(BEFORE, &line.replace("+ 1", "- 1"), line, AFTER)
}

/// The set that holds `examples`.
fn set(examples: &[RepairExample]) -> HeldOut {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("held.jsonl");
    let mut writer = ExampleWriter::create(&path).unwrap();
    for example in examples {
        writer.write(example).unwrap();
    }
    writer.finish().unwrap();
    HeldOut::read(&[path], false, SIMILAR, &mut 0).unwrap()
}

fn each_text(example: &RepairExample, change: impl Fn(&str) -> String) -> RepairExample {
    let mut changed = example.clone();
    for text in [&mut changed.before, &mut changed.buggy, &mut changed.fixed, &mut changed.after] {
        *text = change(text);
    }
    changed
}

fn renamed(example: &RepairExample) -> RepairExample {
    let names = [
        ("orders", "jobs"),
        ("Order", "Job"),
        ("ledger", "journal"),
        ("Ledger", "Journal"),
        ("booked", "done"),
        ("next", "head"),
        ("customer", "owner"),
        ("metrics", "stats"),
        ("drain", "flush"),
        ("limit", "most"),
        ("append", "write"),
    ];
    each_text(example, |text| names.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to)))
}

#[test]
fn planted_leaks_are_found_by_kind() {
    let held = held();
    let set = set(std::slice::from_ref(&held));
    assert_eq!(set.repositories.iter().collect::<Vec<_>>(), ["held/out"]);
    assert_eq!(set.leak(&held), Some(Leak::Exact));

    // Other names: known by the pair alone, whatever stands around it.
    assert_eq!(set.leak(&renamed(&held)), Some(Leak::Renamed));
    let moved = pair("", &renamed(&held).buggy, &renamed(&held).fixed, "");
    assert_eq!(set.leak(&moved), Some(Leak::Renamed));

    // Spaces, line breaks and wrapped arguments change no word.
    let wrapped =
        each_text(&held, |text| text.replace(", ", ",\n                    ").replace(" != ", "!="));
    assert_ne!(wrapped, held);
    assert_eq!(set.leak(&wrapped), Some(Leak::Exact));
    // Braces and a comma that a formatter adds do.
    let braces = each_text(&held, |text| text.replace("limit);", "limit,\n    );").replace('\n', "\n\n"));
    assert_eq!(set.leak(&braces), Some(Leak::Similar));

    // Another bug in the same line, another literal, a line of context gone.
    let edited = RepairExample { buggy: held.buggy.replace("booked - 1", "booked * 1"), ..held.clone() };
    assert_eq!(set.leak(&edited), Some(Leak::Similar));
    let edited = RepairExample {
        fixed: held.fixed.replace("+ 1", "+ 2"),
        buggy: held.buggy.replace("- 1", "- 2"),
        after: held.after.replace("            booked++;\n", "            booked += 1;\n"),
        ..held.clone()
    };
    assert_eq!(set.leak(&edited), Some(Leak::Similar));
    let renamed =
        renamed(&RepairExample { buggy: held.buggy.replace("booked - 1", "booked * 1"), ..held.clone() });
    assert_eq!(set.leak(&renamed), Some(Leak::SimilarRenamed));
}

#[test]
fn code_that_only_looks_alike_is_kept() {
    let mut all = vec![held()];
    let other_before = "    static boolean isOpen(Door door, Clock clock) {\n        if (door == null || door.isLocked(clock.now())) \
                        {\n            log.warn(\"no such door\");\n";
    let other_after = "        }\n        for (Hinge hinge : door.hinges()) {\n            hinge.oil();\n        }\n        return \
                       door.angle() > 0;\n    }\n";
    for (buggy, fixed) in [
        ("            return null;\n", "            return false;\n"),
        ("            i--;\n", "            i++;\n"),
        ("            } else \n", "            } else {\n"),
    ] {
        all.push(pair(BEFORE, buggy, fixed, AFTER));
    }
    let set = set(&all);
    for (buggy, fixed) in [
        ("            return null;\n", "            return true;\n"),
        ("            i += 2;\n", "            i++;\n"),
        ("            j--;\n", "            j++;\n"),
        ("            } els {\n", "            } else {\n"),
    ] {
        assert_eq!(set.leak(&pair(other_before, buggy, fixed, other_after)), None, "{fixed}");
        // Nor where nothing stands around them.
        assert_eq!(set.leak(&pair("", buggy, fixed, "")), None, "{fixed}");
    }
    // The same place in the code with such a line is a leak all the same.
    let there = pair(BEFORE, "            i += 2;\n", "            i++;\n", AFTER);
    assert_eq!(set.leak(&there), Some(Leak::Similar));
    let held = held();
    let elsewhere = pair(other_before, &held.buggy.replace("- 1", "* 1"), &held.fixed, other_after);
    assert_eq!(set.leak(&elsewhere), None, "one line in other code");
}

#[test]
fn licences_and_imports_make_no_two_files_alike() {
    let header = "/*\n * Licensed under the Apache License, Version 2.0 (the \"License\"); you may not use this file\n * except in \
                  compliance with the License. You may obtain a copy of the License at\n * http://www.apache.org/licenses/\n * \
                  Unless required by applicable law or agreed to in writing, software is distributed on an \"AS IS\" BASIS.\n */\n";
    let of = |name: &str| {
        let imports = format!(
            "import java.util.List;\nimport org.{name}.base.Strings;\nimport org.{name}.base.Maps;\n"
        );
        let after = format!("\n{imports}\n/** The {name}. */\npublic class {name} {{\n");
        let package =
            pair(header, &format!("packgae org.{name};\n"), &format!("package org.{name};\n"), &after);
        let class = format!("public final class {name} {{\n");
        let before = format!("{header}package org.{name};\n\n{imports}\n");
        [package, pair(&before, &class.replace("class", "clas"), &class, "\n")]
    };
    let set = set(&of("cache"));
    for example in of("router") {
        assert_eq!(set.leak(&example), None, "{}", example.fixed);
    }
}

#[test]
fn the_look_at_the_context_can_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("held.jsonl");
    let mut writer = ExampleWriter::create(&path).unwrap();
    writer.write(&held()).unwrap();
    writer.finish().unwrap();
    let set = HeldOut::read(&[path], false, 0.0, &mut 0).unwrap();
    let edited = RepairExample { buggy: held().buggy.replace("booked - 1", "booked * 1"), ..held() };
    assert_eq!((set.leak(&held()), set.leak(&edited)), (Some(Leak::Exact), None));
}

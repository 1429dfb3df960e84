//! Every tool that this machine has, on small bugs. A missing one is named and passed over.

use std::path::PathBuf;

use clap::Parser as _;

use super::*;

#[derive(clap::Parser)]
struct Cli {
    #[command(flatten)]
    args: MessageArgs,
}

fn find(language: Language, more: &[&str]) -> Option<Messages> {
    let args = Cli::parse_from(["corrupt", "--messages"].iter().chain(more)).args;
    let mut said = Vec::new();
    let found = Messages::find(&args, &BTreeSet::from([language]), &mut |line| said.push(line.to_owned()));
    let messages = found.unwrap().unwrap();
    if messages.tools.is_empty() {
        println!("skipped: {}", said.join("; "));
        return None;
    }
    Some(messages)
}

/// The mutant that has `wrong` for `right` in `text`.
fn mutant(text: &str, right: &str, wrong: &str) -> Mutant {
    let at = text.find(right).unwrap();
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = at + right.len() + text[at + right.len()..].find('\n').map_or(0, |end| end + 1);
    let fixed = text[start..end].to_owned();
    Mutant {
        class: Some(Class::SyntaxBracket),
        row: text[..start].matches('\n').count(),
        before: text[..start].to_owned(),
        buggy: fixed.replacen(right, wrong, 1),
        after: text[end..].to_owned(),
        fixed,
        message: None,
    }
}

/// What is said of each change in turn; nothing when the tool is missing.
fn said(language: Language, root: &Path, text: &str, changes: &[(&str, &str)]) -> Option<Vec<String>> {
    let messages = find(language, &["--messages-share", "1", "--message-seconds", "60"])?;
    let mut mutants: Vec<_> = changes.iter().map(|(right, wrong)| mutant(text, right, wrong)).collect();
    let source = Source { language, jsx: false, root, path: "src/file.x", text };
    messages.attach(&source, [7; 32], &mut mutants).unwrap();
    let asked = messages.asked()[&language];
    assert_eq!((asked.questions, asked.failed), (changes.len(), 0), "{language}");
    let folder = messages.folder.path().to_owned();
    drop(messages);
    assert!(!folder.exists(), "the temporary folder is gone");
    Some(mutants.into_iter().map(|mutant| mutant.message.unwrap_or_default()).collect())
}

#[track_caller]
fn check(language: Language, text: &str, changes: &[(&str, &str, &str)]) {
    let root = tempfile::tempdir().unwrap();
    let pairs: Vec<_> = changes.iter().map(|(right, wrong, _)| (*right, *wrong)).collect();
    let Some(said) = said(language, root.path(), text, &pairs) else { return };
    for ((right, _, expected), said) in changes.iter().zip(said) {
        assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{right}: '{said}'");
    }
}

#[test]
fn python() {
    let text =
        "import nothing.there\n\n\ndef f(x):\n    y = nothing.g(x, 1)\n    return y\n\n\nprint(f(2))\n";
    check(
        Language::Python,
        text,
        &[
            ("    return y", "        return y", "unexpected indent"),
            ("    return y", "  return y", "unindent does not match any outer indentation level"),
            ("def f(x):", "df f(x):", "invalid syntax"),
            // Right for the compiler.
            ("g(x, 1)", "g(x, 2)", ""),
        ],
    );
}

#[test]
fn javascript_in_scripts_and_modules() {
    let script = "#!/usr/bin/env node\nconst a = require('a');\nif (a) return;\na.b(1, 2);\n";
    let missing = ("(1, 2)", "(1 2)", "missing ) after argument list");
    check(Language::JavaScript, script, &[missing, ("(1, 2)", "(2, 1)", "")]);
    let module = "import { a } from './a.js';\nexport const b = await a(1, 2);\n";
    check(Language::JavaScript, module, &[missing, ("const b", "let a", "has already been declared")]);
}

#[test]
fn typescript() {
    let text = "import { a } from './a';\nexport const b: number = a(1, 2);\n";
    let wrong_type = ("a(1, 2)", "`a${1}`", "Type 'string' is not assignable to type 'number'.");
    let changes = [
        ("(1, 2)", "(1 2)", "',' expected."),
        ("a(1", "c(1", "Cannot find name 'c'."),
        ("(1, 2)", "(2, 1)", ""),
        wrong_type,
    ];
    check(Language::TypeScript, text, &changes);
}

#[test]
fn java() {
    let text = "package a;\nimport b.C;\npublic class A {\n    C c;\n    int f(int size) {\n        c.g();\n        return size;\n    }\n}\n";
    check(
        Language::Java,
        text,
        &[
            ("return size;", "return size", "';' expected"),
            ("return size;", "return siez;", "cannot find symbol symbol: variable siez"),
            // C is unknown anyway.
            ("c.g()", "c.h()", ""),
        ],
    );
}

#[test]
fn go() {
    let text = "package a\n\nimport \"b\"\n\nfunc f(size int) int {\n\tb.G(size, 1)\n\treturn size\n}\n";
    check(
        Language::Go,
        text,
        &[
            ("(size, 1)", "(size 1)", "missing ',' in argument list"),
            ("return size", "return siez", "siez"),
            ("(size, 1)", "(1, size)", ""),
        ],
    );
}

#[test]
fn rust() {
    let text = "use b::C;\n\npub fn f(size: usize) -> usize {\n    C::g(size);\n    size\n}\n";
    check(
        Language::Rust,
        text,
        &[
            ("    size\n", "    siez\n", "cannot find value `siez` in this scope"),
            ("C::g(size);", "C::g(size;", "mismatched closing delimiter"),
            ("C::g(size)", "C::h(size)", ""),
        ],
    );
}

#[test]
fn c_and_cpp_with_headers_of_the_checkout_and_without() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("include")).unwrap();
    fs::write(root.path().join("include/known.h"), "struct pair { int first; };\n#include <gone/deep.h>\n")
        .unwrap();
    let text = "#include <stddef.h>\n#include \"known.h\"\n#include \"gone.h\"\n\nint f(struct pair *pair) {\n    \
                if (pair == NULL)\n        return 0;\n    return pair->first;\n}\n";
    let changes = [
        ("return 0;", "return 0"),
        ("pair->first", "pair->frist"),
        ("pair == NULL", "pair = NULL"),
        ("#include <stddef.h>", "#include <stddef.h"),
        ("return pair->first", "return 1"),
        ("return 0", "return 2"),
    ];
    for language in [Language::C, Language::Cpp] {
        // With many variants the headers are compiled first, with few they are not; the messages are the same.
        let Some(all) = said(language, root.path(), text, &changes) else { continue };
        let few = said(language, root.path(), text, &changes[..4]).unwrap();
        assert_eq!(all[..4], few);
        for (said, expected) in
            all.iter().zip(["expected ';'", "'frist'", "assignment", "terminating", "", ""])
        {
            assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{language}: {all:?}");
        }
    }
}

#[test]
fn missing_tools_and_bad_options_are_told() {
    let nowhere = process::which("fixerr-there-is-no-such-tool");
    assert_eq!(nowhere, None::<PathBuf>);
    for bad in [["--messages-share", "1.5"], ["--message-seconds", "0"]] {
        let args = Cli::parse_from(["corrupt", "--messages"].iter().chain(&bad)).args;
        let error = Messages::find(&args, &BTreeSet::new(), &mut |_| {}).err().unwrap().to_string();
        assert!(error.contains(bad[0]), "{error}");
    }
    assert!(Cli::try_parse_from(["corrupt", "--messages-share", "0.1"]).is_err());
}

//! Text there and back, what the vocabulary lacks, and files that are no vocabulary.

use std::fs;

use super::*;
use crate::{
    language::Language,
    prompt::{PromptBuilder, PromptInput},
    tokenizer::TokenizerKind,
};

const CODE: &str =
    "def measure(count, limit):\n    # größer 漢字 → 🎉\n    return count + 1 if count <= limit else limit\n";

/// What a small model's vocab.txt may hold.
const VOCABULARY: &str =
    "[PAD]\n[unused1]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n!\n(\nreturn\nretur\n##n\n##s\nsize\né\n##漢\n漢\n1000\n";

fn trained() -> CodeTokenizer {
    train_wordpiece(std::iter::repeat_n(CODE, 4), 600).unwrap()
}

fn read(text: &str) -> Result<CodeTokenizer, TokenizerError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vocab.txt");
    fs::write(&path, text).unwrap();
    from_vocabulary(&path)
}

fn tokens(tokenizer: &CodeTokenizer, text: &str) -> Vec<String> {
    let ids = tokenizer.encode(text).unwrap();
    ids.into_iter().map(|id| tokenizer.inner.id_to_token(id).unwrap()).collect()
}

#[track_caller]
fn comes_back(tokenizer: &CodeTokenizer, text: &str) {
    let ids = tokenizer.encode_exact(text).unwrap();
    assert_eq!(tokenizer.decode(&ids).unwrap(), text);
    assert!(ids.iter().all(|id| *id >= tokenizer.first_text()), "{text:?}: an answer may hold all of it");
}

/// Draws that are the same on every machine.
fn draws() -> impl FnMut(usize) -> usize {
    let mut state = 1_u64;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    }
}

#[test]
fn odd_text_comes_back_exactly() {
    let read = read(VOCABULARY).unwrap();
    for tokenizer in [&trained(), &read] {
        for text in [
            "",
            "\n",
            "\n\n\n",
            " ",
            "a",
            "no line break at the end",
            "trailing   \n \n\t\n  \t  \n",
            "\tif (a)\t{ b\t= c; }\n\t\t\t\t\t\t\treturn\n",
            "a + b, a+b, a  +  b, a+ b, a +b;   // why\n",
            "x = y ;  z  =w\n     }\n      ) ;\n",
            " * a line of a comment\n*/ ##\n#include <x.h>\n## not ##a piece##\n",
            "[UNK] [PAD] [unused1] <|bug|> <|pad|>\n",
            "1 000 1000 1_000 0x1f 1e-9 a1 1a\n",
            "a\rb\r\n",
            "for(int i=0;i<10;++i){a[i]->b::c(*d,&e)||!f;}\n",
            "snake_case __init__ CamelCase ALLCAPS x2y\n",
        ] {
            comes_back(tokenizer, text);
        }
        let parts =
            ["a", "B", "9", "_", "return", "size", " ", "  ", "\t", "\n", "#", "##", "(", ") ", " = ", "é"];
        let mut draw = draws();
        for _ in 0..2000 {
            let text: String = (0..draw(24)).map(|_| parts[draw(parts.len())]).collect();
            if read.encode_exact(&text).is_ok() && tokenizer.encode_exact(&text).is_ok() {
                comes_back(tokenizer, &text);
            }
        }
    }
    // Characters of other scripts that the training text holds, in other surroundings.
    comes_back(&trained(), "字漢 größe ß🎉🎉→ ö漢ö 漢 漢\n");
}

#[test]
fn words_blanks_and_signs_are_tokens() {
    let tokenizer = read(VOCABULARY).unwrap();
    assert_eq!(tokens(&tokenizer, "return size\n"), ["return", "size", "\n"]);
    assert_eq!(
        tokens(&tokenizer, "        returns = (1000)\n"),
        ["        ", "return", "##s", " = ", "(", "1000", ")", "\n"]
    );
    assert_eq!(tokens(&tokenizer, "漢漢 漢"), ["漢", "漢", " ", "漢"]);
    assert_eq!(tokens(&tokenizer, "[UNK]"), ["[", "U", "##N", "##K", "]"]);
}

#[test]
fn what_the_vocabulary_lacks_is_told() {
    let tokenizer = trained();
    assert_eq!(tokens(&tokenizer, "a 🦀 b"), ["a", " ", UNKNOWN, " ", "b"]);
    assert_eq!(tokenizer.decode(&tokenizer.encode("a 🦀 b").unwrap()).unwrap(), "a \u{fffd} b");
    let told = |text: &str| tokenizer.encode_exact(text).unwrap_err().to_string();
    assert!(told("a\nb 🦀 c\n").contains("\"🦀\" cannot be written"), "{}", told("a\nb 🦀 c\n"));
    assert!(told("a naïve b").contains("\"naïve\""), "{}", told("a naïve b"));
    assert!(told(&"x".repeat(LONGEST_WORD + 1)).contains("xxx"));
    comes_back(&tokenizer, &"x".repeat(LONGEST_WORD));
    assert!(tokenizer.encode_exact("\u{ffff}").is_err(), "what marks words while decoding is no text");

    let builder = PromptBuilder::new(&tokenizer, 64);
    let input =
        |before, buggy| PromptInput {
            language: Language::C, before, buggy, after: "", message: Some("🦀?")
        };
    assert!(builder.build(&input("", "a🦀\n")).unwrap_err().is_unwritable());
    assert!(builder.target("a🦀\n").unwrap_err().is_unwritable());
    assert!(!builder.target(&"a\n".repeat(99)).unwrap_err().is_unwritable());
    // What surrounds the marked lines is only read.
    let prompt = builder.build(&input("// 🦀\n", "a\n")).unwrap();
    assert_eq!(tokenizer.decode(prompt.span_ids()).unwrap(), "a\n");
}

#[test]
fn special_tokens_stand_before_text_and_a_file_reads_back() {
    let read_back = |tokenizer: &CodeTokenizer| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokenizer.json");
        fs::write(&path, tokenizer.to_json().unwrap()).unwrap();
        CodeTokenizer::from_file(&path).unwrap()
    };
    for (tokenizer, bert) in [(trained(), 5), (read(VOCABULARY).unwrap(), 6)] {
        let again = read_back(&tokenizer);
        assert_eq!((again.kind(), again.special()), (TokenizerKind::WordPiece, tokenizer.special()));
        assert_eq!((tokenizer.special().pad, tokenizer.special().bug), (0, 1));
        assert_eq!(again.first_text() as usize, special_tokens().len() + bert);
        assert_eq!(again.vocab_size(), tokenizer.vocab_size());
        assert_eq!(again.encode(CODE).unwrap(), tokenizer.encode(CODE).unwrap());
        assert!(again.unknown.is_some_and(|id| id < again.first_text()), "no answer can hold it");
    }
}

#[test]
fn training_fills_the_vocabulary_and_refuses_one_that_is_too_small() {
    let tokenizer = trained();
    assert!(tokenizer.vocab_size() <= 600);
    assert_eq!(tokens(&tokenizer, "count limit"), ["count", "limit"]);
    let small = train_wordpiece(std::iter::once(CODE), 100).err().unwrap().to_string();
    assert!(small.contains("a vocabulary of 100") && small.contains("at least"), "{small}");
    let again = trained();
    assert_eq!(tokenizer.to_json().unwrap(), again.to_json().unwrap(), "training is repeatable");
}

#[test]
fn files_that_are_no_vocabulary_are_refused() {
    let refusal = |text: &str| read(text).err().expect(text).to_string();
    assert!(refusal("").contains("vocab.txt: empty"), "{}", refusal(""));
    assert!(refusal("\n").contains("line 1"));
    assert!(refusal("[PAD]\na\nb\n").contains("no line [UNK]"));
    let twice = refusal("[UNK]\na\nb\na\n");
    assert!(twice.contains("line 4: \"a\" again, after line 2"), "{twice}");
    assert!(refusal("[UNK]\n\na\n").contains("line 2"));
    assert!(refusal("{\n  \"model\": 1\n}\n").contains("line 2"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vocab.txt");
    assert!(from_vocabulary(&path).err().unwrap().to_string().contains("vocab.txt: "));
    fs::write(&path, [b'a', b'\n', 0xff]).unwrap();
    assert!(from_vocabulary(&path).err().unwrap().to_string().contains("not UTF-8 from byte 2"));
    // Line ends of Windows, a byte order mark and a missing last line break are no matter.
    let odd = read("\u{feff}[UNK]\r\nreturn\r\nsize").unwrap();
    assert_eq!(tokens(&odd, "return size"), ["return", "size"]);
}

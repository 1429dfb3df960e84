//! Judges one hunk by its tokens: whether code changes, in what way, and whether that way can be a fix.

use std::{collections::HashSet, sync::LazyLock};

use fixerr_shared::{language::Language, words::words};
use regex::Regex;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{
    class::{Class, Region, classify},
    hunks::Growth,
    reason::Reason,
    tokens::{Kind, Token},
};
use crate::data::normal::Fingerprint;

/// Lines that share less than this part of their tokens are written anew rather than repaired.
const LEAST_SHARED: f64 = 0.3;
/// Fewer tokens share little by nature.
const FEW_TOKENS: usize = 6;
/// Words that make a string a sentence.
const PROSE_WORDS: usize = 3;

/// Words that say how something may be used, not what it does.
const MODIFIERS: &[&str] = &[
    "final",
    "const",
    "override",
    "private",
    "public",
    "protected",
    "readonly",
    "inline",
    "constexpr",
    "noexcept",
    "explicit",
    "export",
    "let",
    "var",
    "pub",
    "crate",
    "declare",
    "abstract",
    "register",
    "extern",
    "default",
];

/// Both sides of a hunk.
pub(super) struct Sides<'t> {
    pub(super) language: Language,
    pub(super) growth: Growth,
    pub(super) old: Vec<Token<'t>>,
    pub(super) new: Vec<Token<'t>>,
    pub(super) old_text: &'t str,
    pub(super) new_text: &'t str,
    pub(super) old_file: &'t str,
    pub(super) new_file: &'t str,
    /// Whether lines of Python stand deeper or shallower than before.
    pub(super) indented: bool,
    /// Whether the old lines did not parse and the new ones do.
    pub(super) mended: bool,
}

/// What a hunk that was kept turned out to be.
pub(super) struct Verdict {
    pub(super) class: Class,
    /// The tokens that differ, to find the same edit again.
    pub(super) edit: Fingerprint,
    /// Names that the new lines have and the old ones have not.
    pub(super) fresh: HashSet<String>,
    /// Those of them that the new lines declare.
    pub(super) declared: HashSet<String>,
    /// Names that the old lines declare and the new ones do not have.
    pub(super) gone: HashSet<String>,
}

/// Judges a hunk.
pub(super) fn judge(sides: &Sides<'_>) -> Result<Verdict, Reason> {
    let (old, new) = (texts(&sides.old, sides.language), texts(&sides.new, sides.language));
    if old == new && !sides.indented {
        return Err(Reason::Layout);
    }
    let (old_words, new_words): (Vec<_>, Vec<_>) =
        (sides.old.iter().map(|t| t.text).collect(), sides.new.iter().map(|t| t.text).collect());
    let ops = capture_diff_slices(Algorithm::Myers, &old_words, &new_words);
    let (mut regions, mut follows, mut shared) = (Vec::new(), Vec::new(), 0);
    for op in &ops {
        let (from, to) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { len, .. } = op {
            shared += len;
            continue;
        }
        follows.push(sides.new.get(to.end).map(|token| token.text));
        regions.push(Region { old: &sides.old[from], new: &sides.new[to] });
    }
    let changed = || regions.iter().flat_map(|region| region.old.iter().chain(region.new));
    reasons_against(sides, &regions)?;
    let total = old_words.len() + new_words.len();
    if sides.growth == Growth::Replaced
        && total > 2 * FEW_TOKENS
        && (2 * shared) as f64 / (total as f64) < LEAST_SHARED
    {
        return Err(Reason::Rewrite);
    }
    if !sides.mended && !sides.indented && changed().all(|t| t.kind == Kind::Mark && is_bracket(t.text)) {
        return Err(Reason::Trivial);
    }
    let mut parts = Vec::new();
    for region in &regions {
        parts.extend(region.old.iter().map(|token| token.text));
        parts.push("\n->\n");
        parts.extend(region.new.iter().map(|token| token.text));
        parts.push("\n");
    }
    let named = |tokens: &[Token<'_>]| -> HashSet<String> {
        tokens.iter().flat_map(|token| words(token.text)).map(str::to_owned).collect()
    };
    let known = named(&sides.old);
    let fresh: HashSet<String> = named(&sides.new).into_iter().filter(|name| !known.contains(name)).collect();
    let only_here = |tokens: &[Token<'_>], other_side: &HashSet<String>| -> HashSet<String> {
        let texts = tokens.iter().filter(|token| token.declared).map(|token| token.text.to_owned());
        texts.filter(|text| !other_side.contains(text)).collect()
    };
    let declared = only_here(&sides.new, &known);
    let gone = only_here(&sides.old, &named(&sides.new));
    Ok(Verdict {
        class: classify(sides.growth, &regions, &follows),
        edit: Fingerprint::of(&parts),
        fresh,
        declared,
        gone,
    })
}

fn reasons_against(sides: &Sides<'_>, regions: &[Region<'_, '_>]) -> Result<(), Reason> {
    let changed = || regions.iter().flat_map(|region| region.old.iter().chain(region.new));
    let all = |test: &dyn Fn(&Token<'_>) -> bool| !regions.is_empty() && changed().all(test);
    if all(&|token| token.import) {
        return Err(Reason::Import);
    }
    if all(&|token| token.annotation || MODIFIERS.contains(&token.text)) {
        return Err(Reason::Annotation);
    }
    if sides.growth == Growth::Replaced && is_order_of_modifiers(sides, regions) {
        return Err(Reason::Annotation);
    }
    if sides.growth == Growth::Deleted
        && sides.old.iter().any(|token| token.declared)
        && sides.old.iter().filter(|token| token.declared).all(|token| !has_word(sides.new_file, token.text))
    {
        return Err(Reason::Unused);
    }
    if is_version(sides, regions) {
        return Err(Reason::Version);
    }
    if !regions.is_empty() && regions.iter().all(is_prose) {
        return Err(Reason::Prose);
    }
    if is_logging(sides) {
        return Err(Reason::Logging);
    }
    let renamed = |region: &Region<'_, '_>| match (region.old, region.new) {
        ([old], [new]) if matches!(old.kind, Kind::Name | Kind::Type) && new.kind == old.kind => {
            old.declared && new.declared
                || !has_word(sides.new_file, old.text)
                    && !has_word(sides.old_file, new.text)
                    && sides.growth == Growth::Replaced
        }
        _ => false,
    };
    if !regions.is_empty()
        && regions.iter().all(renamed)
        && regions.iter().any(|region| region.old[0].declared || regions.len() > 1)
    {
        return Err(Reason::Rename);
    }
    Ok(())
}

/// Whether a text has a word of its own like this.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let inner = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(inner)
            && !text[at + word.len()..].chars().next().is_some_and(inner)
    })
}

/// Whether the same tokens stand in another order, and those that moved only say how something may be used.
fn is_order_of_modifiers(sides: &Sides<'_>, regions: &[Region<'_, '_>]) -> bool {
    let sorted = |tokens: &[Token<'_>]| {
        let mut texts: Vec<String> = tokens.iter().map(|token| token.text.to_owned()).collect();
        texts.sort_unstable();
        texts
    };
    let mut moved = regions.iter().flat_map(|region| region.old.iter().chain(region.new));
    moved.all(|token| {
        MODIFIERS.contains(&token.text) || matches!(token.text, "static" | "synchronized" | "volatile")
    }) && sorted(&sides.old) == sorted(&sides.new)
}

/// Token texts with what formatters put in or take away folded.
fn texts<'t>(tokens: &[Token<'t>], language: Language) -> Vec<&'t str> {
    let quotes = matches!(language, Language::Python | Language::JavaScript | Language::TypeScript);
    let script = matches!(language, Language::JavaScript | Language::TypeScript);
    let mut found: Vec<&str> = Vec::with_capacity(tokens.len());
    for token in tokens {
        if matches!(token.text, ")" | "]" | "}") && found.last() == Some(&",") {
            found.pop();
        }
        if token.text == "\\" || script && token.text == ";" {
            continue;
        }
        let bare = token.text.trim_matches(['"', '\'']);
        found.push(if quotes && token.kind == Kind::Text { bare } else { token.text });
    }
    if found.last() == Some(&",") {
        found.pop();
    }
    found
}

fn is_bracket(text: &str) -> bool {
    matches!(text, "{" | "}" | "(" | ")" | "[" | "]" | ";" | ",")
}

/// Whether numbers or strings alone differ, and they read as versions.
fn is_version(sides: &Sides<'_>, regions: &[Region<'_, '_>]) -> bool {
    let literal = |token: &Token<'_>| matches!(token.kind, Kind::Text | Kind::Literal | Kind::Opaque);
    let looks = |token: &Token<'_>| {
        let digits = token.text.chars().filter(char::is_ascii_digit).count();
        token.text.matches('.').count() > 1 && digits * 3 > token.text.len()
    };
    let named = {
        let line = sides.old_text.to_ascii_lowercase();
        line.contains("version") || line.contains("serialversionuid") || line.contains("copyright")
    };
    !regions.is_empty()
        && regions.iter().all(|region| {
            region.old.iter().chain(region.new).all(|token| literal(token) && (named || looks(token)))
        })
}

/// Whether a sentence is worded anew; what is put into it, and queries, are code.
fn is_prose(region: &Region<'_, '_>) -> bool {
    static PLACES: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"%[-+ #0-9.*]*(?:[hlLzjt]{0,2})[a-zA-Z]|\{[^{}]*\}|\$\w+"));
    static QUERY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b(?:SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|JOIN|CREATE|ALTER|TABLE|ORDER BY)\b|[<>=]|://")
    });
    let side = |tokens: &[Token<'_>]| -> Option<String> {
        let text = tokens.iter().all(|token| token.kind == Kind::Text || token.text == "+");
        text.then(|| tokens.iter().map(|token| token.text).collect())
    };
    let (Some(old), Some(new)) = (side(region.old), side(region.new)) else { return false };
    let sentence =
        |text: &str| text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let places =
        |text: &str| PLACES.find_iter(text).map(|found| found.as_str().to_owned()).collect::<Vec<_>>();
    sentence(&old).max(sentence(&new)) >= PROSE_WORDS
        && places(&old) == places(&new)
        && !QUERY.is_match(&old)
        && !QUERY.is_match(&new)
}

/// Whether every line that differs does nothing but log or print.
fn is_logging(sides: &Sides<'_>) -> bool {
    static LOGS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)^\s*(?:\w+(?:\.|::|->))*(?:(?:_?log(?:ger|ging)?|console|slog|klog|zap|lg|logrus|tracing)(?:\.|::|->)(?:\w+\(\)\.)*\w+!?\s*\(|log(?:ger)?!?\s*\(|log_?(?:debug|info|warn|warning|error|trace|err)!?\s*\(|(?:println|printf|print|eprintln|dbg|debug|trace|info|warn|error)!\s*\(|System\.(?:out|err)\.print\w*\(|print\s*\(|printf\s*\(|fmt\.Print\w*\(|debugger;)",
        )
    });
    let (old, new): (HashSet<&str>, HashSet<&str>) =
        (sides.old_text.lines().collect(), sides.new_text.lines().collect());
    let mut differing = sides
        .old_text
        .lines()
        .filter(|line| !new.contains(line))
        .chain(sides.new_text.lines().filter(|line| !old.contains(line)))
        .filter(|line| !line.trim().is_empty())
        .peekable();
    differing.peek().is_some() && differing.all(|line| LOGS.is_match(line))
}

#[expect(clippy::expect_used, reason = "the patterns are constants, and the tests compile them")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is no regular expression")
}

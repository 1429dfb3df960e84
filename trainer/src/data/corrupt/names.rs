//! Wrong names: other variables in scope, names that look alike, members of the same receiver, and misspellings.

use rand::{Rng, seq::IndexedRandom as _};

use super::{
    mutate::known_exceptions,
    survey::{Survey, TokenKind},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Lower,
    Camel,
    Constant,
}

/// How a name is written, which tells variables, types and constants apart in all eight languages.
fn case(name: &str) -> Case {
    let plain = name.trim_start_matches('_');
    if plain.len() > 1 && plain.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_') {
        Case::Constant
    } else if plain.starts_with(|c: char| c.is_uppercase()) {
        Case::Camel
    } else {
        Case::Lower
    }
}

/// How the tokens around a name use it: on the left of a dot, indexed, called, compared or reckoned with.
fn usage(survey: &Survey<'_>, token: u32) -> u8 {
    match survey.neighbour_text(token, 1) {
        "." | "->" | "?." | "::" => 1,
        "[" => 2,
        "(" => 4,
        "+" | "-" | "*" | "/" | "%" | "<" | ">" | "<=" | ">=" | "++" | "--" => 8,
        _ => match survey.neighbour_text(token, -1) {
            "+" | "-" | "*" | "/" | "%" | "<" | ">" | "<=" | ">=" | "[" => 8,
            "!" | "not" | "if" => 16,
            _ => 0,
        },
    }
}

/// Whether a name that stands in brackets counts something, so that one more or less makes sense.
pub(super) fn is_count(survey: &Survey<'_>, token: u32, text: &str) -> bool {
    const WORDS: [&str; 10] =
        ["index", "idx", "pos", "len", "size", "count", "end", "start", "offset", "num"];
    let lower = text.to_ascii_lowercase();
    text.len() == 1
        || WORDS.iter().any(|word| lower.contains(word))
        || survey.names.get(text).is_some_and(|uses| {
            uses.iter()
                .any(|at| *at != token && usage(survey, *at) == 8 && survey.neighbour_text(*at, -1) != "[")
        })
}

/// Another variable that is visible at the token, the nearest ones first.
pub(super) fn variable<'a>(survey: &Survey<'a>, token: u32, rng: &mut impl Rng) -> Option<&'a str> {
    let site = survey.tokens[token as usize];
    let own = survey.token_text(site);
    if !survey.is_declared(token) || !survey.stands_near(own, site.row, (site.start, site.end)) {
        return None;
    }
    let wanted = usage(survey, token);
    let mut choices: Vec<(&str, f64)> = Vec::new();
    let fitting = survey.visible(token).into_iter().filter(|(name, _)| {
        case(name) == case(own) && *name != "_" && !matches!(*name, "self" | "this" | "cls")
    });
    for (rank, (name, local)) in fitting.take(10).enumerate() {
        let alike = wanted != 0
            && survey
                .names
                .get(name)
                .is_some_and(|uses| uses.iter().any(|at| usage(survey, *at) & wanted != 0));
        let weight =
            if local { 2.0 } else { 0.2 } * if alike { 4.0 } else { 1.0 } / (1.0 + rank as f64 / 3.0);
        choices.push((name, weight));
    }
    choices.choose_weighted(rng, |(_, weight)| *weight).ok().map(|(name, _)| *name)
}

/// A name of the same kind in the file that is easily taken for this one.
pub(super) fn similar<'a>(survey: &Survey<'a>, token: u32, rng: &mut impl Rng) -> Option<&'a str> {
    let site = survey.tokens[token as usize];
    let own = survey.token_text(site);
    if own.len() < 3 || !survey.stands_near(own, site.row, (site.start, site.end)) {
        return None;
    }
    let kind = |kind: TokenKind| match kind {
        TokenKind::Declared => TokenKind::Variable,
        kind => kind,
    };
    let from = survey.tokens.partition_point(|other| other.row + 60 < site.row);
    let mut choices: Vec<&str> = Vec::new();
    for other in survey.tokens[from..].iter().take_while(|other| other.row <= site.row + 40) {
        let name = survey.token_text(*other);
        if kind(other.kind) == kind(site.kind)
            && name != own
            && case(name) == case(own)
            && looks_alike(own, name)
            && !choices.contains(&name)
        {
            choices.push(name);
        }
    }
    choices.choose(rng).copied()
}

fn looks_alike(a: &str, b: &str) -> bool {
    let prefix = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let suffix = a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count();
    let shorter = a.len().min(b.len());
    let longer = a.len().max(b.len());
    // One differing stretch of at most two characters, or half of the name in common.
    longer - (prefix + suffix).min(shorter) <= 2 && shorter >= 3 || prefix.max(suffix) >= 4.max(longer / 2)
}

/// Another member that the file uses on the same receiver, called like this one or not.
pub(super) fn method<'a>(survey: &Survey<'a>, token: u32, rng: &mut impl Rng) -> Option<&'a str> {
    let at = survey.members.binary_search_by_key(&token, |member| member.token).ok()?;
    let own = survey.members[at];
    let receiver = survey.slice(own.receiver);
    let site = survey.tokens[token as usize];
    let name = survey.token_text(site);
    if receiver.len() > 60 {
        return None;
    }
    // The right name should be guessable: it stands nearby, or the file uses it again and again.
    let uses = survey.names.get(name).map_or(0, Vec::len);
    if !survey.stands_near(name, site.row, (site.start, site.end)) && uses < 4 {
        return None;
    }
    let mut choices: Vec<&str> = Vec::new();
    for other in &survey.members {
        let other_token = survey.tokens[other.token as usize];
        if other_token.row.abs_diff(site.row) > 150 || other.called != own.called {
            continue;
        }
        let other_name = survey.token_text(other_token);
        if other_name != name && survey.slice(other.receiver) == receiver && !choices.contains(&other_name) {
            choices.push(other_name);
        }
    }
    choices.choose(rng).copied()
}

/// Another exception of the file or of the language's own.
pub(super) fn exception<'a>(survey: &Survey<'a>, token: u32, rng: &mut impl Rng) -> Option<&'a str> {
    let site = survey.tokens[token as usize];
    let own = survey.token_text(site);
    let known = known_exceptions(survey.language);
    if !known.contains(&own) && !survey.stands_near(own, site.row, (site.start, site.end)) {
        return None;
    }
    let mut choices: Vec<&str> = known.to_vec();
    choices.extend(survey.exceptions.iter().map(|at| survey.token_text(survey.tokens[*at as usize])));
    choices.retain(|name| *name != own);
    choices.choose(rng).copied()
}

/// A misspelling: two letters swapped, one lost, doubled or hit beside the right key.
pub(super) fn typo(word: &str, rng: &mut impl Rng) -> Option<String> {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    if !word.is_ascii() || word.len() < 2 {
        return None;
    }
    let mut letters: Vec<u8> = word.bytes().collect();
    let at = rng.random_range(0..letters.len());
    match rng.random_range(0..10) {
        0..4 => {
            let at = at.min(letters.len() - 2);
            letters.swap(at, at + 1);
        }
        4..7 => {
            letters.remove(at);
        }
        7..9 => letters.insert(at, letters[at]),
        _ => {
            let row = ROWS.iter().find(|row| row.as_bytes().contains(&letters[at]))?.as_bytes();
            let place = row.iter().position(|key| *key == letters[at])?;
            letters[at] = if place == 0 { row[1] } else { row[place - 1] };
        }
    }
    let typo = String::from_utf8(letters).ok()?;
    (typo != word && !typo.starts_with(|c: char| c.is_ascii_digit())).then_some(typo)
}

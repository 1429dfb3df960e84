//! From a site to an edit, or to nothing when the bug would not be one: equal in meaning, or not to be found from its
//! surroundings.

use fixerr_shared::language::Language;
use rand::{Rng, seq::IndexedRandom as _};

use super::{
    classes::Class,
    grammar, habits, names,
    sites::{Change, Site},
    survey::{Survey, Token, TokenKind},
};

/// One contiguous change of a file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: String,
}

/// Makes the site's edit.
pub(super) fn edit(survey: &Survey<'_>, site: &Site, rng: &mut impl Rng) -> Option<Edit> {
    let range = (site.start, site.end);
    let text = survey.slice(range);
    let row = survey.row_of(site.start) as u32;
    let replacement = match site.change {
        Change::OneOf(choices) => one_of(survey, site, text, choices.choose(rng)?)?,
        Change::Keep(start, end) => {
            if site.class == Class::ConditionLost {
                // What is lost must be short and made of names that the reader can still see.
                let lost = if start == site.start { (end, site.end) } else { (site.start, start) };
                if lost.1 - lost.0 > 48 || !survey.all_stand_near(lost, row, range) {
                    return None;
                }
            }
            if site.class == Class::ConditionNullCheck {
                // The part that stays names what was checked.
                for lost in [(site.start, start), (end, site.end)] {
                    if lost.1 - lost.0 > 48 || !survey.all_stand_near(lost, row, lost) {
                        return None;
                    }
                }
            }
            survey.slice((start, end)).to_owned()
        }
        Change::Negate if survey.language == Language::Python => format!("not {text}"),
        Change::Negate => format!("!{text}"),
        Change::Append(choices) => {
            let closed = survey.text[site.end as usize..].starts_with([']', ')', ':']);
            if site.class == Class::BoundOffByOne && !(closed && names::is_count(survey, site.token, text)) {
                return None;
            }
            format!("{text}{}", choices.choose(rng)?)
        }
        Change::Swap(a, b) => {
            format!("{}{}{}", survey.slice(b), survey.slice((a.1, b.0)), survey.slice(a))
        }
        Change::Remove => return remove(survey, site, text, row),
        Change::Double => double(survey, site, text)?,
        Change::Line if site.class == Class::ImportMissing && !import_is_used(survey, text, row) => {
            return None;
        }
        Change::Line => return line(survey, site),
        Change::Variable => names::variable(survey, site.token, rng)?.to_owned(),
        Change::Similar => names::similar(survey, site.token, rng)?.to_owned(),
        Change::Method => names::method(survey, site.token, rng)?.to_owned(),
        Change::Exception => names::exception(survey, site.token, rng)?.to_owned(),
        Change::Number => number(survey, text, row, range, rng)?,
        Change::Text => string(survey, site, text, row, rng)?,
        Change::Typo => {
            if site.class == Class::SyntaxIdentifier && !survey.stands_near(text, row, range) {
                return None;
            }
            let typo = names::typo(text, rng)?;
            (!survey.names.contains_key(typo.as_str())).then_some(typo)?
        }
        Change::Quote => return quote(survey, site, text, rng),
        Change::Indent => return indent(survey, row as usize, rng),
        Change::Habit => return habits::edit(survey, site.class, site.token, rng),
    };
    (replacement != text).then_some(Edit { start: site.start, end: site.end, text: replacement })
}

fn one_of(survey: &Survey<'_>, site: &Site, text: &str, choice: &str) -> Option<String> {
    let before = survey.neighbour(site.token, -1)?;
    let after = survey.neighbour(site.token, 1)?;
    let beside_text = before.kind == TokenKind::Text || after.kind == TokenKind::Text;
    match site.class {
        // Strings are joined, not reckoned with; C++ streams shift nothing.
        Class::OperatorArithmetic if beside_text => return None,
        Class::OperatorBitwise
            if survey.language == Language::Cpp
                && matches!(text, "<<" | ">>")
                && before.kind != TokenKind::Number =>
        {
            return None;
        }
        // Python's `A | None` is a type.
        Class::OperatorBitwise if survey.language == Language::Python && text == "|" => {
            let types = |token: Token| {
                let text = survey.token_text(token);
                matches!(text, "None" | "]" | "str" | "int" | "bool" | "bytes" | "float" | "dict" | "list")
                    || text.starts_with(|first: char| first.is_uppercase() || first == '_')
            };
            if types(before) || types(after) {
                return None;
            }
        }
        Class::SyntaxOperator => {
            // Two strings side by side are one string; a lost operator after a bracket reads as a call.
            let words =
                |kind: TokenKind| kind.is_name() || matches!(kind, TokenKind::Number | TokenKind::Other);
            if choice.is_empty()
                && matches!(text, "+" | "*" | "<")
                && !(words(before.kind) && words(after.kind))
            {
                return None;
            }
            if choice.is_empty() && text == "." && !(before.kind.is_name() && after.kind.is_name()) {
                return None;
            }
            // Generic brackets and pointers are no operators.
            let spaced = survey.text[..site.start as usize].ends_with(' ')
                && survey.text[site.end as usize..].starts_with([' ', '\n']);
            if matches!(text, "*" | "<" | "+") && !spaced {
                return None;
            }
            if choice.is_empty() && text == "=" && survey.language == Language::Python && !spaced {
                return None;
            }
        }
        Class::SyntaxSemicolon if !semicolon_matters(survey, site) => return None,
        _ => {}
    }
    Some(choice.to_owned())
}

fn remove(survey: &Survey<'_>, site: &Site, text: &str, row: u32) -> Option<Edit> {
    let (start, mut end) = (site.start, site.end);
    match site.class {
        Class::MemberMissingSelf => {
            let dot = survey.neighbour(site.token, 1)?;
            if !matches!(survey.token_text(dot), "." | "->") || dot.start != site.end {
                return None;
            }
            let member = survey.neighbour(site.token, 2)?;
            // Java and C++ find the member without its receiver unless a local name hides it.
            let needless = matches!(survey.language, Language::Java | Language::Cpp);
            if needless && !survey.is_hidden(survey.token_text(member), site.start) {
                return None;
            }
            end = member.start;
        }
        Class::ArgumentMissing if !survey.all_stand_near((start, end), row, (start, end)) => {
            return None;
        }
        Class::SyntaxComma => {
            let next = survey.neighbour(site.token, 1)?;
            let before = survey.neighbour(site.token, -1)?;
            if matches!(survey.token_text(next), ")" | "]" | "}" | ">" | "=" | ":" | "in")
                || before.kind == TokenKind::Text && next.kind == TokenKind::Text
                || next.row != before.row
                    && matches!(survey.language, Language::JavaScript | Language::TypeScript)
            {
                return None;
            }
        }
        Class::SyntaxSemicolon if !semicolon_matters(survey, site) => return None,
        Class::SyntaxColon => {
            let (before, after) = (survey.neighbour(site.token, -1)?, survey.neighbour(site.token, 1)?);
            // A slice or an empty part says nothing about the colon that is gone.
            if matches!(survey.token_text(before), "[" | ":" | "?")
                || matches!(survey.token_text(after), "]" | ":")
            {
                return None;
            }
        }
        Class::ImportMissing if !import_is_used(survey, text, row) => return None,
        Class::SyntaxBracket => {
            let alone = survey.rows(row as usize, row as usize).trim() == text;
            if alone {
                return line(survey, site);
            }
        }
        _ => {}
    }
    Some(Edit { start, end, text: String::new() })
}

fn double(survey: &Survey<'_>, site: &Site, text: &str) -> Option<String> {
    // A bracket around an expression can stand twice without harm; its partner would have to be doubled too, so one
    // alone is always wrong. A second comma in an array of JavaScript is a hole, which is legal.
    if site.class == Class::SyntaxComma
        && matches!(survey.language, Language::JavaScript | Language::TypeScript)
    {
        return None;
    }
    Some(text.repeat(2))
}

/// Whether the name that an import brings is used soon after.
fn import_is_used(survey: &Survey<'_>, import: &str, row: u32) -> bool {
    let import = import.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"'));
    // `b` of `a as b`, of `java.a.b` and of `a/b`, but `a` of Python's `import a.b`.
    let word = import.split_whitespace().next_back().unwrap_or_default();
    let dotted = survey.language == Language::Python && import.starts_with("import ");
    let name = if dotted { word.split('.').next() } else { word.rsplit(['.', '/']).next() };
    name.is_some_and(|name| survey.is_used_soon(name, row))
}

/// Whether a lost semicolon is an error here, or at least against the file's own habit.
fn semicolon_matters(survey: &Survey<'_>, site: &Site) -> bool {
    let next = survey.neighbour_text(site.token, 1);
    let previous = survey.neighbour_text(site.token, -1);
    // The semicolons of an empty statement or of an endless loop's head say nothing.
    if matches!(previous, "" | ";" | "{" | "(") || next == ";" {
        return false;
    }
    match survey.language {
        Language::Python | Language::Go => false,
        Language::Rust => !matches!(next, "}" | "") && previous != "}",
        Language::JavaScript | Language::TypeScript => habit(survey) && previous != "}",
        Language::C | Language::Cpp => true,
        // One after a class is optional.
        Language::Java => previous != "}" || !matches!(next, "}" | ""),
    }
}

/// Whether nearly every line of a JavaScript file that could end in a semicolon does.
fn habit(survey: &Survey<'_>) -> bool {
    let (mut with, mut without) = (0, 0);
    for pair in survey.tokens.windows(2) {
        if pair[0].row != pair[1].row {
            match survey.token_text(pair[0]) {
                ";" => with += 1,
                ")" | "]" => {
                    without += usize::from(!matches!(
                        survey.token_text(pair[1]),
                        "." | "," | ")" | "]" | "}" | "?" | ":" | "{"
                    ));
                }
                _ => {}
            }
        }
    }
    with >= 3 && with > without * 4
}

/// Loses a line that holds nothing but the site.
fn line(survey: &Survey<'_>, site: &Site) -> Option<Edit> {
    let row = survey.row_of(site.start);
    let (start, end) = (survey.lines[row], survey.lines[row + 1]);
    let text = survey.slice((start, end)).trim();
    let own = survey.slice((site.start, site.end)).trim_end_matches(';');
    if text.trim_end_matches(';') != own || survey.row_of(site.end.saturating_sub(1)) != row {
        return None;
    }
    Some(Edit { start, end, text: String::new() })
}

fn number(
    survey: &Survey<'_>,
    text: &str,
    row: u32,
    range: (u32, u32),
    rng: &mut impl Rng,
) -> Option<String> {
    let value: i64 = text.parse().ok()?;
    // Small numbers can be told from their use; larger ones only when they stand nearby too.
    if value > 2 && !survey.literal_stands_near(text, row, range) {
        return None;
    }
    let before = survey.text[..range.0 as usize].trim_end();
    let binary = before.ends_with(['(', ',', '=', '<', '>', '[']) || before.ends_with("return");
    let choices: &[i64] = match value {
        0 if binary => &[1, 1, -1],
        0 => &[1],
        1 if binary => &[0, 2, 0, -1],
        1 => &[0, 2],
        2 => &[1, 1, 3],
        _ => &[-1, 1],
    };
    let choice = *choices.choose(rng)?;
    Some(if value > 2 { (value + choice).to_string() } else { choice.to_string() })
}

fn string(survey: &Survey<'_>, site: &Site, text: &str, row: u32, rng: &mut impl Rng) -> Option<String> {
    let range = (site.start, site.end);
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let plain =
        text.len() > 3 && text.ends_with(quote) && !text.contains('\n') && !text.starts_with("\"\"\"");
    if !plain || !survey.literal_stands_near(text, row, range) {
        return None;
    }
    if rng.random_bool(0.5) && quote == '"' {
        return Some("\"\"".to_owned());
    }
    // Another string of the neighbourhood.
    let near: Vec<_> = survey
        .tokens
        .iter()
        .skip_while(|token| token.row + 12 < row)
        .take_while(|token| token.row <= row + 8)
        .filter(|token| token.kind == TokenKind::Text)
        .map(|token| survey.token_text(*token))
        .filter(|other| {
            *other != text && other.starts_with(quote) && !other.contains('\n') && other.len() < 60
        })
        .collect();
    near.choose(rng).map(|other| (*other).to_owned())
}

fn quote(survey: &Survey<'_>, site: &Site, text: &str, rng: &mut impl Rng) -> Option<Edit> {
    let quote = text.chars().last().filter(|last| matches!(last, '"' | '\'' | '`'))?;
    let triple = text.len() >= 6 && text.ends_with(&quote.to_string().repeat(3));
    if text.contains('\n') || triple || text.len() > 100 {
        return None;
    }
    let (start, end) = if rng.random_bool(0.5) {
        let first = site.start + text.find(quote)? as u32;
        (first, first + 1)
    } else {
        (site.end - 1, site.end)
    };
    // A lost first quotation mark of an empty string looks like a lost last one, which is as good.
    let replacement = if rng.random_bool(0.3) { quote.to_string().repeat(2) } else { String::new() };
    (survey.slice((start, end)).len() == 1).then_some(Edit { start, end, text: replacement })
}

/// Moves a Python line one level; only where the result cannot be read as another program.
fn indent(survey: &Survey<'_>, row: usize, rng: &mut impl Rng) -> Option<Edit> {
    let width = |row: usize| {
        let line = survey.rows(row, row);
        line.len() - line.trim_start_matches([' ', '\t']).len()
    };
    let own = width(row);
    let previous = (0..row).rev().find(|row| !survey.is_blank(*row))?;
    let next = (row + 1..survey.row_count()).find(|row| !survey.is_blank(*row));
    let opens = survey.rows(previous, previous).trim_end().ends_with(':');
    let start = survey.lines[row];
    let tabs = survey.rows(row, row).starts_with('\t');
    let step = if tabs { "\t" } else { "    " };
    let deeper = || Edit { start, end: start, text: step.to_owned() };
    let shallower =
        || (own >= step.len()).then(|| Edit { start, end: start + step.len() as u32, text: String::new() });
    // The first line of a block may go out of it; a later one may go deeper, or out when lines of the block follow.
    if opens && width(previous) < own {
        // Deep enough still, the line would stay in its block.
        return shallower().filter(|_| own <= width(previous) + step.len());
    }
    if width(previous) != own
        || survey.rows(previous, previous).trim_start().starts_with(['#', ')', ']', '}', '"', '\''])
    {
        return None;
    }
    if next.is_some_and(|next| width(next) == own) && rng.random_bool(0.5) {
        return shallower();
    }
    Some(deeper())
}

pub(super) fn known_exceptions(language: Language) -> &'static [&'static str] {
    grammar::exceptions(language)
}

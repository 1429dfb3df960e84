//! What several signs say together, where the mistaken form mostly does not parse: loops, lambdas, conditions, literals and
//! declarations as another language writes them.

use fixerr_shared::language::Language as L;
use rand::Rng;

use super::{
    super::{mutate::Edit, survey::TokenKind},
    cursor::Cursor,
    heads,
};

pub(super) type Found = Option<Edit>;

/// A loop, a lambda, a condition, a literal or a declaration of another language.
pub(super) fn syntax(here: &Cursor<'_, '_>, rng: &mut impl Rng) -> Found {
    let all: [fn(&Cursor<'_, '_>, usize) -> Found; 12] = [
        loops,
        bare_loops,
        lambdas,
        choices,
        conditions,
        literals,
        fields,
        declarations,
        patterns,
        heads::functions,
        heads::parameters,
        heads::strays,
    ];
    let draw = rng.random_range(0..usize::MAX / 2);
    all.iter().find_map(|idiom| idiom(here, draw))
}

/// One of some texts, by a number that was drawn.
pub(super) fn pick<'t>(texts: &[&'t str], draw: usize) -> &'t str {
    texts[draw % texts.len()]
}

/// Heads of loops in brackets.
fn loops(here: &Cursor<'_, '_>, draw: usize) -> Found {
    if here.text(0) != "for" || here.is_name(0) {
        return None;
    }
    match here.language() {
        L::Java if here.text(1) == "(" => {
            let close = here.closing_head(1)?;
            let colon = (2..close).find(|at| here.text(*at) == ":");
            let Some(colon) = colon else {
                return commas_in_head(here, close);
            };
            let (declared, name, over) =
                (here.span(2, colon - 1)?, here.text(colon - 1), here.span(colon + 1, close - 1)?);
            let wrong = match draw % 5 {
                0 => format!("foreach ({declared} in {over})"),
                1 => format!("for ({declared} in {over})"),
                2 => format!("for ({name} : {over})"),
                3 => format!("for (var {name} of {over})"),
                _ => format!("for {declared} : {over}"),
            };
            here.replace(0, close, wrong)
        }
        L::C | L::Cpp if here.text(1) == "(" => {
            let close = here.closing_head(1)?;
            match (2..close).find(|at| here.text(*at) == ":") {
                Some(colon) => {
                    let (declared, over) = (here.span(2, colon - 1)?, here.span(colon + 1, close - 1)?);
                    let wrong = match draw % 2 {
                        0 => format!("for ({declared} in {over})"),
                        _ => format!("foreach ({declared} : {over})"),
                    };
                    here.replace(0, close, wrong)
                }
                None => commas_in_head(here, close),
            }
        }
        L::JavaScript | L::TypeScript if here.text(1) == "(" => {
            let close = here.closing_head(1)?;
            let Some(of) = (2..close).find(|at| here.text(*at) == "of") else {
                return commas_in_head(here, close);
            };
            let (names, over) = (here.span(3, of - 1)?, here.span(of + 1, close - 1)?);
            let word = here.text(2);
            let bare = names.trim_start_matches('[').trim_end_matches(']');
            let wrong = match draw % 6 {
                0 => format!("for ({names} of {over})"),
                1 => format!("for ({word} {names} in {over})"),
                2 => format!("for ({word} {names} : {over})"),
                3 => format!("foreach ({word} {names} of {over})"),
                4 => format!("for {word} {names} of {over}"),
                _ => format!("for ({word} {bare} of {over})"),
            };
            here.replace(0, close, wrong)
        }
        _ => None,
    }
}

/// The same where no brackets stand around the head.
fn bare_loops(here: &Cursor<'_, '_>, draw: usize) -> Found {
    if here.text(0) != "for" || here.is_name(0) {
        return None;
    }
    match here.language() {
        L::Go => {
            let open = (1..30).find(|at| here.text(*at) == "{" && here.same_row(0, *at))?;
            let head = here.span(1, open - 1)?;
            let wrong = if let Some((names, over)) = head.split_once(":= range") {
                let (names, over) = (names.trim(), over.trim());
                let one = names.trim_start_matches("_, ");
                match draw % 5 {
                    0 => format!("for {one} in {over}"),
                    1 => format!("for {names} in {over}"),
                    2 => format!("for {one} := range {over}"),
                    3 => format!("for ({names} := range {over})"),
                    _ => format!("for {names} = range {over}"),
                }
            } else if draw.is_multiple_of(2) || !head.contains(';') {
                if draw.is_multiple_of(2) && head.contains(';') {
                    format!("for ({head})")
                } else {
                    format!("while {head}")
                }
            } else {
                format!("for {}", head.replace(';', ","))
            };
            here.replace(0, open - 1, wrong)
        }
        L::Rust => {
            let within = (1..12).find(|at| here.text(*at) == "in")?;
            let open = (within..within + 20).find(|at| here.text(*at) == "{" && here.same_row(0, *at))?;
            let (name, over) = (here.span(1, within - 1)?, here.span(within + 1, open - 1)?);
            let wrong = match draw % 4 {
                0 => format!("for ({name} in {over})"),
                1 => format!("for let {name} in {over}"),
                2 => format!("for {name} of {over}"),
                _ => format!("for {name} : {over}"),
            };
            here.replace(0, open - 1, wrong)
        }
        L::Python => {
            let within = (1..8).find(|at| here.text(*at) == "in")?;
            let colon =
                (within..within + 20).find(|at| here.text(*at) == ":" && !here.same_row(*at, at + 1))?;
            let (name, over) = (here.span(1, within - 1)?, here.span(within + 1, colon - 1)?);
            let wrong = match draw % 5 {
                0 => format!("for ({name} in {over}):"),
                1 => format!("for {name} of {over}:"),
                2 => format!("foreach {name} in {over}:"),
                3 => format!("for {name} in {over} {{"),
                _ => format!("for {name} : {over}:"),
            };
            here.replace(0, colon, wrong)
        }
        _ => None,
    }
}

/// `for (a, b, c)` for `for (a; b; c)`.
fn commas_in_head(here: &Cursor<'_, '_>, close: i64) -> Found {
    let head = here.span(0, close)?;
    (head.matches(';').count() == 2 && !head.contains(','))
        .then(|| here.replace(0, close, head.replace(';', ",")))?
}

/// Lambdas of other languages.
fn lambdas(here: &Cursor<'_, '_>, draw: usize) -> Found {
    match (here.language(), here.text(0)) {
        (L::Rust, "|") if here.text(1) == "|" && here.touches(0) => {
            here.replace(0, 1, pick(&["() =>", "_ =>", "() ->", "|_|", ""], draw))
        }
        (L::Rust, "|") if matches!(here.text(-1), "(" | "," | "move" | "=") => {
            let end = (1..12).find(|at| here.text(*at) == "|" && here.same_row(0, *at))?;
            let names = here.span(1, end - 1)?;
            let wrong = match draw % 5 {
                0 => format!("{names} =>"),
                1 => format!("({names}) =>"),
                2 => format!("({names}) ->"),
                3 => format!("|{names}| =>"),
                _ => format!("{names} ->"),
            };
            here.replace(0, end, wrong)
        }
        (L::Python, "lambda") => {
            let colon = (1..12).find(|at| here.text(*at) == ":" && here.same_row(0, *at))?;
            let names = if colon > 1 { here.span(1, colon - 1)? } else { "" };
            let wrong = match draw % 5 {
                0 => format!("{names} =>"),
                1 => format!("({names}) =>"),
                2 => format!("{names} ->"),
                3 => format!("lambda {names} =>"),
                _ => format!("{names}:"),
            };
            here.replace(0, colon, wrong)
        }
        (L::Java, "->") if matches!(here.text(1), "{") || here.chain_end(1).is_some() => {
            let first = if here.text(-1) == ")" { None } else { Some(-1) }?;
            let name = here.text(first);
            let wrong = match draw % 3 {
                0 => format!("{name} =>"),
                1 => format!("({name}) =>"),
                _ => format!("lambda {name}:"),
            };
            here.replace(first, 0, wrong)
        }
        (L::JavaScript | L::TypeScript, "=>") if here.text(1) == "(" && here.text(2) == "{" => {
            // An object that is returned needs brackets.
            let (inner, outer) = (here.closing(2)?, here.closing(1)?);
            if inner + 1 == outer { here.replace(1, outer, here.span(2, inner)?) } else { None }
        }
        (L::JavaScript | L::TypeScript, "=>") if here.text(-1) == ")" && draw.is_multiple_of(4) => {
            here.replace(0, 0, pick(&["->", "", "=", ":"], draw / 4))
        }
        (L::Go, "func") if here.text(1) == "(" && !here.is_name(-1) => {
            let close = here.closing(1)?;
            let open = (close + 1..close + 6).find(|at| here.text(*at) == "{" && here.same_row(0, *at))?;
            let (names, returned) = (here.span(1, close)?, here.text(open + 1) == "return");
            let last = here.closing(open);
            if let (true, Some(last)) =
                (returned && draw.is_multiple_of(2), last.filter(|last| here.same_row(0, *last)))
            {
                return here.replace(0, last, format!("{names} => {}", here.span(open + 2, last - 1)?));
            }
            here.replace(0, open, format!("{names} {} {{", pick(&["=>", "->"], draw / 2)))
        }
        (L::Cpp, "[") if matches!(here.text(-1), "(" | "," | "=" | "return") => {
            let close = here.closing(0).filter(|close| here.text(close + 1) == "(")?;
            let end = here.closing(close + 1).filter(|end| here.text(end + 1) == "{")?;
            let names = here.span(close + 1, end)?;
            here.replace(0, end, format!("{names} {}", pick(&["=>", "->"], draw)))
        }
        _ => None,
    }
}

/// `a if c else b` for `c ? a : b`, and the other way round.
fn choices(here: &Cursor<'_, '_>, draw: usize) -> Found {
    match (here.language(), here.text(0)) {
        (L::C | L::Cpp | L::Java | L::JavaScript, "?") => {
            let first = here.start_of_condition(-1)?;
            let colon = (1..20).find(|at| here.text(*at) == ":" && here.same_row(0, *at))?;
            let last = here.chain_end(colon + 1)?;
            let condition = here.span(first, -1)?;
            let (one, other) = (here.span(1, colon - 1)?, here.span(colon + 1, last)?);
            let wrong = match draw % 4 {
                0 => format!("{one} if {condition} else {other}"),
                1 => format!("{condition} ? {one}, {other}"),
                2 => format!("if {condition} then {one} else {other}"),
                _ => format!("if ({condition}) {one} else {other}"),
            };
            here.replace(first, last, wrong)
        }
        (L::Python, "if") if here.same_row(-1, 0) && here.chain_end(1).is_some() => {
            let first = here.operand_before(-1)?;
            let other = (1..20).find(|at| here.text(*at) == "else" && here.same_row(0, *at))?;
            let last = here.chain_end(other + 1)?;
            let (one, condition, rest) =
                (here.span(first, -1)?, here.span(1, other - 1)?, here.span(other + 1, last)?);
            let wrong = match draw % 4 {
                0 | 1 => format!("{condition} ? {one} : {rest}"),
                2 => format!("if {condition} then {one} else {rest}"),
                _ => format!("if {condition}: {one} else: {rest}"),
            };
            here.replace(first, last, wrong)
        }
        (L::Rust, "if") if here.same_row(-1, 0) || matches!(here.text(-1), "{" | "=>" | "=" | ";") => {
            let open = (1..20).find(|at| here.text(*at) == "{" && here.same_row(0, *at))?;
            let close = here.closing(open).filter(|close| here.text(close + 1) == "else")?;
            let end = here.closing(close + 2).filter(|end| here.same_row(0, *end))?;
            let (condition, one, other) =
                (here.span(1, open - 1)?, here.span(open + 1, close - 1)?, here.span(close + 3, end - 1)?);
            here.replace(
                0,
                end,
                match draw % 2 {
                    0 => format!("{condition} ? {one} : {other}"),
                    _ => format!("{one} if {condition} else {other}"),
                },
            )
        }
        _ => None,
    }
}

/// `if (a) && (b)`, `if a` for `if (a)`.
fn conditions(here: &Cursor<'_, '_>, draw: usize) -> Found {
    let bracketed = matches!(here.language(), L::C | L::Cpp | L::Java | L::JavaScript | L::TypeScript);
    if !bracketed || !matches!(here.text(0), "if" | "while") || here.text(1) != "(" {
        return None;
    }
    let close = here.closing(1).filter(|close| here.same_row(0, *close))?;
    let (word, inner) = (here.text(0), here.span(2, close - 1)?);
    let joined = here.within(1, close).find(|at| matches!(here.text(*at), "&&" | "||"));
    if let (Some(sign), true) = (joined, draw.is_multiple_of(2)) {
        let (one, other) = (here.span(2, sign - 1)?, here.span(sign + 1, close - 1)?);
        let sign = here.text(sign);
        return here.replace(
            0,
            close,
            match draw / 2 % 3 {
                0 => format!("{word} ({one}) {sign} ({other})"),
                1 => format!("{word} ({one} {} {other})", if sign == "&&" { "and" } else { "or" }),
                _ => format!("{word} ({one}) {sign} {other}"),
            },
        );
    }
    if draw % 3 == 1 { here.replace(0, close, format!("{word} {inner}")) } else { None }
}

/// Lists and maps of other languages.
fn literals(here: &Cursor<'_, '_>, draw: usize) -> Found {
    match (here.language(), here.text(0)) {
        (L::Java | L::C | L::Cpp, "{") if here.text(-1) == "=" || here.text(-1) == "]" => {
            let close = here.closing(0).filter(|close| here.same_row(0, *close))?;
            here.replace(0, close, format!("[{}]", if close > 1 { here.span(1, close - 1)? } else { "" }))
        }
        (L::Java, "new") if here.text(2) == "<" && here.text(3) == ">" && here.text(4) == "(" => {
            let wrong = if here.text(1).ends_with("Map") {
                pick(&["{}", "new Map<>()", "Map.new()"], draw)
            } else {
                pick(&["[]", "new List<>()", "{}"], draw)
            };
            let close = here.closing(4)?;
            here.replace(0, close, wrong)
        }
        (L::Rust, "vec") if here.text(1) == "!" => here.lose(0, 1),
        // `field(default_factory=list)`.
        (L::Python, "field") if here.text(2) == "default_factory" && here.text(5) == ")" => {
            let empty = if here.text(4) == "dict" { "{}" } else { "[]" };
            here.replace(
                0,
                5,
                if draw.is_multiple_of(2) { empty.to_owned() } else { format!("field(default={empty})") },
            )
        }
        (L::Python, "[" | "{") if here.text(-1) == "=" => {
            let close = here.closing(0).filter(|close| here.same_row(0, *close) && *close == 1)?;
            here.replace(0, close, pick(&["new List()", "array()", "new Map()", "()"], draw))
        }
        (L::JavaScript | L::TypeScript, "...") => here.replace(0, 0, pick(&["**", "*", "..", "&"], draw)),
        (L::Python, "**" | "*") if matches!(here.text(-1), "(" | "," | "{" | "[") => {
            here.replace(0, 0, "...")
        }
        (L::Cpp, "make_unique" | "make_shared") if here.text(1) == "<" => {
            let close = here.closing(1)?;
            here.replace(here.chain_start(0), close, format!("new {}", here.span(2, close - 1)?))
        }
        (L::Cpp, "nullopt") => {
            here.replace(here.chain_start(0), 0, pick(&["nullptr", "None", "std::nullopt_t"], draw))
        }
        (L::Rust, "::") if here.text(1) == "<" && here.is_name(-1) => here.replace(0, 0, ""),
        _ => None,
    }
}

/// `a = b` for `a: b` in all of an object, `a: b` for `a=b` in a call.
fn fields(here: &Cursor<'_, '_>, _draw: usize) -> Found {
    let sign = match (here.language(), here.text(0)) {
        (L::JavaScript | L::TypeScript | L::Rust | L::Go, "{") => ":",
        (L::Python, "(") if here.is_name(-1) => "=",
        _ => return None,
    };
    let close = here.closing(0).filter(|close| here.same_row(0, *close))?;
    let places: Vec<i64> = here
        .within(0, close)
        .filter(|at| here.text(*at) == sign && matches!(here.text(at - 2), "{" | "," | "("))
        .collect();
    let other = if sign == ":" { " =" } else { ": " };
    let (mut text, mut from) = (String::new(), 0);
    for at in &places {
        text += here.span(from, at - 1)?;
        text += other;
        from = at + 1;
        // What stood between the sign and the value stays.
        text += if sign == ":" { here.gap(*at)? } else { "" };
    }
    if places.is_empty() {
        return None;
    }
    text += here.span(from, close)?;
    here.replace(0, close, text)
}

/// Declarations of other languages.
fn declarations(here: &Cursor<'_, '_>, draw: usize) -> Found {
    match (here.language(), here.text(0)) {
        (L::Go, "type") if matches!(here.text(2), "struct" | "interface") && here.text(3) == "{" => {
            let (name, word) = (here.text(1), here.text(2));
            let wrong = match draw % 4 {
                0 | 1 => format!("{word} {name}"),
                2 => format!("type {name}"),
                _ => format!("class {name}"),
            };
            here.replace(0, 2, wrong)
        }
        (L::Go, "[") if here.text(1) == "]" && here.kind(2) == Some(TokenKind::Type) => {
            here.replace(0, 2, format!("{}[]", here.text(2)))
        }
        (L::Go, "map") if here.text(1) == "[" && here.text(3) == "]" => {
            let wrong = match draw % 2 {
                0 => format!("map<{}, {}>", here.text(2), here.text(4)),
                _ => format!("map[{}, {}]", here.text(2), here.text(4)),
            };
            here.replace(0, 4, wrong)
        }
        (L::Go, "var")
            if here.kind(1) == Some(TokenKind::Declared) && here.kind(2) == Some(TokenKind::Type) =>
        {
            let (name, kind) = (here.text(1), here.text(2));
            here.replace(
                0,
                2,
                match draw % 3 {
                    0 => format!("{kind} {name}"),
                    1 => format!("{name} {kind}"),
                    _ => format!("let {name}: {kind}"),
                },
            )
        }
        (L::TypeScript, "const" | "let") if here.text(2) == ":" && here.is_word(3) => {
            let last = here.type_end(3).filter(|last| here.text(last + 1) == "=")?;
            let (name, kind) = (here.text(1), here.span(3, last)?);
            here.replace(
                0,
                last,
                match draw % 2 {
                    0 => format!("{kind} {name}"),
                    _ => format!("{} {kind} {name}", here.text(0)),
                },
            )
        }
        (L::Rust, "let") => {
            let named = if here.text(1) == "mut" { 2 } else { 1 };
            if here.text(named + 1) != ":" {
                return None;
            }
            let last = here.type_end(named + 2).filter(|last| here.text(last + 1) == "=")?;
            here.replace(0, last, format!("{} {}", here.span(named + 2, last)?, here.text(named)))
        }
        // `T a[]` as `T[] a`.
        (L::C | L::Cpp, "[") if here.text(1) == "]" && here.kind(-1) == Some(TokenKind::Declared) => {
            here.replace(-1, 1, format!("[] {}", here.text(-1)))
        }
        (L::TypeScript, "|")
            if here.kind(1) == Some(TokenKind::Type)
                || here.kind(1) == Some(TokenKind::Text)
                || here.text(1) == "null" =>
        {
            here.replace(0, 0, pick(&["||", ",", "or"], draw))
        }
        // `type T = …` and `using T = …` of C++.
        (L::Cpp, "using") if here.text(2) == "=" => here.replace(0, 0, pick(&["type", "typedef"], draw)),
        _ => None,
    }
}

/// Several names at once without the brackets that this language wants.
fn patterns(here: &Cursor<'_, '_>, draw: usize) -> Found {
    let opens = match here.language() {
        L::JavaScript | L::TypeScript => {
            matches!(here.text(0), "[" | "{") && matches!(here.text(-1), "const" | "let")
        }
        L::Rust => here.text(0) == "(" && matches!(here.text(-1), "let" | "mut"),
        L::Cpp => here.text(0) == "[" && matches!(here.text(-1), "auto" | "&"),
        _ => false,
    };
    if !opens {
        return None;
    }
    let close = here.closing(0).filter(|close| here.same_row(0, *close) && *close > 1)?;
    let inner = here.span(1, close - 1)?;
    let other = match here.text(0) {
        "[" => format!("{{ {inner} }}"),
        _ => format!("[{inner}]"),
    };
    here.replace(0, close, if draw.is_multiple_of(2) { inner.to_owned() } else { other })
}

impl<'a> Cursor<'a, '_> {
    /// The bracket that closes the head of a loop, in which semicolons may stand.
    fn closing_head(&self, open: i64) -> Option<i64> {
        let mut depth = 0;
        for offset in open..open + 40 {
            match self.text(offset) {
                "" | "{" => return None,
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return self.same_row(open, offset).then_some(offset);
            }
        }
        None
    }

    /// The last token of a type that begins here.
    pub(super) fn type_end(&self, first: i64) -> Option<i64> {
        let mut last = first;
        if !self.is_word(first) && self.text(first) != "&" {
            return None;
        }
        loop {
            match self.text(last + 1) {
                "<" | "[" => last = self.closing(last + 1)?,
                "." | "::" => last += 2,
                _ if self.text(last) == "&" => last += 1,
                _ => return Some(last),
            }
        }
    }

    /// The first token of the condition that ends here: one operand, or two with a sign between them.
    fn start_of_condition(&self, last: i64) -> Option<i64> {
        let mut first = self.operand_before(last)?;
        if matches!(self.text(first - 1), "==" | "!=" | "<" | ">" | "<=" | ">=" | "===" | "!==") {
            first = self.operand_before(first - 2)?;
        }
        let begins = matches!(self.text(first - 1), "=" | "(" | "return" | "," | ":")
            || !self.same_row(first - 1, first);
        begins.then_some(first)
    }

    /// The blanks after a token.
    fn gap(&self, offset: i64) -> Option<&'a str> {
        Some(self.survey.slice((self.token(offset)?.end, self.token(offset + 1)?.start)))
    }
}

//! What the rest of the document says about the names in the marked lines. The model's window is short and its memory for
//! names poor; the document holds most names that a line can rightly use. So a name that stands nowhere else is suspect
//! when a similar one does ("did you mean", as compilers ask), and an answer that invents a name is less likely.

mod alike;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

pub(super) use self::alike::differences;
use self::alike::{abbreviated, joined, similar};
use crate::{
    breaks::in_lf, complaint::Complaint, language::Language, lexicon::Lexicon, marked::Marked,
    outline::declared::may_declare,
};

/// How far from the marked lines names are gathered, in bytes each way: thousands of lines, and a bound on the work.
const REACH: usize = 128 << 10;
/// A name of which less is left is none that lost its sign.
const SHORTEST_PART: usize = 2;
/// What stands before a name that is made there.
const DECLARING: [&str; 8] = ["let", "mut", "const", "var", "auto", "import", "use", "as"];
/// What stands before a name that is made of what follows.
const BINDING: [&str; 5] = ["let", "mut", "const", "var", "auto"];
/// Signs of a function, whose body may name what it becomes.
const LATER: [&str; 7] = ["=>", "->", "function", "func", "lambda", "|", "[&"];
/// Most proposals for one request.
const MOST: usize = 8;

/// The names of a document, by whether they stand outside the marked lines.
#[derive(Debug)]
pub struct Names<'a> {
    /// The marked lines as the model sees them.
    code: &'a str,
    /// Names outside the marked lines, with the distance in bytes of the nearest place; without one that a tool does not know and that
    /// is declared nowhere.
    elsewhere: HashMap<&'a str, usize>,
    /// Names before the marked lines.
    before: HashSet<&'a str>,
    /// Names in the marked lines.
    own: HashSet<&'a str>,
    /// Names in the marked lines that a tool does not know and that stand nowhere else, or are declared nowhere.
    unknown: Vec<&'a str>,
    /// The marked lines with one suspect name each replaced by what may be meant; the first choice for every suspect comes before
    /// the second for any.
    proposals: Vec<String>,
    /// For each of them that is a first choice, the first ones: whether a tool does not know the name that it replaces.
    first: Vec<bool>,
}

impl<'a> Names<'a> {
    /// `message` is what a tool says of the marked lines, and `lexicon` has words that many programs do.
    pub fn new(
        marked: &'a Marked<'a>,
        language: Language,
        message: Option<&'a str>,
        lexicon: Option<&Lexicon>,
    ) -> Self {
        let before =
            &marked.text[floor(marked.text, marked.range.start.saturating_sub(REACH))..marked.range.start];
        let after_end = floor(marked.text, marked.text.len().min(marked.range.end + REACH));
        let after = &marked.text[marked.range.end..after_end];
        let mut elsewhere = HashMap::new();
        for (at, name) in names(after) {
            elsewhere.entry(name).or_insert(at);
        }
        for (at, name) in names(before) {
            let distance = before.len() - at;
            elsewhere.entry(name).and_modify(|nearest| *nearest = distance.min(*nearest)).or_insert(distance);
        }
        let code = marked.lines();
        let own: HashSet<&str> = names(code).map(|(_, name)| name).collect();
        let complaint = message.map(Complaint::read).unwrap_or_default();
        // The same slip may stand in other lines, too, and says as little there.
        if let Some(name) = complaint.unknown.filter(|name| elsewhere.contains_key(name)) {
            let is_declared = [before, after].iter().any(|text| may_declare(text, name, language));
            if !is_declared {
                elsewhere.remove(name);
            }
        }
        // Names in the marked lines that stand nowhere else, with what may be meant: what a tool proposes, then the similar ones
        // that the document has, most similar first.
        let mut suspects: Vec<(&str, Vec<Cow<'_, str>>)> = Vec::new();
        let mut unknown = Vec::new();
        let mut seen = HashSet::new();
        for (_, name) in names(code) {
            if !seen.insert(name) {
                continue;
            }
            if elsewhere.contains_key(name) {
                // There is such a name, but not of what it is asked of here.
                if complaint.unknown == Some(name) && !complaint.proposed.is_empty() {
                    suspects.push((name, complaint.proposed.clone()));
                }
                continue;
            }
            let is_unknown = complaint.names.contains(&name);
            let similar = similar(name, &elsewhere, is_unknown).into_iter();
            let mut similar: Vec<_> = similar.map(Cow::Borrowed).collect();
            if is_unknown {
                unknown.push(name);
                similar.retain(|name| !complaint.proposed.contains(name));
                similar.splice(..0, complaint.proposed.iter().cloned());
                let longer = abbreviated(name, &elsewhere).into_iter().map(Cow::Borrowed);
                let longer: Vec<_> = longer.filter(|other| !similar.contains(other)).collect();
                similar.extend(longer);
            }
            let shortest = if is_unknown { 1 } else { SHORTEST_PART };
            let joined = joined(name, &elsewhere, shortest).map(|(one, other)| {
                let joint = ["->", "::"].into_iter().find(|joint| {
                    let (behind, in_front) = (format!("{one}{joint}"), format!("{joint}{other}"));
                    [before, after].iter().any(|text| text.contains(&behind) || text.contains(&in_front))
                });
                Cow::Owned([one, joint.unwrap_or("."), other].concat())
            });
            let respelt =
                lexicon.map_or_else(Vec::new, |lexicon| lexicon.respelt(name)).into_iter().map(Cow::Owned);
            let respelt: Vec<_> = respelt.filter(|name| !similar.contains(name)).collect();
            let meant: Vec<_> = similar.into_iter().chain(joined).chain(respelt).collect();
            if !meant.is_empty() {
                suspects.push((name, meant));
            }
        }
        let before = names(before).map(|(_, name)| name).collect();
        let is_unknown = |name| unknown.contains(&name) || complaint.unknown == Some(name);
        let first = suspects.iter().take(MOST).map(|(name, _)| is_unknown(*name)).collect();
        let proposals = proposals(code, &suspects);
        Self { code, elsewhere, before, own, unknown, proposals, first }
    }

    /// The marked lines with one suspect name each replaced by what may be meant.
    pub fn proposals(&self) -> &[String] {
        &self.proposals
    }

    /// Whether a name stands outside the marked lines, too.
    pub fn knows(&self, name: &str) -> bool {
        self.elsewhere.contains_key(name)
    }

    /// Whether a replacement keeps a name that stands nowhere else and that a tool does not know, and does not make it known.
    pub fn keeps_unknown(&self, replacement: &str) -> bool {
        self.unknown.iter().any(|name| {
            let old: HashSet<_> = places(self.code, name).map(neighbours).collect();
            let mut kept = places(replacement, name).peekable();
            let is_declared =
                places(replacement, name).any(|place| declares(place) && !old.contains(&neighbours(place)));
            kept.peek().is_some()
                && !is_declared
                && kept.any(|place| !qualifies(place) || old.contains(&neighbours(place)))
        })
    }

    /// Whether all that an answer does is to put the most similar name in the place of a suspect one, and if so, whether a tool
    /// does not know that one.
    pub fn restores(&self, answer: &str) -> Option<bool> {
        let mut first = self.proposals.iter().zip(&self.first);
        let answer = in_lf(answer);
        let (_, is_unknown) = first.find(|(proposal, _)| in_lf(proposal).trim_end() == answer.trim_end())?;
        Some(*is_unknown)
    }

    /// Whether a replacement makes a name out of itself, as in `let text = read(text)`, where the marked lines do not and it stands
    /// nowhere before them.
    pub fn makes_of_itself(&self, replacement: &str, language: Language) -> bool {
        let made = names(replacement).filter(|(_, name)| !self.before.contains(name));
        let mut made = made.filter(|(at, name)| is_made_of_itself(replacement, *at, name, language));
        made.any(|(_, name)| {
            !names(self.code)
                .any(|(at, other)| other == name && is_made_of_itself(self.code, at, name, language))
        })
    }

    /// Whether the marked lines have a name that stands nowhere else and that a tool does not know.
    pub fn has_unknown(&self) -> bool {
        self.keeps_unknown(self.code)
    }

    /// How many names of a replacement stand neither in the document nor in the marked lines.
    pub fn invented(&self, replacement: &str) -> usize {
        let new = names(replacement).map(|(_, name)| name);
        let new = new.filter(|name| !self.elsewhere.contains_key(name) && !self.own.contains(name));
        new.collect::<HashSet<_>>().len()
    }
}

/// `code` with one suspect name each replaced by what may be meant.
fn proposals(code: &str, suspects: &[(&str, Vec<Cow<'_, str>>)]) -> Vec<String> {
    let most = suspects.iter().map(|(_, meant)| meant.len()).max().unwrap_or(0);
    (0..most)
        .flat_map(|choice| suspects.iter().filter_map(move |(name, meant)| Some((*name, meant.get(choice)?))))
        .map(|(name, by)| replaced(code, name, by))
        .take(MOST)
        .collect()
}

fn replaced(code: &str, name: &str, by: &str) -> String {
    let (mut text, mut end) = (String::with_capacity(code.len() + by.len()), 0);
    let places = names(code).filter(|(_, found)| *found == name);
    // A word in front of a name, as in `struct point *point`, belongs to the first.
    for (at, found) in places.take(if by.contains(' ') { 1 } else { usize::MAX }) {
        text.push_str(&code[end..at]);
        text.push_str(by);
        end = at + found.len();
    }
    text.push_str(&code[end..]);
    text
}

/// The names in a text, keywords and words of comments included, each with its place in bytes.
pub fn names(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(is_part)?;
        let length = text[start..].find(|letter| !is_part(letter)).unwrap_or(text.len() - start);
        rest = start + length;
        Some((start, &text[start..rest]))
    })
    .filter(|(_, name)| !name.starts_with(|first: char| first.is_ascii_digit()))
}

/// Whether a letter may stand in a name.
pub fn is_part(letter: char) -> bool {
    letter == '_' || letter == '$' || letter.is_alphanumeric()
}

/// What stands before and behind each place of a name.
fn places<'t>(text: &'t str, wanted: &str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let found = names(text).filter(move |(_, name)| *name == wanted);
    found.map(|(at, name)| (text[..at].trim_end(), text[at + name.len()..].trim_start()))
}

/// The words or signs next to a place.
fn neighbours<'t>((before, after): (&'t str, &'t str)) -> (&'t str, &'t str) {
    (last_word(before), first_word(after))
}

/// Whether a name is asked of something else there: `self.name`, `pointer->name`, `Type::name`.
fn qualifies((before, _): (&str, &str)) -> bool {
    [".", "->", "::"].iter().any(|sign| before.ends_with(sign))
}

/// Whether a name is made there: `let name`, `import name`, `int name =`, `name :=`.
fn declares((before, after): (&str, &str)) -> bool {
    let word = last_word(before);
    DECLARING.contains(&word)
        || after.starts_with(":=")
        || (word.starts_with(is_part) && after.starts_with('=') && !after.starts_with("=="))
}

/// Whether a name that is made at a place stands in what it is made of. What a function does is done later and may name it.
fn is_made_of_itself(text: &str, at: usize, name: &str, language: Language) -> bool {
    let (before, after) = (&text[..at], text[at + name.len()..].trim_start());
    let word = last_word(before);
    let has_types = matches!(language, Language::C | Language::Cpp | Language::Java);
    let is_made = after.starts_with(":=")
        // C's `const` stands before a type.
        || (BINDING.contains(&word) && !(has_types && word == "const"))
        || (has_types && word.starts_with(is_part) && after.starts_with('=') && !after.starts_with("=="));
    let statement = after.split(['\n', ';']).next().unwrap_or_default();
    if !is_made || LATER.iter().any(|sign| statement.contains(sign)) {
        return false;
    }
    names(statement).any(|(at, other)| {
        let (before, after) = (&statement[..at], statement[at + other.len()..].trim_start());
        // Behind a quotation mark it may be text.
        other == name
            && !before.contains(['"', '\'', '`'])
            && !qualifies((before, after))
            && !after.starts_with([':', '='])
    })
}

/// The word or sign that a text ends with.
pub fn last_word(text: &str) -> &str {
    let text = text.trim_end();
    match text.char_indices().rev().find(|(_, letter)| !is_part(*letter)) {
        Some((at, sign)) if at + sign.len_utf8() < text.len() => &text[at + sign.len_utf8()..],
        Some((at, _)) => &text[at..],
        None => text,
    }
}

/// The name that a text begins with, nothing in front of it left out; may be empty.
pub(super) fn leading(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches(is_part).len()]
}

/// The word or sign that a text begins with.
pub fn first_word(text: &str) -> &str {
    let text = text.trim_start();
    match text.char_indices().find(|(_, letter)| !is_part(*letter)) {
        Some((0, sign)) => &text[..sign.len_utf8()],
        Some((at, _)) => &text[..at],
        None => text,
    }
}

/// The last place up to `at` where the text can be cut.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposals(text: &str, line: usize) -> Vec<String> {
        let marked = Marked::new(text, line, line).unwrap();
        Names::new(&marked, Language::Go, None, None).proposals().to_vec()
    }

    #[test]
    fn a_name_that_stands_nowhere_else_becomes_a_similar_one_that_does() {
        let text = "length := 3\nfor i := 0; i < lenght; i++ {\n\tlenght += i\n}\n";
        assert_eq!(proposals(text, 1), [] as [&str; 0], "it stands in line 3, too");
        let text = "length := 3\nuse(lenght, lenght+x)\n";
        assert_eq!(proposals(text, 1), ["use(length, length+x)\n"]);
        assert_eq!(proposals("count := 3\nuse(conut)", 1), ["use(count)\n"], "no line break at the end");
        assert_eq!(proposals("größe = 1\r\nuse(grösse)\r\n", 1), ["use(größe)\n"]);
        // Similar, but known; short names resemble everything.
        assert_eq!(proposals("item := items[0]\nuse(items, item)\nitems = nil\n", 1), [] as [&str; 0]);
        assert_eq!(proposals("i := 3\nuse(j)\n", 1), [] as [&str; 0]);
        assert_eq!(proposals("abc := 1\nuse(abd)\n", 1), ["use(abc)\n"]);
        assert_eq!(proposals("abc := 1\nuse(bad)\n", 1), [] as [&str; 0]);
    }

    #[test]
    fn fewer_differences_come_first_and_then_the_nearer_name() {
        let text = "value2 = 0\nvalue1 = 0\nprint(valeu1)\n\nvalues = 1\n";
        assert_eq!(proposals(text, 2), ["print(value1)\n", "print(values)\n", "print(value2)\n"]);
        let text = "first = 1\nsecond = 2\nprint(frist, secnod)\n";
        assert_eq!(proposals(text, 2), ["print(first, secnod)\n", "print(frist, second)\n"]);
        let many: String = ('a'..='z').map(|letter| format!("number_{letter} = 1\n")).collect();
        assert_eq!(proposals(&format!("{many}print(number_)\n"), 26).len(), MOST);
    }

    #[test]
    fn nothing_is_made_of_itself() {
        let text = "fn f(path: &str) {\n    let text = read(txet);\n    use(text);\n}\n";
        let marked = Marked::new(text, 1, 1).unwrap();
        let names = Names::new(&marked, Language::Go, None, None);
        let makes = |replacement: &str| names.makes_of_itself(replacement, Language::Rust);
        assert!(makes("    let text = read(text);\n"));
        assert!(makes("    let mut text = text.trim();\n"));
        for fine in [
            "    let text = read(path);\n",
            "    let path = read(path);\n",
            "    let text = self.text;\n",
            "    let text = \"the text\";\n",
            "    let text = || text();\n",
            "    text = text + 1;\n",
        ] {
            assert!(!makes(fine), "{fine}");
        }
        assert!(!names.makes_of_itself("String text = read(text);\n", Language::Rust));
        assert!(names.makes_of_itself("String text = read(text);\n", Language::Java));
        assert!(names.makes_of_itself("text := range text {\n", Language::Go));
        assert!(names.makes_of_itself("for (auto text : text) {\n", Language::Cpp));
        let declaration = "int decode(const char** p, const char* end);\n";
        assert!(!names.makes_of_itself(declaration, Language::Cpp), "char is a type there");
        let marked = Marked::new("let text = text;\n", 0, 0).unwrap();
        assert!(
            !Names::new(&marked, Language::Go, None, None)
                .makes_of_itself("let text = text + 1;\n", Language::Rust)
        );
    }

    #[test]
    fn lines_that_end_with_crlf_are_restored_as_others() {
        let text = "weights = 1\r\na = 2\r\nb = sum(wieghts)\r\n";
        let marked = Marked::new(text, 1, 2).unwrap();
        assert_eq!(
            Names::new(&marked, Language::Go, None, None).restores("a = 2\nb = sum(weights)\n"),
            Some(false)
        );
    }

    #[test]
    fn names_that_stand_nowhere_are_invented() {
        let text = "alpha = beta\nprint(gamma, gamma)\n";
        let marked = Marked::new(text, 1, 1).unwrap();
        let names = Names::new(&marked, Language::Go, None, None);
        let invented = |replacement: &str| names.invented(replacement);
        assert_eq!(invented("print(gamma)\n"), 0);
        assert_eq!(invented("alpha(beta, 17)\n"), 0);
        assert_eq!(invented("print(delta, delta, epsilon)\n"), 2);
    }

    #[test]
    fn a_name_is_restored_by_nothing_but_a_proposal() {
        let text = "product := x\nprodcut[0] += other\n";
        let marked = Marked::new(text, 1, 1).unwrap();
        let names = Names::new(&marked, Language::Go, None, None);
        let (right, other) = ("product[0] += other\n", "product[1] += other\n");
        assert_eq!((names.restores(right), names.restores(right.trim_end())), (Some(false), Some(false)));
        assert_eq!((names.restores(other), names.restores("prodcut[0] += other\n")), (None, None));
        assert!(!names.has_unknown());
        let told = Names::new(&marked, Language::Go, Some("undefined: prodcut"), None);
        assert_eq!((told.restores(right), told.restores(other)), (Some(true), None));
        assert!(told.has_unknown());
    }

    #[test]
    fn what_a_tool_proposes_comes_first() {
        let text = "items := 3\nuse(itms)\n";
        let marked = Marked::new(text, 1, 1).unwrap();
        let proposals = |message| Names::new(&marked, Language::Go, Some(message), None).proposals().to_vec();
        assert_eq!(proposals("undefined: itms"), ["use(items)\n"]);
        assert_eq!(
            proposals("'itms' is not defined. Did you mean 'atoms'?"),
            ["use(atoms)\n", "use(items)\n"]
        );
        assert_eq!(proposals("'other' is not defined. Did you mean 'atoms'?"), ["use(items)\n"]);
        let text = "use(point)\nvoid f(point *point) {}\n";
        let marked = Marked::new(text, 1, 1).unwrap();
        let message = "unknown type name ‘point’; use ‘struct’ keyword to refer to the type";
        assert_eq!(
            Names::new(&marked, Language::C, Some(message), None).proposals(),
            ["void f(struct point *point) {}\n"]
        );
        // There is such a name, but not where it is looked for.
        let text = "string := 3\nuse(a.string())\n";
        let marked = Marked::new(text, 1, 1).unwrap();
        let message =
            "a.string undefined (type A has no field or method string, but does have method String)";
        let names = Names::new(&marked, Language::Go, Some(message), None);
        assert_eq!(names.proposals(), ["use(a.String())\n"]);
        assert_eq!(names.restores("use(a.String())\n"), Some(true));
    }

    #[test]
    fn a_slip_that_stands_in_several_lines_is_still_one() {
        let text = "total := 1\nuse(totl)\nprint(totl + 2)\n";
        let marked = Marked::new(text, 1, 1).unwrap();
        let names = |message| Names::new(&marked, Language::Go, message, None);
        assert_eq!(names(None).proposals(), [] as [&str; 0], "it may come from elsewhere");
        let told = names(Some("undefined: totl"));
        assert_eq!(told.proposals(), ["use(total)\n"]);
        assert_eq!(told.restores("use(total)\n"), Some(true));
        assert!(told.keeps_unknown("use(totl, 1)\n") && !told.knows("totl"));
        // What is declared in another function is out of scope, and what the message is not about is known.
        for (text, message) in [
            ("total := 1\nuse(totl)\nfunc f(totl int) {\n", "undefined: totl"),
            ("total := 1\nuse(totl, item)\nprint(totl)\n", "undefined: item"),
        ] {
            let marked = Marked::new(text, 1, 1).unwrap();
            let told = Names::new(&marked, Language::Go, Some(message), None);
            assert!(told.knows("totl") && !told.proposals().iter().any(|text| text.starts_with("use(total")));
        }
    }

    #[test]
    fn an_unknown_name_is_kept_unless_it_goes_or_is_made_known() {
        let text = "found := x\nreturn fonud[0] + x.lenth\n";
        let marked = Marked::new(text, 1, 1).unwrap();
        let keeps = |message, replacement| {
            Names::new(&marked, Language::Go, Some(message), None).keeps_unknown(replacement)
        };
        assert!(!keeps("undefined: fonud", "return found[0] + x.lenth\n"));
        assert!(keeps("undefined: fonud", "return fonud[1] + x.lenth\n"));
        assert!(keeps("undefined: fonud", "return 1 + fonud[0]\n"));
        assert!(keeps("undefined: fonud", "return fonud == 3\n"));
        assert!(!keeps("undefined: fonud", "int fonud = 3;\nreturn fonud[0];\n"));
        assert!(!keeps("undefined: fonud", "let fonud = 3\nreturn fonud\n"));
        assert!(!keeps("undefined: fonud", "return Self::fonud[0] + this->fonud\n"));
        assert!(keeps("x.lenth undefined (type T has no field or method lenth)", "return y.lenth\n"));
        assert!(!keeps("undefined: fonud", "return self.fonud[0] + x.lenth\n"));
        assert!(!keeps("undefined: fonud", "fonud := 3\nreturn fonud + 0\n"));
        assert!(keeps(
            "x.lenth undefined (type T has no field or method lenth)",
            "return fonud[1] + x.lenth\n"
        ));
        assert!(!keeps(
            "x.lenth undefined (type T has no field or method lenth)",
            "return fonud[0] + x.len\n"
        ));
        // Of other names nobody complained, and this one stands elsewhere, too.
        assert!(!keeps("expected ;", "return found[0]\n"));
        assert!(!keeps("'found' is not defined", "return 1\n"));
        assert_eq!(
            (last_word("a + é "), last_word("(é"), last_word("é. "), last_word("")),
            ("é", "é", ".", "")
        );
        assert_eq!((first_word(" é+"), first_word("→ a"), first_word("")), ("é", "→", ""));
    }

    #[test]
    fn two_names_that_lost_a_sign_are_told_apart() {
        let text = "bin = Bin()\nbin.getOne()\na.getTwo()\nbingetTwo()\n";
        assert_eq!(proposals(text, 3), ["bin.getTwo()\n"]);
        let text = "Catch::run();\nint cerr;\nCatchcerr();\n";
        assert_eq!(proposals(text, 2), ["Catch::cerr();\n"], "as the document joins the first");
        let known = "a = bin\nabin()\n";
        assert_eq!(proposals(known, 1), ["bin()\n"], "one letter is no name that lost its sign");
        let marked = Marked::new(known, 1, 1).unwrap();
        let told = Names::new(&marked, Language::Go, Some("undefined: abin"), None);
        assert_eq!(told.proposals(), ["bin()\n", "a.bin()\n"], "unless a tool does not know the whole");
    }

    #[test]
    fn a_long_document_is_read_near_the_mark() {
        let far = "é".repeat(REACH);
        let text = format!("distant = 1\n# {far}\nprint(distnat, neer)\n# near {far}\n");
        assert_eq!(proposals(&text, 2), ["print(distnat, near)\n"]);
    }
}

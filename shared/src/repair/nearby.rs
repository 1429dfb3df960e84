//! What stands near the marked lines, further than the model's window reaches: which words follow each other there. Code repeats
//! itself in the neighbourhood more than elsewhere (Tu, Su and Devanbu, "On the localness of software", 2014), so a run of words
//! that stands nowhere near is suspect, and one that does may be what was meant: such runs rank answers, and make some
//! (variants: the marked lines with another name in one place, or with two arguments swapped).

use std::collections::{HashMap, HashSet};

use rustc_hash::FxHashSet;

use fixerr_rules::{
    arguments::{ArgumentList, Comma, Part, argument_lists},
    marked::Marked,
};

use crate::{
    language::Language,
    project::{self, Project, RunKey},
    ranking::Evidence,
    words::{EDGE, beginning, is_lifetime, is_name, line_words, words},
};

/// How many lines before the marked ones count as near, and how many after: as many as examples for training and calibration
/// hold at most.
const LINES_BEFORE: usize = 60;
const LINES_AFTER: usize = 40;
/// How much of the rest of a document is read, in bytes each way.
const REACH: usize = 128 << 10;
/// Most variants with another name.
const MOST_NAMES: usize = 8;
/// Most variants with one argument more.
const MOST_ARGUMENTS: usize = 8;
/// Most variants with one call more.
const MOST_CALLS: usize = 4;
/// Most variants with swapped arguments.
const MOST_SWAPS: usize = 4;
/// Most variants with two other names, how many lines away these are at most, and how much longer than the ones.
const MOST_TWINS: usize = 2;
const NEAR_TWINS: usize = 16;
const LONGEST_SIGN: usize = 4;
/// Names in more places than this are not varied: marked lines that long hold more than a slip.
const MOST_PLACES: usize = 64;
/// A name so many lines away is likely to be used, whatever its neighbours are.
const JUST_BEFORE: usize = 3;
/// How well a name fits in a place: a known pair with a neighbour counts 1, and the rest so that, of the mistakes that rankings are
/// fitted to, the right name is often among the first eight (set by hand).
const RUN: f64 = 1.5;
const OFTEN: f64 = 0.3;
const FAR: f64 = -0.15;
const IN_MARKED_LINES: f64 = 0.3;

/// Three words in a row.
type Run<'t> = [&'t str; 3];
/// Words and runs of words near the marked lines, those lines themselves aside.
pub(super) struct Nearby<'a> {
    /// The marked lines as the model sees them.
    code: &'a str,
    /// Whether a `'` may be no quotation mark.
    has_lifetimes: bool,
    /// Every word, with how often it stands near and how many lines away the nearest place is.
    words: HashMap<&'a str, (usize, usize)>,
    pairs: HashSet<[&'a str; 2]>,
    runs: HashSet<Run<'a>>,
    further: Option<Further<'a>>,
}

/// What stands further away: in the rest of the document, as far as it is read, and in the project's other files.
struct Further<'a> {
    document: FxHashSet<RunKey>,
    project: &'a Project,
}

impl Further<'_> {
    fn knows(&self, run: Run<'_>) -> bool {
        let run = RunKey::of(run);
        self.document.contains(&run) || self.project.knows(run)
    }
}

impl<'a> Nearby<'a> {
    /// With a project, runs are also told apart by whether they stand anywhere in it.
    pub(super) fn new(marked: &'a Marked<'a>, language: Language, project: Option<&'a Project>) -> Self {
        let (before, after) = (&marked.text[..marked.range.start], &marked.text[marked.range.end..]);
        let further = project.map(|project| {
            // Whole lines: a part of one would seem to begin there.
            let start = before.ceil_char_boundary(before.len().saturating_sub(REACH));
            let above = match start {
                0 => before,
                _ => before[start..].split_once('\n').map_or("", |(_, lines)| lines),
            };
            let below = &after[..after.floor_char_boundary(REACH)];
            let below =
                if below.len() < after.len() { &below[..below.rfind('\n').unwrap_or(0)] } else { below };
            let rest = above.lines().rev().skip(LINES_BEFORE).chain(below.lines().skip(LINES_AFTER));
            Further { document: project::keys(rest).collect(), project }
        });
        let before = before.lines().rev().take(LINES_BEFORE).enumerate();
        let after = after.lines().take(LINES_AFTER).enumerate();
        let mut nearby = Self {
            code: marked.lines(),
            has_lifetimes: language == Language::Rust,
            words: HashMap::new(),
            pairs: HashSet::new(),
            runs: HashSet::new(),
            further,
        };
        for (distance, line) in before.chain(after) {
            let line = line_words(beginning(line));
            for word in &line {
                let (count, nearest) = nearby.words.entry(word).or_insert((0, distance));
                *count += 1;
                *nearest = distance.min(*nearest);
            }
            nearby.pairs.extend(line.array_windows::<2>());
            nearby.runs.extend(line.array_windows::<3>());
        }
        nearby
    }

    /// What a replacement changes: how much, and what the surroundings say of it. The runs that it brings or takes away and the
    /// words that it takes away are counted by whether they stand near, and the runs by whether they stand in the project.
    pub(super) fn evidence(&self, replacement: &str) -> Evidence {
        let (words_before, runs_before) = counted(self.code);
        let (words_after, runs_after) = counted(replacement);
        let lost_words = excess(&words_before, &words_after);
        let (known, strange): (Vec<_>, Vec<_>) =
            lost_words.partition(|(word, _)| self.words.contains_key(*word));
        let count = |words: Vec<(&str, usize)>| words.into_iter().map(|(_, count)| count).sum();
        let strange_runs = |from, others| -> Vec<(Run<'_>, usize)> {
            excess(from, others).filter(|(run, _)| !self.runs.contains(run)).collect()
        };
        let all = |runs: &[(Run<'_>, usize)]| runs.iter().map(|(_, count)| count).sum();
        let foreign = |runs: &[(Run<'_>, usize)]| {
            let further = self.further.as_ref();
            let is_foreign = |run| further.is_some_and(|further| !further.knows(run));
            runs.iter().filter(|(run, _)| is_foreign(*run)).map(|(_, count)| count).sum()
        };
        let (new_runs, lost_runs) =
            (strange_runs(&runs_after, &runs_before), strange_runs(&runs_before, &runs_after));
        Evidence {
            new_strange_runs: all(&new_runs),
            lost_strange_runs: all(&lost_runs),
            new_foreign_runs: foreign(&new_runs),
            lost_foreign_runs: foreign(&lost_runs),
            lost_known_words: count(known),
            lost_strange_words: count(strange),
            ..Evidence::of_change(self.code, replacement)
        }
    }

    /// The marked lines with one change each that the surroundings suggest, best first.
    pub(super) fn variants(&self) -> Vec<String> {
        let mut variants = self.other_names();
        variants.extend(swapped_arguments(self.code, self.has_lifetimes).into_iter().take(MOST_SWAPS));
        variants.extend(self.one_argument_more());
        variants.extend(self.other_twins());
        variants
    }

    /// The marked lines with two names that belong together as two others that belong together in the same way: `nx, ny` for `x, y`.
    fn other_twins(&self) -> Vec<String> {
        let mut own: Vec<&str> = words(self.code).filter(|word| is_name(word)).collect();
        own.dedup();
        own.truncate(MOST_PLACES);
        let mut found: Vec<(usize, String)> = Vec::new();
        for (n, one) in own.iter().enumerate() {
            let near = self.words.iter().filter(|(word, (_, distance))| {
                *distance <= NEAR_TWINS && is_name(word) && !own.contains(*word)
            });
            for (word, (_, distance)) in near {
                // What one has more than the other, in front or behind.
                let (longer, shorter) = if word.len() > one.len() { (*word, *one) } else { (*one, *word) };
                let (front, behind) = (longer.strip_suffix(shorter), longer.strip_prefix(shorter));
                let is_longer = front.is_some() || behind.is_some();
                if !is_longer || shorter.is_empty() || longer.len() > shorter.len() + LONGEST_SIGN {
                    continue;
                }
                for other in own[n + 1..].iter().filter(|other| *other != one) {
                    let twin = match (front, behind) {
                        (Some(front), _) if word.len() > one.len() => Some(format!("{front}{other}")),
                        (_, Some(behind)) if word.len() > one.len() => Some(format!("{other}{behind}")),
                        (Some(front), _) => other.strip_prefix(front).map(str::to_owned),
                        (_, Some(behind)) => other.strip_suffix(behind).map(str::to_owned),
                        (None, None) => None,
                    };
                    let twin = twin.filter(|twin| twin != word && !own.contains(&twin.as_str()));
                    if let Some(twin) = twin.filter(|twin| self.words.contains_key(twin.as_str())) {
                        let put = |name: &str| match name {
                            _ if name == *one => Some(*word),
                            _ if name == *other => Some(twin.as_str()),
                            _ => None,
                        };
                        found.push((*distance, renamed(self.code, put)));
                    }
                }
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, edit)| edit).take(MOST_TWINS).collect()
    }

    /// The marked lines with one call more: of what is asked of something, is called nearby, and is not called here.
    pub(super) fn forgotten_calls(&self) -> Vec<String> {
        let mut found = Vec::new();
        for word in words(self.code).filter(|word| is_name(word)) {
            let start = word.as_ptr() as usize - self.code.as_ptr() as usize;
            let (before, after) = self.code.split_at(start + word.len());
            let is_asked = self.code[..start].ends_with('.');
            let is_called = after.trim_start().starts_with(['(', '=', '.', '<', ':'])
                && !after.trim_start().starts_with("==");
            let is_known = self.pairs.contains(&[word, "("]) || self.code.contains(&format!(".{word}("));
            if is_asked && !is_called && is_known {
                found.push([before, "()", after].concat());
            }
        }
        found.truncate(MOST_CALLS);
        found
    }

    /// The marked lines with one argument more: a name that stands near and goes well with its neighbours there, or one that
    /// stands in one of the last lines.
    fn one_argument_more(&self) -> Vec<String> {
        let own: HashSet<&str> = words(self.code).collect();
        let names = self.names(&own);
        let mut found: Vec<(f64, usize, &str, Comma)> = Vec::new();
        let lists = argument_lists(self.code, self.has_lifetimes);
        let places = lists.iter().flat_map(ArgumentList::places);
        for (at, comma) in places.take(MOST_PLACES) {
            let start = self.code[..at].rfind('\n').map_or(0, |at| at + 1);
            let end = self.code[at..].find('\n').map_or(self.code.len(), |length| at + length);
            let mut line = line_words(&self.code[start..at]);
            // In the place of the edge, the comma that comes in front.
            line.pop();
            line.extend((comma == Comma::InFront).then_some(","));
            let place = line.len();
            line.push(EDGE);
            line.extend((comma == Comma::Behind).then_some(","));
            line.extend(words(&self.code[at..end]).chain([EDGE]));
            for name in &names {
                let (pairs, fit) = self.fit(&line, place, name);
                let (count, distance) = self.words.get(name).copied().unwrap_or((0, LINES_BEFORE));
                if pairs > 0 || distance <= JUST_BEFORE {
                    let near = OFTEN * (count as f64).ln_1p() + FAR * (distance as f64).ln_1p();
                    let own = if own.contains(name) { -IN_MARKED_LINES } else { 0.0 };
                    found.push((fit + near + own, at, name, comma));
                }
            }
        }
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        found.truncate(MOST_ARGUMENTS);
        let varied = |(_, at, name, comma): (f64, usize, &str, Comma)| {
            let (before, after) = self.code.split_at(at);
            match comma {
                Comma::None => [before, name, after].concat(),
                Comma::InFront => [before, ", ", name, after].concat(),
                Comma::Behind => [before, name, ", ", after].concat(),
            }
        };
        found.into_iter().map(varied).collect()
    }

    /// Names that stand near, or in the marked lines.
    fn names(&self, own: &HashSet<&'a str>) -> HashSet<&'a str> {
        self.words.keys().chain(own).copied().filter(|word| is_name(word)).collect()
    }

    /// The marked lines with another name in one place: one that stands near and goes well with its neighbours there.
    fn other_names(&self) -> Vec<String> {
        let own: HashSet<&str> = words(self.code).collect();
        let names = self.names(&own);
        let mut found: Vec<(f64, usize, &str, &str)> = Vec::new();
        let mut n_places = 0;
        for line in lines(self.code) {
            let line = line_words(line);
            let mut quote = None;
            for at in 1..line.len() - 1 {
                let name = line[at];
                let offset = name.as_ptr() as usize - self.code.as_ptr() as usize;
                match quote {
                    Some(mark) if name == mark => quote = None,
                    None if self.has_lifetimes && name == "'" && is_lifetime(&self.code[offset + 1..]) => {}
                    None if matches!(name, "\"" | "'" | "`") => quote = Some(name),
                    _ => {}
                }
                if quote.is_some() || !is_name(name) {
                    continue;
                }
                n_places += 1;
                if n_places > MOST_PLACES {
                    return Vec::new();
                }
                let (_, as_it_is) = self.fit(&line, at, name);
                for other in names.iter().copied().filter(|other| *other != name) {
                    let (pairs, fit) = self.fit(&line, at, other);
                    if pairs > 0 {
                        let (count, distance) = self.words.get(other).copied().unwrap_or((0, 0));
                        let near = OFTEN * (count as f64).ln_1p() + FAR * (distance as f64).ln_1p();
                        let own = if own.contains(other) { IN_MARKED_LINES } else { 0.0 };
                        found.push((fit - as_it_is + near + own, offset, name, other));
                    }
                }
            }
        }
        // In the same order each time, whatever order the names came in.
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.3).cmp(&(b.1, b.3))));
        found.truncate(MOST_NAMES);
        let varied = |(_, at, name, other): (f64, usize, &str, &str)| {
            [&self.code[..at], other, &self.code[at + name.len()..]].concat()
        };
        found.into_iter().map(varied).collect()
    }

    /// How many pairs with its neighbours a word would make that stand near, and how well it would fit there by pairs and runs.
    fn fit(&self, line: &[&str], at: usize, word: &str) -> (usize, f64) {
        let (before, after) = (line[at - 1], line[at + 1]);
        let pairs = [[before, word], [word, after]].iter().filter(|pair| self.pairs.contains(*pair)).count();
        let mut runs = usize::from(self.runs.contains(&[before, word, after]));
        if let Some(first) = at.checked_sub(2) {
            runs += usize::from(self.runs.contains(&[line[first], before, word]));
        }
        if let Some(last) = line.get(at + 2) {
            runs += usize::from(self.runs.contains(&[word, after, last]));
        }
        (pairs, pairs as f64 + RUN * runs as f64)
    }
}

/// The code with other names for some that stand alone: nothing is asked of them, and they of nothing.
fn renamed<'w>(code: &str, by: impl Fn(&str) -> Option<&'w str>) -> String {
    let (mut text, mut end) = (String::with_capacity(code.len()), 0);
    for word in words(code) {
        let at = word.as_ptr() as usize - code.as_ptr() as usize;
        if let Some(other) = by(word).filter(|_| !code[..at].ends_with('.')) {
            text.push_str(&code[end..at]);
            text.push_str(other);
            end = at + word.len();
        }
    }
    text.push_str(&code[end..]);
    text
}

/// Code with two neighbours of an argument list swapped, once for each two.
fn swapped_arguments(code: &str, has_lifetimes: bool) -> Vec<String> {
    let lists = argument_lists(code, has_lifetimes).into_iter();
    let pairs = lists.flat_map(|list| list.arguments.array_windows().copied().collect::<Vec<_>>());
    pairs.filter_map(|[first, second]| swap(code, first, second)).collect()
}

/// `code` with two of its parts swapped.
fn swap(code: &str, first: Part, second: Part) -> Option<String> {
    let (one, other) = (&code[first.0..first.1], &code[second.0..second.1]);
    (one != other)
        .then(|| [&code[..first.0], other, &code[first.1..second.0], one, &code[second.1..]].concat())
}

/// How often each word and each run stands in a text.
fn counted(text: &str) -> (HashMap<&str, usize>, HashMap<Run<'_>, usize>) {
    let (mut words, mut runs) = (HashMap::new(), HashMap::new());
    for line in lines(text) {
        let line = line_words(line);
        for word in &line[1..line.len() - 1] {
            *words.entry(*word).or_default() += 1;
        }
        for run in line.array_windows() {
            *runs.entry(*run).or_default() += 1;
        }
    }
    (words, runs)
}

/// What one has more of than the other, with how much more.
fn excess<'m, T: std::hash::Hash + Eq + Copy>(
    one: &'m HashMap<T, usize>,
    other: &'m HashMap<T, usize>,
) -> impl Iterator<Item = (T, usize)> + 'm {
    one.iter().filter_map(|(key, count)| {
        let more = count.saturating_sub(other.get(key).copied().unwrap_or(0));
        (more > 0).then_some((*key, more))
    })
}

/// The lines that hold something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{super::tests::request, *};

    fn nearby<T>(text: &str, line: usize, ask: impl FnOnce(&Nearby<'_>) -> T) -> T {
        let request = request(text, line, line);
        let marked = request.marked().unwrap();
        ask(&Nearby::new(&marked, Language::Go, None))
    }

    #[test]
    fn a_call_may_be_forgotten() {
        let text = "a = title.lower()\nb.c.lower = 1\nif b.lower == title.lower():\nlower\nb.upper\n";
        let calls = |line| nearby(text, line, |nearby: &Nearby<'_>| nearby.forgotten_calls());
        assert_eq!(calls(2), ["if b.lower() == title.lower():\n"]);
        for line in [0, 1, 3, 4] {
            assert_eq!(calls(line), [] as [&str; 0], "{line}");
        }
    }

    #[test]
    fn twins_are_taken_for_twins() {
        let text = "nx := x + dx\nny := y + dy\nuse(at(x, y))\n";
        let twins = nearby(text, 2, |nearby: &Nearby<'_>| nearby.other_twins());
        assert!(twins.contains(&"use(at(nx, ny))\n".to_owned()), "{twins:?}");
        let text = "nx := x + 1\nz := y\nuse(at(x, y))\n";
        assert_eq!(nearby(text, 2, |nearby: &Nearby<'_>| nearby.other_twins()), [] as [&str; 0]);
    }

    #[test]
    fn a_run_is_foreign_that_stands_nowhere_in_the_project() {
        let far = "far.far()\n".to_owned() + &"x = 1\n".repeat(LINES_BEFORE);
        let text = far + "near.near()\nuse(it)\n";
        let project = crate::project::tests::project("other.other()\nuse(them)\n");
        let line = text.lines().count() - 1;
        let request = request(&text, line, line);
        let marked = request.marked().unwrap();
        let counts = |project, replacement| {
            let evidence = Nearby::new(&marked, Language::Go, project).evidence(replacement);
            let Evidence { new_strange_runs, new_foreign_runs, lost_foreign_runs, .. } = evidence;
            (new_strange_runs, new_foreign_runs, lost_foreign_runs)
        };
        // `use ( it`, `( it )` and `it ) $` go; `^ use (` is the project's.
        for (replacement, strange, foreign) in
            [("near.near()\n", 0, 0), ("far.far()\n", 4, 0), ("other.other()\n", 4, 0), ("new.new()\n", 4, 4)]
        {
            assert_eq!(counts(Some(&project), replacement), (strange, foreign, 3), "{replacement}");
            assert_eq!(counts(None, replacement), (strange, 0, 0), "{replacement}");
        }
    }

    #[test]
    fn runs_and_words_are_told_by_whether_they_stand_near() {
        let text = "lock.lock()\nqueue.push(item)\nqueue.lock()\nlock.unlock()\nqueue.push(other)\n";
        let evidence = |replacement| {
            let found = nearby(text, 2, |nearby| nearby.evidence(replacement));
            let Evidence {
                new_strange_runs, lost_strange_runs, lost_known_words, lost_strange_words, ..
            } = found;
            (new_strange_runs, lost_strange_runs, lost_known_words, lost_strange_words)
        };
        assert_eq!(evidence("queue.lock()\n"), (0, 0, 0, 0));
        // `queue . lock` goes; `^ lock .`, `lock . lock` stand in the first line.
        assert_eq!(evidence("lock.lock()\n"), (0, 1, 1, 0));
        assert_eq!(evidence("queue.unlock()\n"), (1, 1, 1, 0), "queue . unlock comes");
        assert_eq!(evidence(""), (0, 1, 5, 0));
        let strange = nearby("a\nfoo(bar)\na\n", 1, |nearby| nearby.evidence("a\n"));
        assert_eq!((strange.lost_known_words, strange.lost_strange_words), (0, 4));
    }

    #[test]
    fn another_name_takes_a_place_where_it_is_known_to_fit() {
        let text = "breaker.acquire();\nrun(worker, stray, 1);\nbreaker.release();\n\nworker.acquire();\n";
        let variants = nearby(text, 4, |nearby: &Nearby<'_>| nearby.other_names());
        assert_eq!(variants[0], "breaker.acquire();\n");
        assert!(variants.contains(&"worker.release();\n".to_owned()), "{variants:?}");
        assert!(!variants.contains(&"stray.acquire();\n".to_owned()), "no pair of it stands near");
        assert!(
            nearby("a = 1\n\"breaker\"\n", 1, |nearby: &Nearby<'_>| nearby.other_names()).is_empty(),
            "text is not varied"
        );
        assert_eq!(
            nearby(text, 4, |nearby: &Nearby<'_>| nearby.other_names()),
            variants,
            "the order is always the same"
        );
    }

    #[test]
    fn an_argument_is_added_where_a_name_fits() {
        let text = "int total = count(rows);\nprint(log, total);\nreturn allocate();\nprint(total);\n";
        let variants = |line| nearby(text, line, |nearby: &Nearby<'_>| nearby.one_argument_more());
        assert!(variants(2).contains(&"return allocate(total);\n".to_owned()), "{:?}", variants(2));
        assert_eq!(variants(3)[0], "print(log, total);\n");
        assert!(variants(3).contains(&"print(total, rows);\n".to_owned()), "{:?}", variants(3));
        assert!(variants(2).len() <= MOST_ARGUMENTS);
        assert_eq!(variants(0), variants(0), "the order is always the same");
        let far = format!("f(a);\n{}g();\n", ";\n".repeat(LINES_BEFORE));
        assert!(nearby(&far, LINES_BEFORE + 1, |nearby: &Nearby<'_>| nearby.one_argument_more()).is_empty());
    }

    #[test]
    fn neighbouring_arguments_are_swapped() {
        assert_eq!(swapped_arguments("f(a, b)\n", false), ["f(b, a)\n"]);
        assert_eq!(
            swapped_arguments("f( a,g(x, [1, 2]),  \"(,\" )", false),
            ["f( a,g([1, 2], x),  \"(,\" )", "f( g(x, [1, 2]),a,  \"(,\" )", "f( a,\"(,\",  g(x, [1, 2]) )"]
        );
        assert_eq!(swapped_arguments("f(a, a) + [1, 2] + ')' + f(b,)", false), [] as [&str; 0]);
        let lifetime = "let t: Token<'a> = f(a, b);\n";
        assert_eq!(swapped_arguments(lifetime, true), ["let t: Token<'a> = f(b, a);\n"]);
        assert_eq!(swapped_arguments("// it's\nf(a, b)\n", false), ["// it's\nf(b, a)\n"]);
        assert_eq!(swapped_arguments("f(\n    größe,\n    b\n)\n", false), ["f(\n    b,\n    größe\n)\n"]);
    }

    #[test]
    fn what_is_far_away_is_not_near() {
        let far = ";\n".repeat(LINES_BEFORE);
        let text = format!("breaker.acquire()\n{far}worker.acquire()\n");
        assert!(nearby(&text, LINES_BEFORE + 1, |nearby: &Nearby<'_>| nearby.other_names()).is_empty());
        let near = format!("breaker.acquire()\n{}worker.acquire()\n", &far[2..]);
        assert_eq!(
            nearby(&near, LINES_BEFORE, |nearby: &Nearby<'_>| nearby.other_names()),
            ["breaker.acquire()\n"]
        );
    }
}

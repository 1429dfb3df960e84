//! Whether a commit's message reads as a fix: words of its first line, less those that fix no code.

use std::sync::LazyLock;

use regex::Regex;

/// How surely a message speaks of a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Asked for by an option alone.
    Any,
    /// It speaks of something to be avoided, prevented or handled.
    Weak,
    /// It says that it fixes, or names the fault.
    Strong,
}

const STRONG: &str = r"(?xi)
    \b(?: (?:bug|hot)?fix(?:e[sd]|ing|up)? | bugs? | buggy | repair(?:s|ed)? | resolv(?:e[sd]?|ing)
    | correct(?:s|ed|ing|ion|ly)? | incorrect(?:ly)? | wrong(?:ly)? | crash(?:e[sd]|ing)? | leak(?:s|ed|ing|age)?
    | off[-\ ]?by[-\ ]?(?:one|1) | typos? | seg-?faults? | sigsegv | (?:over|under)flow(?:s|ed|ing)?
    | out[-\ ]of[-\ ](?:bounds?|range) | oob | use[-\ ]after[-\ ]free | uaf | double[-\ ]free
    | null[-\ ]?(?:pointer|deref\w*) | npe | nullpointerexception | uninitiali[sz]ed | dead-?locks?
    | rac(?:e|es|y)\ condition | data\ rac(?:e|es) | hang(?:s|ing)? | panics? | infinite\ (?:loop|recursion) | regressions?
    | broken | breaks | breakage | mistak\w+ | erroneous(?:ly)? | faulty | oops | forg[eo]t(?:ten)? | accidental(?:ly)?
    | undefined\ behaviou?r | misplaced | inverted | misspell?(?:ed|t|ing) | flipped | cve-\d+ )\b";

const WEAK: &str = r"(?xi)
    \b(?: avoid(?:s|ed|ing)? | prevent(?:s|ed|ing)? | ensur(?:e[sd]?|ing) | (?:make|makes|made)\ sure | missing | proper(?:ly)? | invalid
    | fail(?:s|ed|ing|ures?)? | unexpected(?:ly)? | handl(?:e[sd]?|ing) | do(?:es)?\ ?n[o']?t | don't | doesn't
    | shouldn't | should | must | can't | cannot | never | guard(?:s|ed)? | work-?\ ?around | honou?r(?:s|ed|ing)? | respect(?:s|ed|ing)?
    | restor(?:e[sd]?|ing) | (?:edge|corner)[-\ ]case | (?:un)?escap(?:e[sd]?|ing) | overrun | lost | los[es]s? | stale | sanit\w+
    | too\ (?:early|late|many|much|long|short|big|small) | problems? | unsafe | even\ (?:if|when) | consistent(?:ly)? )\b";

/// Beginnings of something new, whatever it avoids or handles.
const NEW: &str = r"(?xi)
    ^(?:\[[^\]]*\]\s*|[\w/.,\ -]{1,40}:\s*)?(?: add(?:s|ed|ing)? | support(?:s|ed)? | implement\w* | introduc\w* | updat\w* | improv\w* | print(?:s|ed)?
    | logs? | use[sd]? | mov(?:e[sd]?|ing) | replac\w* | chang\w* | remov\w* | allow\w* | switch\w* | convert\w* | document\w* | extract\w* | expos\w* )\b";

/// What follows the first line when somebody met the fault.
const BODY: &str = r"(?im)^\s*(?:reported(?:[- ]and[- ]\w+)?[- ]by\b|fixes:?\s+(?:\#|gh-|https?:|[A-Z]{2,}-\d|[0-9a-f]{8,})|bug:\s*https?:|cc:\s*stable)|\bfix(?:es|ed)?\s+\#\d";

/// Words that say that no fault of the program was fixed.
const NOT: &str = r"(?xi)
    ^(?: merge[sd]?\b | revert | bump | release | prepare | update[sd]?\ (?:dependenc|deps|version|copyright) | \[maven
      | (?:\w+[\w/-]*:\s*)?(?:docs?|style|test|tests|testing|types?|typings?|ci|build|chore|refactor|perf|feat|deps|lint|release|website|examples?|bench\w*)(?:\([^)]*\))?!?:
      | \w+\((?:[\w/-]*[-/])?(?:types?|typings?|docs?|tests?|testing|ci|lint|deps|build|release|dts|website|examples?)\)!?:
      | \[(?:docs?|tests?|ci|build|chore|refactor|lint|release)\] )
    | \b(?: lint(?:s|er|ers|ing)? | code\ style | docs? | documentation | doc-?strings? | docblocks? | java-?docs? | jsdoc | rustdoc | godoc | doxygen | comments?
    | change-?logs? | release\ notes | news | readme(?:\.\w+)? | guide | manual | man-?pages? | tutorial
    | ci | travis | jenkins | appveyor | github\ actions? | workflows? | azure[-\ ]pipelines? | circleci
    | tests? | tested | testing | testsuite | test-?cases? | unit-?tests? | specs | flaky | flakiness | coverage | benchmarks? | fuzz\w*
    | revert(?:s|ed|ing)? | bump(?:s|ed|ing)? | version\ (?:number|string|bump)s? | upgrade[sd]? | dependenc(?:y|ies)
    | clippy | checkstyle | spotbugs | findbugs | pmd | sonar\w* | pylint | flake8 | pep-?8 | pyflakes | mypy | eslint | tslint | jshint | jslint
    | gofmt | golint | govet | staticcheck | golangci\S* | rustfmt | clang-format | clang-tidy | prettier | cppcheck | lgtm | codeql
    | rename[sd]? | renaming | refactor\w* | clean-?\ ?ups? | cosmetics? | polish\w* | moderni[sz]e\w*
    | copyrights? | licen[sc]e\w* | translat\w+ | locali[sz]ation | i18n | grammar | grammatical | wording | reword
    | typings? | type\ (?:hint|annotation|definition)s? | examples? | demos? | samples? | web-?site )\b";

/// Words that say the same, unless the message begins with `fix:` and so has a topic that may be one of these.
const NOT_TOPICS: &str = r"(?xi)
    \b(?: format(?:ted|ting|ter)? | reformat\w* | style | styling | styles? | white-?spaces? | indent(?:s|ed|ation|ing)? | commented | spec
    | merge[sd]? | merging | releas(?:e[sd]?|ing) | warnings? | vet | coverity | cleans | cleaned | cleaning | simplif\w+ | tid(?:y|ies|ied) | nits?
    | deprecat\w+ | spelling | misspell\w* | imports? | includes? | header\ files? | headers?\ file | makefiles? | cmake\w* | autoconf | configure | bazel | gradle | maven
    | pom | packag(?:e|ing) | package\.json | compil(?:e|es|er|ing|ation) | builds? | generated? | regenerat\w+ | optimi[sz]\w+ | perf | performance
    | speed\ ?up | faster | log\ (?:level|message|output)s? | logging | debug\w* | trace | tracing )\b";

/// A message of the conventional sort that says what it is.
const CONVENTIONAL: &str = r"(?i)^(?:bug|hot)?fix(?:es)?(?:\([^)]*\))?!?:";

static STRONG_WORDS: LazyLock<Regex> = LazyLock::new(|| words(STRONG));
static BODY_WORDS: LazyLock<Regex> = LazyLock::new(|| words(BODY));
static WEAK_WORDS: LazyLock<Regex> = LazyLock::new(|| words(WEAK));
static NEW_WORDS: LazyLock<Regex> = LazyLock::new(|| words(NEW));
static NOT_WORDS: LazyLock<Regex> = LazyLock::new(|| words(NOT));
static NOT_TOPIC_WORDS: LazyLock<Regex> = LazyLock::new(|| words(NOT_TOPICS));
static CONVENTIONAL_START: LazyLock<Regex> = LazyLock::new(|| words(CONVENTIONAL));

#[expect(clippy::expect_used, reason = "the patterns are constants, and a test compiles them")]
fn words(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file is no regular expression")
}

/// What the options ask of a message, beside the words of this file.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes {
    /// One of them makes any message a fix.
    pub(super) also: Vec<Regex>,
    /// None of them may match.
    pub(super) not: Vec<Regex>,
    /// Whatever the message says.
    pub(super) any: bool,
    /// Weak words count as well.
    pub(super) weak: bool,
}

impl Wishes {
    /// How surely the message speaks of a fix; nothing when it does not.
    pub(super) fn judge(&self, message: &str) -> Option<Strength> {
        let subject = subject(message);
        if self.not.iter().any(|pattern| pattern.is_match(message)) {
            return None;
        }
        let excluded = NOT_WORDS.is_match(subject)
            || !CONVENTIONAL_START.is_match(subject) && NOT_TOPIC_WORDS.is_match(subject);
        let asked = self.any || self.also.iter().any(|pattern| pattern.is_match(message));
        if !excluded && (STRONG_WORDS.is_match(subject) || BODY_WORDS.is_match(message)) {
            Some(Strength::Strong)
        } else if asked {
            // Weak words would only make it smaller: their commits may have few hunks.
            Some(Strength::Any)
        } else {
            let is_weak = !excluded && self.weak && WEAK_WORDS.is_match(subject);
            (is_weak && !NEW_WORDS.is_match(subject)).then_some(Strength::Weak)
        }
    }
}

/// The first line that says something.
pub(super) fn subject(message: &str) -> &str {
    message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_make_a_fix() {
        let wishes = Wishes { weak: true, ..Wishes::default() };
        let check = |message: &str, strength| assert_eq!(wishes.judge(message), strength, "{message}");
        for message in [
            "Fix reading past the end",
            "fix(core): keep the order",
            "\nMemory leak in the parser",
            "Off-by-one in the ring buffer",
            "buffer: grow in time\n\nReported-by: A. Person",
            "Keep the order\n\nFixes #123.",
            "oops",
        ] {
            check(message, Some(Strength::Strong));
        }
        check("Avoid reading past the end", Some(Strength::Weak));
        check("fix(printer): keep the formatting of lists", Some(Strength::Strong));
        check("Add a guard that avoids the parser", None);
        for message in [
            "Merge branch 'fix'",
            "Revert \"Fix it\"",
            "Fix lint",
            "Fix typo in comment",
            "fix(types): a wider type",
            "docs: fix the guide",
            "Fix flaky tests",
            "Release with bug fixes",
            "Add a prefix",
            "Fix compiler warnings",
            "Fix formatting",
            "",
        ] {
            check(message, None);
        }
        let regex = |text: &str| vec![Regex::new(text).unwrap()];
        let asked = Wishes { also: regex("(?i)tidy"), not: regex("secret"), ..Wishes::default() };
        assert_eq!(asked.judge("Tidy up"), Some(Strength::Any));
        assert_eq!(asked.judge("Fix the secret"), None);
        assert_eq!(asked.judge("Avoid it"), None);
        assert_eq!(Wishes { any: true, ..Wishes::default() }.judge("Whatever"), Some(Strength::Any));
        // What is asked for is not less for its weak words.
        for asked in [
            Wishes { any: true, weak: true, ..Wishes::default() },
            Wishes { also: regex("reading"), weak: true, ..Wishes::default() },
        ] {
            assert_eq!(asked.judge("Avoid reading past the end"), Some(Strength::Any));
            assert_eq!(asked.judge("Fix reading past the end"), Some(Strength::Strong));
        }
    }
}

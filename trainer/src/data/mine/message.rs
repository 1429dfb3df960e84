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
    \b(?: avoid(?:s|ed|ing)? | prevent(?:s|ed|ing)? | ensur(?:e[sd]?|ing) | make\ sure | missing | properly | invalid
    | fail(?:s|ed|ing|ures?)? | errors? | exceptions? | unexpected(?:ly)? | handl(?:e[sd]?|ing) | do(?:es)?\ ?n[o']?t | don't
    | doesn't | shouldn't | should | must | can't | cannot | never | guard(?:s|ed)? | work-?\ ?around
    | honou?r(?:s|ed|ing)? | respect(?:s|ed|ing)? | restor(?:e[sd]?|ing) | (?:edge|corner)[-\ ]case | (?:un)?escap(?:e[sd]?|ing)
    | overrun | lost | los[es]s? | stale | duplicat(?:e[sd]?|ion)? | instead\ of | only\ (?:if|when) | even\ (?:if|when)
    | null | nil | undefined | nan | empty | zero | negative | sanit\w+ | validat(?:e[sd]?|ion) | too\ (?:early|late|many|much|long|short|big|small)
    | problems? | issues? | unsafe | secur(?:e|ity) | safe(?:ty)? | need(?:s|ed)? | always | still | again | really | actually | consistent(?:ly)? )\b";

/// Words that say that no fault of the program was fixed.
const NOT: &str = r"(?xi)
    ^(?: merge[sd]?\b | revert | bump | release | prepare | backport\ only | update[sd]?\ (?:dependenc|deps|version|copyright) | \[maven
      | (?:\w+[\w/-]*:\s*)?(?:docs?|style|test|tests|testing|ci|build|chore|refactor|perf|feat|deps|lint|release|website|examples?|bench\w*)(?:\([^)]*\))?!?:
      | \[(?:docs?|tests?|ci|build|chore|refactor|lint|release)\] )
    | \b(?: lint(?:s|er|ers|ing)? | format(?:ted|ting|ter)? | reformat\w* | style | styling | code\ style | styles? | white-?spaces? | indent(?:s|ed|ation|ing)?
    | docs? | documentation | doc-?strings? | docblocks? | java-?docs? | jsdoc | rustdoc | godoc | doxygen | comments? | commented
    | change-?logs? | release\ notes | news | readme(?:\.\w+)? | guide | manual | man-?pages? | tutorial
    | ci | travis | jenkins | appveyor | github\ actions? | workflows? | azure[-\ ]pipelines? | circleci
    | tests? | tested | testing | testsuite | test-?cases? | unit-?tests? | spec | specs | flaky | flakiness | coverage | benchmarks? | fuzz\w*
    | merge[sd]? | merging | revert(?:s|ed|ing)? | bump(?:s|ed|ing)? | releas(?:e[sd]?|ing) | version\ (?:number|string|bump)s? | upgrade[sd]? | dependenc(?:y|ies)
    | warnings? | clippy | checkstyle | spotbugs | findbugs | pmd | sonar\w* | pylint | flake8 | pep-?8 | pyflakes | mypy | eslint | tslint | jshint | jslint
    | gofmt | golint | govet | vet | staticcheck | golangci\S* | rustfmt | clang-format | clang-tidy | prettier | cppcheck | coverity | lgtm | codeql
    | rename[sd]? | renaming | refactor\w* | clean-?\ ?ups? | cleans | cleaned | cleaning | simplif\w+ | tid(?:y|ies|ied) | nits? | cosmetics? | polish\w* | moderni[sz]e\w*
    | deprecat\w+ | copyrights? | licen[sc]e\w* | translat\w+ | locali[sz]ation | i18n | grammar | grammatical | wording | spelling | misspell\w* | reword
    | imports? | includes? | header\ files? | makefiles? | cmake\w* | autoconf | configure | bazel | gradle | maven | pom | webpack\ config | packag(?:e|ing) | package\.json
    | compil(?:e|es|er|ing|ation) | builds? | build\ (?:error|failure|break\w*)s? | typings? | type\ (?:hint|annotation|definition)s? | examples? | demos? | samples? | web-?site
    | generated? | regenerat\w+ | optimi[sz]\w+ | perf | performance | speed\ ?up | faster | log\ (?:level|message|output)s? | logging | debug\w* | trace | tracing )\b";

static STRONG_WORDS: LazyLock<Regex> = LazyLock::new(|| words(STRONG));
static WEAK_WORDS: LazyLock<Regex> = LazyLock::new(|| words(WEAK));
static NOT_WORDS: LazyLock<Regex> = LazyLock::new(|| words(NOT));

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
        let excluded = NOT_WORDS.is_match(subject);
        if !excluded && STRONG_WORDS.is_match(subject) {
            Some(Strength::Strong)
        } else if !excluded && self.weak && WEAK_WORDS.is_match(subject) {
            Some(Strength::Weak)
        } else if self.any || self.also.iter().any(|pattern| pattern.is_match(message)) {
            Some(Strength::Any)
        } else {
            None
        }
    }
}

/// The first line that says something.
pub(super) fn subject(message: &str) -> &str {
    message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

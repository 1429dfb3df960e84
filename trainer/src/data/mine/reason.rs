//! Why a commit or a hunk is left out: one table for counting, printing and the documents.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($variant:ident $stage:literal $what:literal)*) => {
        /// Why something was left out.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub(super) enum Reason { $(#[doc = $what] $variant),* }

        impl Reason {
            /// What was left out, `commits` or `hunks` or `pairs`, and why.
            pub(super) const fn text(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($stage, $what)),* }
            }
        }
    };
}

reasons! {
    Merge          "commits" "more than one parent, or none"
    OutsideDates   "commits" "outside --since and --until"
    Message        "commits" "the message does not read as a fix"
    Missing        "commits" "an object is missing"
    NoSource       "commits" "no source file changed, or only tests and what tools made"
    ManyFiles      "commits" "more files than --max-files"
    NewFiles       "commits" "source files added, removed or renamed"
    ManyHunks      "commits" "more hunks than --max-hunks"
    Unreadable     "files"   "too large, not UTF-8, or generated"
    Copyleft       "files"   "the first lines name a copyleft licence, and --permissive was given"
    Unparsed       "files"   "the parser gave up"
    TooLong        "hunks"   "more lines than --max-lines or --max-fixed-lines"
    LongLine       "hunks"   "a line too long to read"
    NoAnchor       "hunks"   "an insertion beside no line with code"
    Entangled      "hunks"   "another hunk too near"
    PerFile        "hunks"   "too many hunks in one file"
    Layout         "hunks"   "only spaces, comments or line breaks change"
    Import         "hunks"   "only imports or includes change"
    Annotation     "hunks"   "only annotations, attributes or modifiers change"
    Version        "hunks"   "only a version or a serial number changes"
    Prose          "hunks"   "only the words of a string change"
    Logging        "hunks"   "only logging or printing comes or goes"
    Syntax         "hunks"   "the new file does not parse there, though the old one does"
    Rename         "hunks"   "a declaration is renamed"
    Unused         "hunks"   "a declaration that nothing uses goes"
    Moved          "hunks"   "code that stands elsewhere in the commit"
    Dependent      "hunks"   "it needs a name that another hunk brings in"
    Bulk           "hunks"   "the same edit in several places of the commit"
    Rewrite        "hunks"   "the lines have too little in common"
    Trivial        "hunks"   "nothing but punctuation or names without code"
    Repeated       "pairs"   "the same pair, names and spaces folded, was found before"
    PerEdit        "pairs"   "more of one edit than --per-edit"
    PerRepository  "pairs"   "more than --per-repository"
    Limit          "pairs"   "more than --limit"
}

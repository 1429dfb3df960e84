//! The eight languages that FixErr reads: names, file endings and prompt tokens.

use std::{fmt, path::Path, str::FromStr};

use serde::{Deserialize, Serialize};

/// A programming language that the model was trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Language {
    Java,
    Python,
    JavaScript,
    TypeScript,
    Go,
    Rust,
    C,
    Cpp,
}

/// A name that is none of the eight languages.
#[derive(Debug, thiserror::Error)]
#[error("unknown language '{0}'; FixErr knows java, python, javascript, typescript, go, rust, c and cpp")]
pub struct UnknownLanguage(pub String);

impl Language {
    /// Every language, in the order of their prompt tokens.
    pub const ALL: [Self; 8] = [
        Self::Java,
        Self::Python,
        Self::JavaScript,
        Self::TypeScript,
        Self::Go,
        Self::Rust,
        Self::C,
        Self::Cpp,
    ];

    /// The LSP language id, which is also the name in data files and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Java => "java",
            Self::Python => "python",
            Self::JavaScript => "javascript",
            Self::TypeScript => "typescript",
            Self::Go => "go",
            Self::Rust => "rust",
            Self::C => "c",
            Self::Cpp => "cpp",
        }
    }

    /// The name people use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Java => "Java",
            Self::Python => "Python",
            Self::JavaScript => "JavaScript",
            Self::TypeScript => "TypeScript",
            Self::Go => "Go",
            Self::Rust => "Rust",
            Self::C => "C",
            Self::Cpp => "C++",
        }
    }

    /// File endings without the dot, lower case. `.h` counts as C++ because the C++ grammar reads C headers too.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Java => &["java"],
            Self::Python => &["py", "pyi"],
            Self::JavaScript => &["js", "jsx", "mjs", "cjs"],
            Self::TypeScript => &["ts", "tsx", "mts", "cts"],
            Self::Go => &["go"],
            Self::Rust => &["rs"],
            Self::C => &["c"],
            Self::Cpp => &["cpp", "cc", "cxx", "hpp", "hh", "hxx", "h"],
        }
    }

    /// The prompt's language token, such as `<|java|>`.
    pub const fn token(self) -> &'static str {
        match self {
            Self::Java => "<|java|>",
            Self::Python => "<|python|>",
            Self::JavaScript => "<|javascript|>",
            Self::TypeScript => "<|typescript|>",
            Self::Go => "<|go|>",
            Self::Rust => "<|rust|>",
            Self::C => "<|c|>",
            Self::Cpp => "<|cpp|>",
        }
    }

    /// The language of an LSP `languageId`, React dialects included.
    pub fn from_lsp_id(id: &str) -> Option<Self> {
        match id {
            "javascriptreact" => Some(Self::JavaScript),
            "typescriptreact" => Some(Self::TypeScript),
            "c++" => Some(Self::Cpp),
            _ => Self::ALL.into_iter().find(|language| language.id() == id),
        }
    }

    /// The language that a file's ending names.
    pub fn from_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.endings().contains(&ending.as_str()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        Self::from_lsp_id(id).ok_or_else(|| UnknownLanguage(id.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for language in Language::ALL {
            assert_eq!(language.id().parse::<Language>().unwrap(), language);
            assert_eq!(serde_json::to_string(&language).unwrap(), format!("\"{language}\""));
            for ending in language.endings() {
                assert_eq!(Language::from_path(Path::new(&format!("a.{ending}"))), Some(language));
            }
        }
        assert_eq!(Language::from_path(Path::new("A.JAVA")), Some(Language::Java));
        assert_eq!(Language::from_path(Path::new("Makefile")), None);
        assert!("cobol".parse::<Language>().unwrap_err().to_string().contains("cobol"));
    }
}

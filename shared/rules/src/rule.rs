//! The rules that propose candidates, by name: how far each is to be trusted is for the ranking to say, and differs.

use std::collections::BTreeMap;

use serde::{
    Deserialize, Serialize,
    de::{IntoDeserializer as _, value::Error as ValueError},
};

/// Names rules: their values, a list of all, and how many there are.
macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident,)*) => {
        /// A rule that proposes candidates: a mistake that is known by what it looks like (`Known…`), what a tool's message or the line asks
        /// for (`Advice…`), or a slip (`Slip…`).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Rule {
            $($(#[$doc])* $rule,)*
        }

        /// All rules, in their order.
        pub const RULES: [Rule; N_RULES] = [$(Rule::$rule,)*];
        /// Number of rules.
        pub const N_RULES: usize = [$(stringify!($rule)),*].len();
    };
}

rules! {
    /// An import of what another module has, or that lacks what is used.
    KnownImports,
    /// A pattern of dates that another language has.
    KnownDates,
    /// What a text holds that stands for something.
    KnownTexts,
    /// A mistake of Python.
    KnownPython,
    /// A call of Python.
    KnownPythonCalls,
    /// A line of Python, whatever stands around it.
    KnownPythonLines,
    /// A line of Python that its document contradicts.
    KnownPythonDocument,
    /// A mistake of JavaScript or TypeScript.
    KnownScript,
    /// A line of theirs, whatever stands around it.
    KnownScriptLines,
    /// A line of theirs that its document contradicts.
    KnownScriptDocuments,
    /// A mistake of Java.
    KnownJava,
    /// A mistake of C.
    KnownC,
    /// A mistake of C++.
    KnownCpp,
    /// A mistake of Go.
    KnownGo,
    /// A mistake of Rust.
    KnownRust,
    /// An order of what Rust is told.
    KnownRustOrder,
    /// What is changed in Rust and may not be.
    KnownRustChanged,
    /// A derive that another needs.
    KnownRustDerives,
    /// An import of Rust's that lacks what is used.
    KnownRustImported,
    /// A function that another language has.
    KnownFunctions,
    /// A word that another language has.
    KnownWords,
    /// A statement without an effect.
    KnownStatements,
    /// Signs that mean something else.
    KnownSigns,
    /// A value that something has already.
    KnownItself,
    /// Arguments that the declared function does not take so.
    KnownCalls,
    /// A line that breaks the pattern of its neighbours.
    KnownPattern,
    /// What the line asks for itself.
    AdviceLine,
    /// Python's syntax.
    AdvicePythonSyntax,
    /// A name that Python does not know.
    AdvicePythonNames,
    /// An attribute that a value of Python's has not.
    AdvicePythonAttributes,
    /// Operands that do not go together in Python.
    AdvicePythonOperators,
    /// A type that does not fit in Python.
    AdvicePythonTypes,
    /// Arguments of Python.
    AdvicePythonCalls,
    /// A value of Python's that is missing or not there.
    AdvicePythonValues,
    /// What Python says when it runs.
    AdvicePythonRuntime,
    /// Operands that do not go together in Rust.
    AdviceRustArithmetic,
    /// A method or field that a value of Rust's has not.
    AdviceRustMethods,
    /// Arguments of Rust.
    AdviceRustCalls,
    /// Patterns of Rust.
    AdviceRustPatterns,
    /// Declarations of Rust.
    AdviceRustDeclarations,
    /// What Rust's linters say.
    AdviceRustLints,
    /// Borrows of Rust.
    AdviceRustBorrows,
    /// A type that does not fit in Rust.
    AdviceRustTypes,
    /// What Rust's library has for it.
    AdviceRustStandard,
    /// What Rust says when it runs.
    AdviceRustPanics,
    /// Classes and declarations of JavaScript or TypeScript.
    AdviceScriptClasses,
    /// Calls of theirs.
    AdviceScriptCalls,
    /// A member that a value of theirs has not.
    AdviceScriptMembers,
    /// A name that they do not know.
    AdviceScriptUnknown,
    /// Operands that do not go together there.
    AdviceScriptOperators,
    /// A type that does not fit there.
    AdviceScriptValues,
    /// What their linters say.
    AdviceScriptLint,
    /// A type that does not fit in Go.
    AdviceGoValues,
    /// Arguments of Go.
    AdviceGoCalls,
    /// A name that Go does not know.
    AdviceGoSymbols,
    /// Statements of Go.
    AdviceGoStatements,
    /// Go's syntax.
    AdviceGoSyntax,
    /// What a program of Go's says when it fails.
    AdviceGoRuntime,
    /// A name that Java does not know.
    AdviceJavaSymbols,
    /// Arguments of Java.
    AdviceJavaCalls,
    /// A type that does not fit in Java.
    AdviceJavaTypes,
    /// Statements of Java.
    AdviceJavaStatements,
    /// What a program of Java's says when it fails.
    AdviceJavaRuntime,
    /// Arguments of C or C++.
    AdviceCCalls,
    /// A name that they do not know.
    AdviceCNames,
    /// Functions or operators of C++ that do not fit.
    AdviceCOverloads,
    /// A type that does not fit in C or C++.
    AdviceCConversions,
    /// A value that does not fit there.
    AdviceCValues,
    /// Statements and declarations of theirs.
    AdviceCSigns,
    /// Their syntax.
    AdviceCSyntax,
    /// A name that no tool knows, in any language.
    AdviceUnknown,
    /// A conversion from one type that a message names into another.
    AdviceTypes,
    /// What one language alone asks for.
    AdviceIdioms,
    /// A message of which a table says what to try.
    AdvicePlain,
    /// A message that says little.
    AdviceBroad,
    /// A form of another language that a compiler stumbles over.
    AdviceForms,
    /// A slip of Python.
    SlipPython,
    /// A slip that well-known algorithms of Python share.
    SlipPythonClassic,
    /// A slip of Python that shows in what stands around the lines.
    SlipPythonWithin,
    /// A slip of Rust.
    SlipRust,
    /// A slip that an algorithm in Rust is known for.
    SlipRustClassic,
    /// A slip of JavaScript or TypeScript.
    SlipScript,
    /// A value of theirs that is to be made into another.
    SlipScriptValues,
    /// A slip of C or C++.
    SlipC,
    /// A name of theirs for another that it is taken for.
    SlipCNames,
    /// A place or a step of theirs beside the right one.
    SlipCPlaces,
    /// A type of theirs, or a star, where something is declared.
    SlipCTypes,
    /// A slip of Java.
    SlipJava,
    /// Numbers of Java: lost fractions, sums that are too large, a digit for its value.
    SlipJavaNumbers,
    /// What is compared the other way in Java.
    SlipJavaOrder,
    /// An end, a beginning or a choice of Java.
    SlipJavaEnds,
    /// A list of Java itself for a copy of it.
    SlipJavaCopies,
    /// A name of Java for another that it is taken for.
    SlipJavaNames,
    /// What a field or a method of Java says of itself.
    SlipJavaDeclared,
    /// A slip that well-known algorithms of C or C++ share.
    SlipCClassic,
    /// A slip of C or C++ that shows in what stands around the lines.
    SlipCWithin,
    /// A slip of Go.
    SlipGo,
    /// A word for its opposite.
    SlipOpposites,
    /// Operands in the wrong order.
    SlipSwappedOperands,
    /// Lines in the wrong order.
    SlipSwappedLines,
    /// Lost brackets around what is counted first.
    SlipGrouped,
    /// A negation of a part instead of the whole.
    SlipNegated,
    /// An assignment for what adds to a value.
    SlipAssigned,
    /// The other end of a slice.
    SlipSliced,
    /// Both sides of a choice.
    SlipChosen,
    /// What is less usual in its language.
    SlipUsual,
    /// One comparison for another.
    SlipCompared,
    /// One operator for another.
    SlipJoined,
    /// A condition that is the other way round.
    SlipConditions,
    /// One jump for another.
    SlipJumps,
    /// A result that nobody keeps.
    SlipKept,
    /// Small letters for capitals.
    SlipLetters,
    /// Counted before or after.
    SlipCounted,
    /// A list for what it holds.
    SlipSpread,
    /// A length for the last place.
    SlipLengths,
    /// A function for another that it is taken for.
    SlipConfused,
    /// A part of a name for another that it is taken for.
    SlipConfusedParts,
    /// Two names or operators exchanged.
    SlipExchanged,
    /// A negation lost or too many.
    SlipNegations,
    /// One too many or too few.
    SlipOffsets,
    /// One that is put on or taken away already, and should not be.
    SlipOffsetsThere,
    /// One less than what is compared.
    SlipOffsetsCompared,
    /// A range with or without its end.
    SlipRanges,
    /// A step in the other direction.
    SlipSteps,
    /// Brackets around what is not counted first.
    SlipUngrouped,
    /// One number for the next.
    SlipNumbers,
    /// A number for ten times as much or as little.
    SlipTenfold,
    /// A number above nought for one below, or the other way round.
    SlipSigned,
}

/// Rules that propose one and the same candidate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Rule>", into = "Vec<Rule>")]
pub struct Rules(u128);

impl Rules {
    /// Adds one.
    pub const fn insert(&mut self, rule: Rule) {
        self.0 |= 1 << rule as u32;
    }

    /// Whether none is among them.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are, in their order.
    pub fn iter(self) -> impl Iterator<Item = Rule> {
        RULES.into_iter().filter(move |rule| self.0 >> *rule as u32 & 1 == 1)
    }
}

impl FromIterator<Rule> for Rules {
    fn from_iter<T: IntoIterator<Item = Rule>>(rules: T) -> Self {
        let mut all = Self::default();
        rules.into_iter().for_each(|rule| all.insert(rule));
        all
    }
}

impl From<Vec<Rule>> for Rules {
    fn from(rules: Vec<Rule>) -> Self {
        rules.into_iter().collect()
    }
}

impl From<Rules> for Vec<Rule> {
    fn from(rules: Rules) -> Self {
        rules.iter().collect()
    }
}

/// What is added to a candidate's weighted evidence for each rule that proposes it, whoever else thought of it; in a bundle by the rules'
/// names, those without a weight left out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, f64>", into = "BTreeMap<Rule, f64>")]
pub struct RuleWeights(pub [f64; N_RULES]);

impl RuleWeights {
    /// The sum of those of some rules.
    pub fn of(&self, rules: Rules) -> f64 {
        rules.iter().map(|rule| self.0[rule as usize]).sum()
    }

    /// Whether none has a weight.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|weight| *weight == 0.0)
    }
}

impl Default for RuleWeights {
    fn default() -> Self {
        Self([0.0; N_RULES])
    }
}

impl TryFrom<BTreeMap<String, f64>> for RuleWeights {
    type Error = String;

    fn try_from(weights: BTreeMap<String, f64>) -> Result<Self, String> {
        let mut all = Self::default();
        for (name, weight) in weights {
            let rule = Rule::deserialize(name.as_str().into_deserializer()).map_err(|_: ValueError| {
                format!(
                    "this version of FixErr has no rule `{name}`: use the bundle with the version that fitted its ranking, or take `ranking` \
                     and `project_ranking` out and fit them again with `fixerr-trainer calibrate`"
                )
            })?;
            all.0[rule as usize] = weight;
        }
        Ok(all)
    }
}

impl From<RuleWeights> for BTreeMap<Rule, f64> {
    fn from(weights: RuleWeights) -> Self {
        RULES.into_iter().zip(weights.0).filter(|(_, weight)| *weight != 0.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_numbered_in_their_order() {
        assert!(N_RULES <= u128::BITS as usize, "each has a bit");
        assert!(RULES.iter().enumerate().all(|(at, rule)| *rule as usize == at));
    }

    #[test]
    fn sets_and_weights_are_written_by_name() {
        let rules: Rules = [Rule::SlipSigned, Rule::KnownImports].into_iter().collect();
        let text = serde_json::to_string(&rules).unwrap();
        assert_eq!(text, r#"["known_imports","slip_signed"]"#);
        assert_eq!(serde_json::from_str::<Rules>(&text).unwrap(), rules);
        let mut weights = RuleWeights::default();
        assert!(weights.is_empty() && Rules::default().is_empty());
        weights.0[Rule::SlipSigned as usize] = -0.5;
        let text = serde_json::to_string(&weights).unwrap();
        assert_eq!(text, r#"{"slip_signed":-0.5}"#);
        assert_eq!(serde_json::from_str::<RuleWeights>(&text).unwrap(), weights);
        assert!((weights.of(rules) + 0.5).abs() < 1e-12 && weights.of(Rules::default()) == 0.0);
        let foreign = serde_json::from_str::<RuleWeights>(r#"{"no_such_rule":1.0}"#).unwrap_err().to_string();
        assert!(foreign.starts_with("this version of FixErr has no rule `no_such_rule`"), "{foreign}");
    }
}

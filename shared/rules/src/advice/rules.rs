//! Which messages ask for what: tables of what tools say in small letters, and of edits to try then.

use super::edit::Edit::{
    self, Around, Before, Behind, Declared, DropArgument, End, Equals, Format, PrintCall, Start, Swap, Whole,
};
use crate::language::Language::{self, C, Cpp, Go, Java, JavaScript, Python, Rust, TypeScript};

/// What to try when a message says something.
pub(super) struct Remedy {
    /// Any of these in a message, in small letters.
    pub(super) says: &'static [&'static str],
    /// In any of these languages.
    pub(super) languages: &'static [Language],
    pub(super) edits: &'static [Edit],
}

const ALL: &[Language] = &Language::ALL;
/// How tools say that a value has another type than it should.
const TYPES: &[&str] = &[
    "mismatched types",
    "incompatible",
    "makes pointer from",
    "makes integer from",
    "convert",
    "conversion",
    "no matching",
    "no overload",
    "no suitable",
    "not assignable",
    "cannot use",
    "expects argument of type",
    "invalid operands",
    "invalid type argument",
    "invalid operation",
    "no viable",
    "type mismatch",
    "casting `",
    "can't compare",
    "cannot add",
    "cannot subtract",
    "cannot multiply",
    "cannot divide",
    "unsupported operand",
    "can only concatenate",
    "not supported between",
    "must be str",
    "is not satisfied",
    "doesn't implement",
    "cannot be applied",
    "has type",
    "invalid initialization",
    "comparison between pointer",
    "different types",
    "cannot be built from",
    "no match for",
    "not a subtype",
];

/// Messages that say what to do.
pub(super) const PLAIN: &[Remedy] = &[
    Remedy {
        says: &["include 'new'", "without 'new'", "must be called with `new`"],
        languages: ALL,
        edits: &[Before("new ")],
    },
    Remedy {
        says: &["'method'", "of an arithmetic operation", "builtin_function_or_method", "'() => "],
        languages: ALL,
        edits: &[Behind("()")],
    },
    Remedy {
        says: &["cannot be converted to optional<"],
        languages: &[Java],
        edits: &[Around("Optional.ofNullable(", ")"), Around("Optional.of(", ")")],
    },
    Remedy {
        says: &[
            "in condition",
            "conditional expression",
            "truth value",
            "boolean",
            "bad operand types",
            "`bool`",
            "assignment",
            " = ",
        ],
        languages: ALL,
        edits: &[Swap(" = ", " == "), Swap(" = ", " === "), Swap("=", "==")],
    },
    Remedy {
        says: &["for struct `arc<mutex<", "for struct `mutex<"],
        languages: &[Rust],
        edits: &[Swap(".", ".lock().unwrap().")],
    },
    Remedy {
        says: &["implement `std::fmt::display`", "implement `display`"],
        languages: &[Rust],
        edits: &[Swap("{}", "{:?}")],
    },
    Remedy {
        says: &["marked ‘override’", "marked 'override'", "'override' but"],
        languages: &[Cpp],
        edits: &[
            Swap(") override", ") const override"),
            Swap(" const override", " override"),
            Swap(" override", ""),
        ],
    },
    Remedy {
        says: &["deleted function", "deleted constructor"],
        languages: &[Cpp],
        edits: &[
            Swap("auto ", "auto& "),
            Swap("auto ", "auto &"),
            Swap("auto ", "const auto& "),
            Around("std::move(", ")"),
        ],
    },
    Remedy { says: &["absolute value function"], languages: &[C, Cpp], edits: &[Swap("abs(", "fabs(")] },
    Remedy { says: &["casting `&"], languages: &[Rust], edits: &[Before("*")] },
    Remedy { says: &["binary assignment operation"], languages: &[Rust], edits: &[Start("*")] },
    Remedy {
        says: &["expected trait, found builtin type"],
        languages: &[Rust],
        edits: &[Swap(", ", ", const "), Swap("<", "<const ")],
    },
    Remedy {
        says: &["expected a type, found a trait", "must include `dyn`"],
        languages: &[Rust],
        edits: &[Swap("<", "<dyn "), Swap("&", "&dyn "), Swap("<", "<impl ")],
    },
    Remedy {
        says: &["cannot be built from an iterator over elements of type `&"],
        languages: &[Rust],
        edits: &[
            Swap(".collect", ".copied().collect"),
            Swap(".collect", ".cloned().collect"),
            Swap(".iter()", ".into_iter()"),
        ],
    },
    Remedy { says: &["without trimming"], languages: &[Rust], edits: &[Swap(".parse", ".trim().parse")] },
    Remedy {
        says: &["unused `std::result", "unused `result", "must be used"],
        languages: &[Rust],
        edits: &[End("?"), End(".unwrap()"), Start("let _ = ")],
    },
    Remedy {
        says: &["promise", "await", "awaited", "coroutine"],
        languages: &[JavaScript, TypeScript, Python, Rust],
        edits: &[
            Before("await "),
            Behind(".await"),
            Start("async "),
            Swap("await ", ""),
            Swap("function", "async function"),
            Swap("(", "async ("),
            Swap("fn ", "async fn "),
        ],
    },
    Remedy {
        says: &["mutable", "behind a `&`", "cannot assign", "immutable"],
        languages: &[Rust],
        edits: &[
            Swap("let ", "let mut "),
            Swap("&self", "&mut self"),
            Swap("&", "&mut "),
            Swap("(self", "(mut self"),
            Swap("(", "(mut "),
            Swap(", ", ", mut "),
            Swap("|", "|mut "),
            Swap("iter()", "iter_mut()"),
            Swap("Some(", "Some(ref mut "),
        ],
    },
    Remedy {
        // Types of C and C++ have `const` in them, whatever a message is about.
        says: &[
            "constant",
            "non-const",
            "no-const-assign",
            "const-qualified",
            "const qualifier",
            "const' qualifier",
            "const’ qualifier",
            "const declaration",
            "const' declaration",
            "const member function",
            "of const type",
            "uninitialized ‘const",
            "reassignment to const",
            "read-only",
            "readonly",
            "read only",
            "final",
            "discards",
        ],
        languages: ALL,
        edits: &[
            Swap("const ", "let "),
            Swap("const ", "var "),
            Swap("const ", ""),
            Swap("final ", ""),
            Swap("readonly ", ""),
        ],
    },
    Remedy {
        says: &["discards", "marked const", "lose const", "loses qualifiers", "can be const", "made const"],
        languages: &[Cpp],
        edits: &[Swap(") {", ") const {")],
    },
    Remedy {
        says: &["moved value", "cannot move", "use of moved", "does not live long", "outlive"],
        languages: &[Rust],
        edits: &[
            Before("&"),
            Behind(".clone()"),
            Behind(".to_owned()"),
            Around("Arc::clone(&", ")"),
            Around("Rc::clone(&", ")"),
            Swap(".into_iter()", ".iter()"),
            Swap("|", "move |"),
            Swap("||", "move ||"),
            Swap(".unwrap()", ".as_ref().unwrap()"),
        ],
    },
    Remedy {
        says: &[
            "symbol:   method",
            "not a function",
            "callable",
            "non-function",
            "not a method",
            "called object",
        ],
        languages: ALL,
        edits: &[Swap("()", "")],
    },
    Remedy {
        says: &["not enough return values"],
        languages: &[Go],
        edits: &[End(", nil"), End(", err"), End("nil, err"), End(", true"), End(", false"), End(", 0")],
    },
    Remedy {
        says: &["too many return values"],
        languages: &[Go],
        edits: &[Swap(", nil", ""), Swap(", err", ""), Swap("nil, ", "")],
    },
    Remedy {
        says: &["none", "nonetype", "e711", "e712", "is not"],
        languages: &[Python],
        edits: &[Swap("== None", "is None"), Swap("!= None", "is not None")],
    },
    Remedy {
        says: &["literal"],
        languages: &[Python],
        edits: &[Swap(" is not ", " != "), Swap(" is ", " == ")],
    },
    Remedy { says: &["==="], languages: &[JavaScript, TypeScript], edits: &[Swap(" == ", " === ")] },
    Remedy { says: &["!=="], languages: &[JavaScript, TypeScript], edits: &[Swap(" != ", " !== ")] },
    Remedy { says: &["f-string"], languages: &[Python], edits: &[Swap("f\"", "\""), Swap("f'", "'")] },
    Remedy {
        says: &["equals", "string comparison", "compared using", "reference comparison"],
        languages: &[Java],
        edits: &[Equals],
    },
    Remedy {
        says: &["assignment mismatch", "unpack", "multiple-value", "single-value"],
        languages: &[Go],
        edits: &[
            Swap(" :=", ", err :="),
            Swap(" :=", ", _ :="),
            Swap(" :=", ", ok :="),
            Swap(" =", ", err ="),
            Swap(" =", ", _ ="),
            Swap(", err", ""),
            Swap(", _", ""),
            Swap(", ok", ""),
            Swap("_, ", ""),
        ],
    },
    Remedy { says: &["no new variables", "not used"], languages: &[Go], edits: &[Swap(":=", "=")] },
    Remedy {
        says: &["self", "positional argument"],
        languages: &[Python],
        edits: &[Swap("(", "(self, "), Swap("()", "(self)"), Swap("self, ", "")],
    },
    Remedy { says: &["call to 'print'"], languages: &[Python], edits: &[PrintCall] },
];

/// Messages that say what is wrong: much can be tried.
pub(super) const BROAD: &[Remedy] = &[
    Remedy {
        says: TYPES,
        languages: &[C, Cpp],
        edits: &[
            Before("&"),
            Before("*"),
            Declared("*"),
            Declared("&"),
            Swap("&", ""),
            Swap("*", ""),
            Swap("->", "."),
            Swap(".", "->"),
        ],
    },
    Remedy {
        says: TYPES,
        languages: &[Cpp],
        edits: &[
            Behind(".c_str()"),
            Behind(".get()"),
            Behind(".size()"),
            Around("std::to_string(", ")"),
            Around("std::stoi(", ")"),
            Around("std::move(", ")"),
        ],
    },
    Remedy {
        says: TYPES,
        languages: &[Rust],
        edits: &[
            Before("&"),
            Before("&mut "),
            Before("*"),
            Swap("&", ""),
            Swap("*", ""),
            Swap(";\n", "\n"),
            Behind(".clone()"),
            Behind(".to_string()"),
            Behind(".to_owned()"),
            Behind(".into()"),
            Behind(".as_str()"),
            Behind(".len()"),
            Behind("?"),
            Behind(".unwrap()"),
            Behind(" as f64"),
            Behind(" as i32"),
            Behind(" as i64"),
            Behind(" as u32"),
            Behind(" as u64"),
            Behind(" as usize"),
            Whole("Ok(", ")"),
            Whole("Some(", ")"),
            Whole("Err(", ")"),
            Swap("Ok(", "("),
            Swap("Some(", "("),
        ],
    },
    Remedy {
        says: TYPES,
        languages: &[Go],
        edits: &[
            Before("&"),
            Before("*"),
            Swap("&", ""),
            Swap("*", ""),
            Around("string(", ")"),
            Around("int(", ")"),
            Around("int64(", ")"),
            Around("float64(", ")"),
            Around("[]byte(", ")"),
            Around("strconv.Itoa(", ")"),
            Around("len(", ")"),
            Behind(".String()"),
            Behind(".Error()"),
        ],
    },
    Remedy {
        says: TYPES,
        languages: &[Java],
        edits: &[
            Before("(int) "),
            Before("(long) "),
            Before("(double) "),
            Around("String.valueOf(", ")"),
            Around("Integer.parseInt(", ")"),
            Around("Double.parseDouble(", ")"),
            Around("List.of(", ")"),
            Behind(".toString()"),
            Behind(".length()"),
            Behind(".size()"),
            Behind(".get()"),
            Behind(".intValue()"),
        ],
    },
    Remedy {
        says: TYPES,
        languages: &[JavaScript, TypeScript],
        edits: &[
            Before("await "),
            Before("!"),
            Around("Number(", ")"),
            Around("String(", ")"),
            Around("[", "]"),
            Behind(".toString()"),
            Behind(".length"),
            Behind("!"),
            Swap("string", "number"),
            Swap("number", "string"),
        ],
    },
    Remedy {
        says: TYPES,
        languages: &[Python],
        edits: &[
            Around("str(", ")"),
            Around("int(", ")"),
            Around("float(", ")"),
            Around("len(", ")"),
            Around("list(", ")"),
            Around("[", "]"),
        ],
    },
    Remedy {
        says: &["makes pointer from", "incompatible type for argument", "‘*’ (have", "to unary `*`"],
        languages: &[C, Cpp],
        edits: &[Before("&")],
    },
    Remedy { says: &["makes integer from"], languages: &[C, Cpp], edits: &[Before("*"), Declared("*")] },
    Remedy {
        says: &["pointer", "‘->’", "'->'", "request for member", "member reference"],
        languages: &[C, Cpp],
        edits: &[Swap("->", "."), Swap(".", "->")],
    },
    Remedy {
        says: &["found for enum `option", "found for enum `result", "found for enum `std", "`?`"],
        languages: &[Rust],
        edits: &[
            Behind("?"),
            Behind(".unwrap()"),
            Swap(".", "?."),
            Swap(".", ".unwrap()."),
            Start("let _ = "),
            Swap("?", ""),
        ],
    },
    Remedy {
        says: &["possibly", "null", "nullable", "nullish", "undefined", "optional"],
        languages: &[JavaScript, TypeScript],
        edits: &[Swap(".", "?."), Swap(".", "!."), Behind("!"), Behind(" ?? []"), Behind(" ?? 0")],
    },
    Remedy {
        says: &[
            "symbol:   variable",
            "value of method",
            "not a field",
            "is a method",
            "member function",
            "forget the",
            "method ",
        ],
        languages: ALL,
        edits: &[Behind("()")],
    },
    Remedy {
        says: &["argument", "parameter", "cannot be applied to"],
        languages: ALL,
        edits: &[DropArgument],
    },
    Remedy { says: &["return"], languages: ALL, edits: &[Start("return ")] },
    Remedy {
        says: &["found `()`", "expected `()`", "mismatched types"],
        languages: &[Rust],
        edits: &[Swap(";\n", "\n"), End(";"), Start("return ")],
    },
    Remedy {
        says: &["unexpected return value", "missing return type", "void"],
        languages: &[Java, C, Cpp, TypeScript],
        edits: &[
            Swap("void ", "int "),
            Swap("void ", "String "),
            Swap("void ", "boolean "),
            Swap("void ", "bool "),
            Swap("void ", "double "),
            Swap("void ", "long "),
        ],
    },
    Remedy {
        says: &["static"],
        languages: &[Java],
        edits: &[
            Swap("public ", "public static "),
            Swap("private ", "private static "),
            Swap("static ", ""),
            Swap("this.", ""),
        ],
    },
    Remedy {
        says: &["format", "directive", "placeholder", "printf", "verb"],
        languages: &[C, Cpp, Go, Java, Python],
        edits: &[Format],
    },
    Remedy {
        says: &["range", "iteration", "no field or method", "cannot use", "invalid operation"],
        languages: &[Go],
        edits: &[Swap("for ", "for _, "), Swap("for _, ", "for ")],
    },
    Remedy {
        says: &["unpack", "iterable", "subscript"],
        languages: &[Python],
        edits: &[Behind(".items()"), Around("enumerate(", ")"), Around("range(", ")")],
    },
];

#[cfg(test)]
mod tests {
    use super::super::{Marked, advised};
    use super::*;
    use crate::rewrites::texts_of;

    fn asked(language: Language, code: &str, message: &str) -> Vec<String> {
        texts_of(advised(&Marked::new(code, 0, 0).unwrap(), language, Some(message), |_| false))
    }

    #[test]
    fn const_in_a_type_asks_for_nothing() {
        for (language, code, with, without) in [
            (
                C,
                "if (use(item)) {\n",
                "passing 'struct foo' to parameter of incompatible type 'const struct foo *'; take the address with &",
                "passing 'struct foo' to parameter of incompatible type 'struct foo *'; take the address with &",
            ),
            (
                Cpp,
                "for (int i = 0; i < 3; i++) { g(text); }\n",
                "invalid conversion from ‘const char*’ to ‘int’ [-fpermissive]",
                "invalid conversion from ‘char*’ to ‘int’ [-fpermissive]",
            ),
        ] {
            let found = asked(language, code, with);
            assert!(found.len() > 1 && !found.iter().any(|edit| edit.contains(") const {")), "{found:?}");
            assert_eq!(found, asked(language, code, without));
        }
        let expected = "if (use(&item)) {\n".to_owned();
        assert!(asked(C, "if (use(item)) {\n", "incompatible type 'const struct foo *'").contains(&expected));
    }

    #[test]
    fn messages_about_const_ask_for_it() {
        for (language, code, message, expected) in [
            (C, "const int a = 0;\n", "assignment of read-only variable ‘a’", "int a = 0;\n"),
            (
                C,
                "const int a = 0;\n",
                "cannot assign to variable 'a' with const-qualified type 'const int'",
                "int a = 0;\n",
            ),
            (Cpp, "const int a;\n", "uninitialized ‘const a’ [-fpermissive]", "int a;\n"),
            (
                Cpp,
                "void f(const A& a) {\n",
                "passing ‘const A’ as ‘this’ argument discards qualifiers [-fpermissive]",
                "void f(A& a) {\n",
            ),
            (
                Cpp,
                "int size() {\n",
                "'this' argument to member function 'size' has type 'const A', but function is not marked const",
                "int size() const {\n",
            ),
            (
                Cpp,
                "int size() {\n",
                "Technically the member function 'A::size' can be const.",
                "int size() const {\n",
            ),
            (JavaScript, "const a;\n", "Missing initializer in const declaration", "let a;\n"),
            (TypeScript, "const a: A;\n", "'const' declarations must be initialized.", "let a: A;\n"),
            (TypeScript, "const a = 0;\n", "Cannot assign to 'a' because it is a constant.", "let a = 0;\n"),
            (Java, "final int a = 0;\n", "cannot assign a value to final variable a", "int a = 0;\n"),
        ] {
            let found = asked(language, code, message);
            assert!(found.contains(&expected.to_owned()), "{message}: {found:?}");
        }
    }
}

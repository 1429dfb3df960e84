//! What Python is handed instead of a function or a class, or instead of what these give.

use crate::{
    arguments::ArgumentList,
    names::{is_part, last_word},
    outline::python::{closing, parts},
    rewrites::Rewrites,
};

/// What makes a value when it is asked for, for the value: `defaultdict(list)` for `defaultdict([])`.
pub(crate) fn factories(edits: &mut Rewrites<'_>, code: &str) {
    for call in ["defaultdict(", "default_factory="] {
        for (at, _) in code.match_indices(call) {
            let start = at + call.len();
            let rest = &code[start..];
            let inner = parts(&rest[..closing(rest).unwrap_or(rest.len())]);
            let Some(argument) = inner.first().copied().filter(|argument| rest.starts_with(argument)) else {
                continue;
            };
            let made = match argument {
                "[]" => "list",
                "{}" => "dict",
                "0" => "int",
                "0.0" => "float",
                "\"\"" | "''" => "str",
                "False" => "bool",
                called => match called.strip_suffix("()") {
                    // What a function gives may be what makes a value; what makes an object is a class.
                    Some(class)
                        if matches!(
                            class,
                            "list" | "dict" | "set" | "int" | "deque" | "Counter" | "str" | "float"
                        ) || class.starts_with(char::is_uppercase) =>
                    {
                        class
                    }
                    _ => continue,
                },
            };
            edits.put_in(start..start + argument.len(), &[made]);
        }
    }
}

/// `with self.assertRaises(A):` for `with self.assertRaises(A, f(b)):`, and the function and its arguments where nothing is opened.
pub(crate) fn raises(edits: &mut Rewrites<'_>, code: &str, list: &ArgumentList) {
    let name = last_word(&code[..list.start - 1]);
    let is_raises = matches!(name, "assertRaises") || code[..list.start - 1].ends_with("pytest.raises");
    let &[(start, kind), (first, end)] = list.arguments.as_slice() else { return };
    let argument = &code[first..end];
    let is_class = code[start..kind].ends_with(is_part);
    let Some((function, rest)) = argument.split_once('(').filter(|_| is_raises && is_class) else { return };
    // What gives a function is called to be called.
    let gives_function =
        matches!(last_word(function), "partial" | "attrgetter" | "itemgetter" | "methodcaller");
    let is_call = function.chars().all(|letter| is_part(letter) || letter == '.')
        && !function.is_empty()
        && !gives_function;
    let Some(inner) = rest.strip_suffix(')').filter(|inner| is_call && closing(inner).is_none()) else {
        return;
    };
    if code.trim_start().starts_with("with ") {
        edits.put_in(kind..end, &[""]);
    } else {
        let comma = if inner.is_empty() { "" } else { ", " };
        edits.put_in(first..end, &[&format!("{function}{comma}{inner}")]);
    }
}

/// `Callable[[A, B], C]` for `Callable[A, B, C]`.
pub(crate) fn callables(edits: &mut Rewrites<'_>, code: &str) {
    for (at, open) in code.match_indices("Callable[") {
        let start = at + open.len();
        let Some(end) = closing(&code[start..]).map(|end| start + end) else { continue };
        let list = parts(&code[start..end]);
        let is_list = list.first().is_some_and(|first| {
            first.starts_with(['[', '.'])
                || first.starts_with("Concatenate")
                || first.len() == 1
                || first.contains("Param")
                || first.starts_with('P')
                || first.starts_with('*')
                || first.starts_with('_')
        });
        if is_list || list.is_empty() {
            continue;
        }
        if let Some((result, arguments)) = list.split_last().filter(|(_, arguments)| !arguments.is_empty()) {
            let arguments = arguments.join(", ");
            let arguments =
                arguments.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(&arguments);
            edits.put_in(start..end, &[&format!("[{arguments}], {result}")]);
        }
    }
}

//! Mistakes of Python that show in what the marked line stands in: a head that lacks something, a statement without an effect, a function that
//! calls itself for ever, a loop that ends too early.

use crate::{
    arguments::argument_lists,
    names::{first_word, is_part, last_word, leading, names},
    outline::python::{Near, Outline, closing, depth, has_name, is_chain, is_single, parts, sets},
    rewrites::Rewrites,
};

/// Functions that change nothing.
const PLAIN: [&str; 12] =
    ["abs", "float", "int", "isinstance", "len", "list", "max", "min", "range", "str", "sum", "ValueError"];

/// What a head lacks: a decorator, a parameter, `async`.
pub(super) fn bound(
    edits: &mut Rewrites<'_>,
    near: &Near<'_>,
    outline: &Outline<'_>,
    (start, line): (usize, &str),
) {
    let Some(rest) = line.strip_prefix("def ") else { return };
    let name = leading(rest);
    let Some((list, end)) =
        rest[name.len()..].strip_prefix('(').and_then(|rest| closing(rest).map(|end| (&rest[..end], end)))
    else {
        return;
    };
    let own = parts(list);
    let blank = &near.code[..start];
    let is_decorated =
        outline.above().lines().next_back().is_some_and(|line| line.trim_start().starts_with(['@', ')']));
    let body: Vec<&str> = near.below.iter().copied().take_while(|line| depth(line) > start).collect();
    let open = start + "def ".len() + name.len() + 1;
    let class = outline.class_name().filter(|_| start > 0);
    let bases = class.and_then(|class| outline.class(class)).map_or("", |(bases, _)| bases);
    if class.is_some()
        && own.first() == Some(&"cls")
        && !is_decorated
        && !bases.contains("type")
        && !bases.contains("Meta")
        && !name.starts_with("__")
        && !bases.contains("Schema")
        && !bases.contains("Model")
    {
        edits.put_in(0..0, &[&format!("{blank}@classmethod\n")]);
    }
    if name == "__exit__" && list == "self" {
        edits.put_in(
            open + end..open + end,
            &[", exc_type, exc, tb", ", exc_type, exc_value, traceback", ", *args"],
        );
    }
    let awaits = |line: &&str| {
        ["await ", "async for ", "async with "].iter().any(|word| {
            line.trim_start().starts_with(word)
                || line.contains(&format!(" {word}"))
                || line.contains(&format!("({word}"))
        })
    };
    let is_code = |line: &&str| !line.trim_start().starts_with('#') && !line.contains(['"', '\'', '`']);
    // What several lines say of the function is no code.
    let mut is_said = false;
    let mut code = body.iter().map(|line| line.split('#').next().unwrap_or_default()).filter(|line| {
        is_said ^= (line.matches("\"\"\"").count() + line.matches("'''").count()) % 2 == 1;
        !is_said
    });
    if code.any(|line| is_code(&line) && awaits(&line))
        && !body.iter().any(|line| line.contains("async def "))
        && !line.contains("async ")
    {
        edits.put_in(start..start, &["async "]);
    }
    // What runs as a test is called so.
    if bases.contains("TestCase")
        && list == "self"
        && !is_decorated
        && !name.starts_with(['_', 't'])
        && !name.starts_with("setUp")
        && !name.starts_with("assert")
        && name != "runTest"
        && body.iter().any(|line| line.contains("self.assert"))
        && outline.says(&format!("class {}", class.unwrap_or_default()))
        && outline.contains("def test_")
        && !outline.contains(&format!(".{name}"))
    {
        let at = open - 1 - name.len();
        edits.put_in(at..at, &["test_"]);
    }
    // A fixture is a parameter of the test.
    if name.starts_with("test_") && outline.contains("@pytest.fixture") {
        let lines: Vec<&str> = outline.lines().collect();
        for (at, _) in
            lines.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with("@pytest.fixture"))
        {
            let Some(head) =
                lines[at..].iter().take(4).find_map(|line| line.trim_start().strip_prefix("def "))
            else {
                continue;
            };
            let fixture = leading(head);
            let is_used =
                body.iter().any(|line| has_name(line, fixture) && line.contains(&format!("{fixture}.")))
                    && !body.iter().any(|line| sets(line, fixture));
            let is_other = outline.lines().any(|line| depth(line) == 0 && sets(line, fixture));
            if is_used && !is_other && !own.iter().any(|part| leading(part) == fixture) && !list.contains('*')
            {
                let text = if list.is_empty() { fixture.to_owned() } else { format!(", {fixture}") };
                edits.put_in(open + end..open + end, &[&text]);
            }
        }
    }
}

/// What does nothing as it stands: a name, a comparison, a program that is never waited for.
pub(super) fn alone(
    edits: &mut Rewrites<'_>,
    near: &Near<'_>,
    outline: &Outline<'_>,
    (start, line): (usize, &str),
) {
    let end = start + line.len();
    if start == 0 || !near.is_statement() {
        return;
    }
    if let Some((name, value)) = line.split_once(" == ")
        && is_chain(name)
        && matches!(value, "True" | "False" | "None")
    {
        edits.put_in(start + name.len()..start + name.len() + 4, &[" = "]);
    }
    // What was asked of an object, and not what was reckoned: that is given back rather.
    let is_called = near.above.iter().find(|above| sets(above, line)).is_some_and(|above| {
        let value = above.trim().strip_prefix(line).and_then(|rest| rest.strip_prefix(" = "));
        value.is_some_and(|value| {
            is_chain(value) && value.contains('.')
                || value.starts_with("lambda")
                || value.starts_with("getattr(")
        })
    });
    if near.head.is_some()
        && is_single(line)
        && is_called
        && !matches!(line, "break" | "continue" | "pass" | "return" | "raise" | "yield")
    {
        edits.put_in(end..end, &["()"]);
    }
    // A program that is asynchronous is run.
    let name = leading(line);
    let is_main =
        near.head.is_none() && near.heads().next().is_some_and(|(_, head)| head.contains("__main__"));
    if is_main
        && line.ends_with(')')
        && line[name.len()..].starts_with('(')
        && outline.function(name).is_some_and(|it| it.is_async)
        && outline.module("asyncio").is_some()
    {
        edits.put_in(start..end, &[&format!("asyncio.run({line})")]);
    }
}

/// A copy of what is changed while it is gone through.
pub(super) fn changed(edits: &mut Rewrites<'_>, near: &Near<'_>, (start, line): (usize, &str)) {
    let Some((targets, value)) =
        line.strip_prefix("for ").and_then(|rest| rest.strip_suffix(':')?.split_once(" in "))
    else {
        return;
    };
    let list = [".items()", ".keys()", ".values()"]
        .iter()
        .find_map(|call| value.strip_suffix(call))
        .unwrap_or(value);
    if !is_chain(list) {
        return;
    }
    let block: Vec<&str> = near.block().collect();
    let changes = |line: &str| {
        let line = line.trim();
        ["remove(", "discard(", "pop("].iter().any(|call| {
            line.strip_prefix(list)
                .is_some_and(|rest| rest.starts_with(&format!(".{call}")) && !rest.ends_with("pop()"))
        }) || line.strip_prefix("del ").is_some_and(|rest| {
            rest.strip_prefix(list).is_some_and(|rest| rest.starts_with('[') && !rest.contains(':'))
        })
    };
    let is_changed = block.iter().enumerate().any(|(at, line)| {
        changes(line)
            && !block[at + 1..]
                .iter()
                .take_while(|next| depth(next) >= depth(line))
                .any(|next| matches!(first_word(next), "break" | "return" | "raise"))
            && block.get(at + 1).is_none_or(|next| !matches!(first_word(next), "break" | "return" | "raise"))
    });
    let sets_again = block.iter().any(|line| sets(line, list));
    if is_changed && !sets_again && !targets.is_empty() {
        let at = start + line.len() - 1 - value.len();
        let mut ways = vec![format!("list({value})")];
        if list == value {
            ways.extend([format!("{value}[:]"), format!("{value}.copy()")]);
        }
        for way in ways {
            edits.put_in(at..at + value.len(), &[&way]);
        }
    }
}

/// What calls itself for ever: a function with what it was given, a property that asks for itself.
pub(super) fn recursion(edits: &mut Rewrites<'_>, near: &Near<'_>, (start, line): (usize, &str)) {
    let Some((_, head)) = near.head.and_then(|head| head.split_once("def ")) else { return };
    let name = leading(head);
    let decorator = near.over.first().map_or("", |line| line.trim());
    let is_property = decorator == "@property" || decorator == format!("@{name}.setter");
    let own = format!("self.{name}");
    if is_property && head.contains("(self") {
        for (at, _) in line.match_indices(&own) {
            let after = &line[at + own.len()..];
            let is_whole =
                !after.starts_with(|it: char| is_part(it) || it == '(') && !line[..at].ends_with(is_part);
            let is_value =
                if decorator == "@property" { !after.starts_with(" = ") } else { after.starts_with(" = ") };
            if is_whole && is_value {
                let at = start + at + "self.".len();
                edits.put_in(at..at, &["_"]);
            }
        }
    }
    let taken = near.parameters();
    let plain: Vec<&str> = taken.iter().copied().filter(|name| !matches!(*name, "self" | "cls")).collect();
    if plain.is_empty() || near.head.is_some_and(|head| head.contains('*') || !head.ends_with(':')) {
        return;
    }
    for list in argument_lists(line, false) {
        let before = &line[..list.start - 1];
        let given: Vec<&str> = list.arguments.iter().map(|(from, to)| &line[*from..*to]).collect();
        let owner = before.strip_suffix(name).unwrap_or("?");
        let is_own = if taken.len() > plain.len() {
            owner.ends_with("self.") || owner.ends_with("cls.")
        } else {
            !owner.ends_with(|it| is_part(it) || it == '.' || it == '?')
        };
        if is_own
            && given == plain
            && !near.lines().any(|line| plain.iter().any(|name| sets(line, name)))
            && !near.lines().any(|line| line.contains("self.") && line.contains(" = "))
            && !near.lines().chain([line]).any(|line| is_elsewhere(line, name))
        {
            for (at, (_, to)) in list.arguments.iter().enumerate().take(2) {
                if at == 0 || given.len() < 3 {
                    edits.put_in(start + to..start + to, &[" - 1", "[1:]"]);
                }
            }
        }
    }
}

/// Whether a line may change what the next call of the same function finds: it changes what a list holds, asks somebody, waits.
fn is_elsewhere(line: &str, name: &str) -> bool {
    let is_call = |at: usize| {
        let called = leading_back(&line[..at]);
        !called.is_empty() && called != name && !PLAIN.contains(&called)
    };
    let is_attempt = ["try:", "except", "await ", "yield", "global ", "nonlocal ", "del "]
        .iter()
        .any(|word| line.trim_start().starts_with(word));
    is_attempt || line.contains("] = ") || line.match_indices('(').any(|(at, _)| is_call(at))
}

/// The name that a text ends with.
fn leading_back(text: &str) -> &str {
    &text[text.trim_end_matches(is_part).len()..]
}

/// What is given back in a loop that has only begun: `return` stands one step too far in.
pub(super) fn early(edits: &mut Rewrites<'_>, near: &Near<'_>, (start, line): (usize, &str)) {
    let Some(value) = line.strip_prefix("return ") else { return };
    let Some((_, head)) = near.heads().next() else { return };
    let is_loop = head.trim_start().starts_with("for ") || head.trim_start().starts_with("while ");
    let is_last = near.below.first().is_none_or(|next| depth(next) < start);
    let own: Vec<&str> = names(value).map(|(_, name)| name).collect();
    let collects = |line: &&str| {
        let line = line.trim();
        own.iter().any(|name| {
            line.strip_prefix(name).is_some_and(|rest| {
                rest.starts_with(" += ")
                    || rest.starts_with(".append(")
                    || rest.starts_with(".add(")
                    || rest.starts_with(" *= ")
                    || rest.starts_with('[') && rest.contains("] = ")
            })
        })
    };
    let block = near.above.iter().take_while(|line| depth(line) >= start);
    if is_loop
        && is_last
        && block.clone().any(collects)
        && !near
            .above
            .iter()
            .take_while(|line| depth(line) >= start)
            .any(|line| names(line).any(|(_, word)| matches!(word, "continue" | "break")))
    {
        edits.put_in(depth(head)..start, &[""]);
    }
}

/// A value that stands for the wrong one in the document: the module's, a class for its object, a method that prints.
pub(super) fn given(
    edits: &mut Rewrites<'_>,
    near: &Near<'_>,
    outline: &Outline<'_>,
    (start, line): (usize, &str),
) {
    let end = start + line.len();
    let head = near.head.unwrap_or_default();
    let name = head.split_once("def ").map_or("", |(_, rest)| leading(rest));
    if matches!(name, "__str__" | "__repr__" | "__format__")
        && let Some(inner) = line.strip_prefix("print(").and_then(|rest| rest.strip_suffix(')'))
        && near.below.is_empty()
        && !near.lines().any(|line| line.trim().starts_with("return"))
    {
        edits.put_in(start..end, &[&format!("return {inner}")]);
    }
    let is_manager = near
        .over
        .first()
        .is_some_and(|line| matches!(line.trim(), "@contextmanager" | "@contextlib.contextmanager"));
    if is_manager
        && !near.lines().any(|line| line.contains("yield"))
        && (line == "return" || line.starts_with("return "))
        && near.lines().any(|line| line.trim() == "finally:" || line.trim() == "try:")
    {
        edits.put_in(start..start + "return".len(), &["yield"]);
    }
    // An object of the class is meant where it is asked for more.
    if let Some((target, class)) = line.split_once(" = ")
        && let Some(field) = target.strip_prefix("self.").filter(|field| is_single(field))
        && is_single(class)
        && class.starts_with(char::is_uppercase)
        && class.chars().any(char::is_lowercase)
        && outline.class(class).is_some()
        && !["class", "type", "cls", "factory", "kind", "model", "handler", "schema", "maker"]
            .iter()
            .any(|word| field.to_lowercase().contains(word))
        && !outline.contains(&format!("self.{field}("))
        && !outline.contains(&format!("isinstance({field}"))
        // It is asked for what an object does.
        && outline.lines().any(|line| {
            line.split_once(&format!("self.{field}.")).is_some_and(|(_, rest)| {
                let method = leading(rest);
                rest[method.len()..].starts_with('(') && outline.contains(&format!("def {method}(self"))
            })
        })
        && outline.maker(class).is_none_or(|maker| maker.parameters.iter().all(|it| it.has_default))
        && !outline.is_enumeration(class)
    {
        edits.put_in(end..end, &["()"]);
    }
    // A name of the module that the function changes.
    if let Some((target, _)) =
        ["+=", "-=", "*=", "/="].iter().find_map(|sign| line.split_once(&format!(" {sign} ")))
        && is_single(target)
        && head.ends_with(':')
        && !near.parameters().contains(&target)
        && !near.lines().any(|line| sets(line, target))
        && !near.over.iter().take_while(|line| depth(line) > 0).any(|line| sets(line, target))
        && outline.lines().any(|line| line.strip_prefix(target).is_some_and(|rest| rest.starts_with(" = ")))
        && last_word(head.split('(').next().unwrap_or_default()) != target
    {
        edits.put_in(0..0, &[&format!("{}global {target}\n", &near.code[..start])]);
    }
}

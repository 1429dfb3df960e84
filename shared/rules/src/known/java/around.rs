//! Mistakes of Java that show in what stands around a line: a value that is lost, what is never done, what is declared otherwise.

use super::super::REACH;
use super::algorithms;
use crate::{
    arguments::argument_lists,
    marked::Marked,
    names::{first_word, is_part, last_word, names},
    outline::java::type_in,
    rewrites::Rewrites,
};

/// Lines around that are looked through.
const MOST_LINES: usize = 60;

/// A line and what stands around it.
pub(super) struct Around<'a> {
    pub(super) code: &'a str,
    /// The line without the blanks around it, and how far in it stands.
    pub(super) line: &'a str,
    pub(super) start: usize,
    pub(super) above: &'a str,
    pub(super) below: &'a str,
}

impl<'a> Around<'a> {
    /// The lines above that have something in them, the nearest first.
    pub(super) fn lines_above(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.above.lines().rev().filter(|line| !line.trim().is_empty()).take(MOST_LINES)
    }

    /// The lines below that have something in them.
    pub(super) fn lines_below(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.below.lines().filter(|line| !line.trim().is_empty()).take(MOST_LINES)
    }

    /// The rest of the block that the line is in.
    pub(super) fn rest(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let start = self.start;
        self.lines_below().take_while(move |line| indentation(line) >= start)
    }

    /// The head of the method around, and the lines between, the nearest first.
    pub(super) fn method(&self) -> Option<(&'a str, Vec<&'a str>)> {
        let mut least = self.start;
        let mut between = Vec::new();
        for line in self.lines_above() {
            let depth = indentation(line);
            if depth < least {
                least = depth;
                let head = line.trim();
                let is_head = head.ends_with('{')
                    && head.contains('(')
                    && !head.contains(" = ")
                    && !head.contains("->")
                    && ![
                        "if",
                        "for",
                        "while",
                        "switch",
                        "try",
                        "catch",
                        "synchronized",
                        "else",
                        "do",
                        "return",
                    ]
                    .contains(&first_word(head.trim_start_matches("} ")));
                if is_head {
                    return Some((head, between));
                }
            }
            between.push(line);
        }
        None
    }

    /// The type that a name is declared with.
    pub(super) fn kind(&self, name: &str) -> &'a str {
        type_in(self.above, self.below, name).unwrap_or_default()
    }

    /// A line of its own in front of this one.
    pub(super) fn before(&self, edits: &mut Rewrites<'_>, line: &str) {
        edits.put_in(self.start..self.start, &[&[line, self.end(), &self.code[..self.start]].concat()]);
    }

    /// A line of its own behind this one.
    pub(super) fn behind(&self, edits: &mut Rewrites<'_>, line: &str) {
        let end = self.code.trim_end().len();
        edits.put_in(end..end, &[&[self.end(), &self.code[..self.start], line].concat()]);
    }

    fn end(&self) -> &'static str {
        if self.code.ends_with("\r\n") { "\r\n" } else { "\n" }
    }
}

/// How far in a line stands.
pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The marked line without such mistakes.
pub(super) fn put_right(edits: &mut Rewrites<'_>, marked: &Marked<'_>, code: &str) {
    let text = marked.text;
    let (start, end) = (marked.range.start, marked.range.end);
    let around = Around {
        code,
        line: code.trim(),
        start: indentation(code),
        above: &text[text.ceil_char_boundary(start.saturating_sub(REACH))..start],
        below: &text[end..text.floor_char_boundary(end.saturating_add(REACH))],
    };
    statements_of_jdbc(edits, &around);
    if around.line.is_empty() || around.line.contains('\n') || around.start >= code.trim_end().len() {
        return;
    }
    for rule in [
        kinds as fn(&mut Rewrites<'_>, &Around<'_>),
        arrays,
        given_back,
        read,
        matched,
        collected,
        asked_of_the_database,
        ended,
        lines_apart,
    ] {
        rule(edits, &around);
    }
    algorithms::put_right(edits, &around);
}

/// What holds a number is no number, and a `long` is no place: `a += b.get()`, `a[(int) b]`.
fn kinds(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let code = around.code;
    for (open, _) in code.match_indices('[') {
        let rest = &code[open + 1..];
        let index = first_word(rest);
        let is_array = code[..open].ends_with(|it| is_part(it) || it == ']') && !index.is_empty();
        if is_array && rest[index.len()..].starts_with(']') && around.kind(index) == "long" {
            let is_made = code[..open].trim_end_matches(is_part).ends_with("new ");
            if !is_made {
                edits.put_in(open + 1..open + 1, &["(int) "]);
            }
        }
    }
    if let Some((left, value)) = around.line.strip_suffix(';').and_then(|line| line.split_once(" += "))
        && left.chars().all(is_part)
        && value.chars().all(is_part)
        && matches!(around.kind(left), "int" | "long" | "double")
    {
        let kind = first_word(around.kind(value));
        let call = match kind {
            "Future" | "CompletableFuture" | "Supplier" | "AtomicInteger" | "AtomicLong" | "Optional" => {
                ".get()"
            }
            "String" if around.kind(left) == "int" => ".length()",
            _ => return,
        };
        let end = code.trim_end().len() - 1;
        edits.put_in(end..end, &[call]);
    }
}

/// What is printed of an array or of what has not come yet says nothing of what it holds.
fn arrays(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let code = around.code;
    for list in argument_lists(code, false) {
        let &[(start, end)] = list.arguments.as_slice() else { continue };
        let (callee, value) = (&code[..list.start - 1], &code[start..end]);
        let is_name = value.chars().all(is_part) && value.starts_with(char::is_alphabetic);
        let is_printed = ["out.println", "out.print", "err.println", "String.valueOf"]
            .iter()
            .any(|it| callee.ends_with(it));
        if is_printed && is_name {
            let kind = around.kind(value);
            if matches!(first_word(kind), "Future" | "CompletableFuture") && !kind.ends_with("[]") {
                edits.put_in(end..end, &[".get()", ".join()"]);
            }
            if kind.ends_with("[][]") {
                edits.put_in(start..end, &[&format!("Arrays.deepToString({value})")]);
            } else if kind.ends_with("[]") && kind != "char[]" {
                edits.put_in(start..end, &[&format!("Arrays.toString({value})")]);
            }
        }
        // An array of arrays.
        if callee.ends_with("Arrays.toString") {
            let method = value.split('(').next().unwrap_or_default();
            let is_table = if is_name {
                around.kind(value).ends_with("[][]")
            } else {
                method.chars().all(is_part)
                    && value.ends_with(')')
                    && [around.above, around.below]
                        .iter()
                        .any(|text| text.contains(&format!("[][] {method}(")))
            };
            if is_table {
                let at = callee.len() - "toString".len();
                edits.put_in(at..callee.len(), &["deepToString"]);
            }
        }
    }
}

/// A method that gives something gives it at the end.
fn given_back(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some(next) = around.lines_below().next() else { return };
    let is_last = next.trim() == "}" && indentation(next) < around.start && around.line.ends_with([';', '}']);
    if !is_last || ["return", "throw", "break", "continue"].contains(&first_word(around.line)) {
        return;
    }
    let Some((head, body)) = around.method() else { return };
    // The line is the method's own, and not one of a block in it.
    let is_own = around
        .lines_above()
        .find(|line| indentation(line) < around.start)
        .is_some_and(|line| line.trim() == head && indentation(line) == indentation(next));
    let before = head.split('(').next().unwrap_or_default();
    let mut words = before.split_whitespace().filter(|word| {
        !["public", "private", "protected", "static", "final", "synchronized", "abstract", "default"]
            .contains(word)
    });
    let (Some(kind), Some(_), None) = (words.next(), words.next(), words.next()) else { return };
    if !is_own || matches!(kind, "void" | "new" | "class" | "}") || head.contains(" class ") {
        return;
    }
    let gives =
        |line: &&&str| line.contains("return") || line.contains("throw ") || line.contains("while (true)");
    if body.iter().any(|line| gives(&line)) || around.line.contains("exit(") || around.line.ends_with('}') {
        return;
    }
    let class = around.above.rsplit("class ").next().map(first_word).unwrap_or_default();
    if first_word(kind) == class {
        around.behind(edits, "return this;");
    }
    for line in &body {
        if let Some(rest) = line.trim().strip_prefix(kind).and_then(|rest| rest.strip_prefix(' ')) {
            let name = first_word(rest);
            if !name.is_empty()
                && rest[name.len()..].trim_start().starts_with(['=', ';'])
                && indentation(line) == around.start
            {
                around.behind(edits, &format!("return {name};"));
            }
        }
    }
}

/// The end of a line is read, too, before the next one is.
fn read(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some((declared, value)) = around.line.split_once(" = ") else { return };
    let Some((owner, call)) = value.split_once(".next") else { return };
    let is_number = ["Int();", "Double();", "Long();"].contains(&call);
    if !is_number || !owner.chars().all(is_part) || !declared.contains(' ') {
        return;
    }
    let asked = format!("{owner}.");
    let mut uses = around.rest().filter(|line| line.contains(&asked));
    let line_call = format!("{owner}.nextLine()");
    let Some(next) = uses.next().filter(|next| next.contains(&line_call)) else { return };
    if next.trim() != format!("{line_call};") && !next.contains(&format!("{owner}.has")) {
        around.behind(edits, &format!("{line_call};"));
        let kind = if call.starts_with("Int") {
            "Integer.parseInt"
        } else if call.starts_with('D') {
            "Double.parseDouble"
        } else {
            "Long.parseLong"
        };
        let start = around.start + declared.len() + " = ".len();
        edits.put_in(start..around.code.trim_end().len() - 1, &[&format!("{kind}({line_call})")]);
    }
}

/// A pattern has to be looked for before its groups are asked for.
fn matched(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let code = around.code;
    for (at, _) in code.match_indices(".group(") {
        let start = code[..at].trim_end_matches(is_part).len();
        let name = &code[start..at];
        let made = format!("Matcher {name} = ");
        let Some((_, between)) = around.above.rsplit_once(&made).filter(|_| !name.is_empty()) else {
            continue;
        };
        let searched =
            [".find(", ".matches(", ".lookingAt(", ".results("].map(|call| format!("{name}{call}"));
        if searched.iter().any(|call| between.contains(call) || code.contains(call.as_str()))
            || between.lines().count() > 8
        {
            continue;
        }
        let (outer, end) = (&code[..around.start], around.end());
        let step = if outer.starts_with('\t') { "\t" } else { "    " };
        let is_loop = around
            .lines_above()
            .find(|line| indentation(line) < around.start)
            .is_some_and(|line| ["for ", "while "].iter().any(|word| line.trim().starts_with(word)));
        let leave = if is_loop { "continue;" } else { "return null;" };
        for call in ["matches", "find"] {
            around.before(edits, &format!("if (!{name}.{call}()) {{{end}{outer}{step}{leave}{end}{outer}}}"));
            if around.line.starts_with("if (") {
                let inside = around.start + "if (".len();
                edits.put_in(inside..inside, &[&format!("{name}.{call}() && ")]);
            }
        }
        return;
    }
}

/// What is put into a list and collected anew is emptied: `a.add(b.toString());` in a loop that goes on to append to `b`.
fn collected(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some(name) = around.line.strip_suffix(".toString());").map(last_word).filter(|name| !name.is_empty())
    else {
        return;
    };
    if !around.line.contains(".add(") || first_word(around.kind(name)) != "StringBuilder" {
        return;
    }
    let depth =
        around.lines_above().find(|line| line.contains(&format!("StringBuilder {name} = "))).map(indentation);
    let is_loop = depth.is_some_and(|depth| {
        depth < around.start
            && around
                .lines_above()
                .take_while(|line| !line.contains(&format!("StringBuilder {name} = ")))
                .any(|line| {
                    indentation(line) == depth
                        && line.trim().starts_with(['f', 'w'])
                        && line.trim().ends_with('{')
                })
            && around
                .lines_below()
                .take_while(|line| indentation(line) > depth)
                .any(|line| line.contains(&format!("{name}.append(")))
    });
    // Prefixes are put down one by one, and not where a part ends.
    let is_end = around.lines_below().next().is_some_and(|line| line.trim().starts_with('}'))
        && around.lines_above().find(|line| indentation(line) < around.start).is_some_and(|line| {
            line.trim().starts_with("if (") || line.trim().starts_with("} else") || line.trim().ends_with(':')
        });
    let resets = [".setLength(", " = new", ".delete"].map(|reset| format!("{name}{reset}"));
    let depth = depth.unwrap_or_default();
    let is_reset = around
        .lines_above()
        .take_while(|line| !line.contains(&format!("StringBuilder {name} = ")))
        .chain(around.lines_below().take_while(|line| indentation(line) > depth))
        .any(|line| resets.iter().any(|reset| line.contains(reset.as_str())));
    if is_loop && is_end && !is_reset {
        around.behind(edits, &format!("{name}.setLength(0);"));
    }
}

/// Parameters of statements are counted from one.
fn statements_of_jdbc(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let code = around.code;
    let is_of = |name: &str, class: &str| around.above.contains(&format!("{class} {name} "));
    let mut whole = code.to_owned();
    let mut places = Vec::new();
    for list in argument_lists(code, false) {
        let callee = &code[..list.start - 1];
        let method = last_word(callee);
        let owner = callee
            .strip_suffix(method)
            .and_then(|it| it.strip_suffix('.'))
            .map(last_word)
            .unwrap_or_default();
        let is_set = method.starts_with("set") && is_of(owner, "PreparedStatement");
        let is_get = method.starts_with("get") && is_of(owner, "ResultSet");
        if let Some(&(start, end)) = list.arguments.first().filter(|_| is_set || is_get)
            && let Ok(number) = code[start..end].parse::<u32>()
        {
            places.push((start, end, number));
        }
    }
    if !places.iter().any(|(.., number)| *number == 0) {
        return;
    }
    for (start, end, number) in places.iter().rev() {
        whole.replace_range(*start..*end, &(number + 1).to_string());
    }
    edits.put_in(0..code.len(), &[&whole]);
}

/// What is filled in below stands as a question mark: `"… = ?"` for `"… = " + a`.
fn asked_of_the_database(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let code = around.code;
    let Some((before, rest)) = code.split_once("= \" + ").or_else(|| code.split_once("= '\" + ")) else {
        return;
    };
    let is_query = ["SELECT ", "UPDATE ", "DELETE ", "select ", "update ", "delete "]
        .iter()
        .any(|word| before.contains(word));
    let value = first_word(rest);
    let is_filled =
        around.rest().take(12).any(|line| line.contains(".set") && line.contains(&format!("(1, {value})")));
    if is_query && is_filled {
        let behind = rest[value.len()..].strip_prefix(" + \"'\"").unwrap_or(&rest[value.len()..]);
        edits.put_in(0..code.len(), &[&format!("{before}= ?\"{behind}")]);
    }
}

/// Threads that work for a method end with it: `pool.shutdown();` at its end.
fn ended(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let is_last = around
        .lines_below()
        .next()
        .is_some_and(|line| line.trim() == "}" && indentation(line) < around.start);
    if !is_last || !around.line.ends_with(';') {
        return;
    }
    let Some((_, body)) = around.method() else { return };
    for line in body.iter().filter(|line| indentation(line) == around.start) {
        let Some((declared, made)) = line.trim().split_once(" = ") else { continue };
        let Some(name) =
            declared.strip_prefix("ExecutorService ").filter(|_| made.starts_with("Executors.new"))
        else {
            continue;
        };
        let others = body.iter().filter(|other| other.contains(name) && *other != line);
        let is_ended = others.clone().any(|other| other.contains(".shutdown") || other.contains(".close"));
        let is_given = others
            .clone()
            .any(|other| other.contains(&format!("({name})")) || other.contains(&format!(" {name};")));
        let is_used = others
            .clone()
            .any(|other| [".submit(", ".execute(", ".invokeAll("].iter().any(|call| other.contains(call)));
        if is_used && !is_ended && !is_given && !names(around.line).any(|(_, other)| other == name) {
            around.before(edits, &format!("{name}.shutdown();"));
            if !matches!(first_word(around.line), "return" | "throw") {
                around.behind(edits, &format!("{name}.shutdown();"));
            }
        }
    }
}

/// Lines that are written one by one end: `out.newLine();` behind `out.write(line);`.
fn lines_apart(edits: &mut Rewrites<'_>, around: &Around<'_>) {
    let Some((name, rest)) = around.line.split_once(".write(").filter(|_| around.line.ends_with(");")) else {
        return;
    };
    let Some(head) = around.lines_above().find(|line| indentation(line) < around.start).map(str::trim) else {
        return;
    };
    let is_of_lines =
        ["(String line : ", "(String row : ", "(String entry : "].iter().any(|word| head.contains(word));
    let ends = |text: &str| text.contains("newLine") || text.contains("\\n") || text.contains("eparator");
    let is_ended = ends(rest) || around.rest().take(4).any(ends) || around.lines_above().take(4).any(ends);
    if is_of_lines && !is_ended && first_word(around.kind(name)) == "BufferedWriter" {
        around.behind(edits, &format!("{name}.newLine();"));
    }
}

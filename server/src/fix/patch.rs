//! Unified diffs as `git apply` reads them: git's header and quoting, bytes as they are in the files.

use std::fmt::Write as _;

use similar::{Algorithm, DiffTag, capture_diff_slices, group_diff_ops, udiff::UnifiedHunkHeader};

/// Lines around a change by which git finds its place.
const CONTEXT_LINES: usize = 3;

/// The patch that makes `new` of `old`, a file with this name; empty when they are equal.
pub(super) fn patch(name: &[u8], old: &str, new: &str) -> Vec<u8> {
    // Only `\n` ends a line for git, so that a CR is part of its line.
    let olds: Vec<&str> = old.split_inclusive('\n').collect();
    let news: Vec<&str> = new.split_inclusive('\n').collect();
    let hunks = group_diff_ops(capture_diff_slices(Algorithm::Myers, &olds, &news), CONTEXT_LINES);
    if old == new {
        return Vec::new();
    }
    let mut patch = header(name);
    for hunk in hunks {
        patch.extend_from_slice(format!("{}\n", UnifiedHunkHeader::new(&hunk)).as_bytes());
        for operation in &hunk {
            let old_sign = if operation.tag() == DiffTag::Equal { b' ' } else { b'-' };
            lines(&mut patch, old_sign, &olds[operation.old_range()]);
            if operation.tag() != DiffTag::Equal {
                lines(&mut patch, b'+', &news[operation.new_range()]);
            }
        }
    }
    patch
}

fn lines(patch: &mut Vec<u8>, sign: u8, lines: &[&str]) {
    for line in lines {
        patch.push(sign);
        patch.extend_from_slice(line.as_bytes());
        if !line.ends_with('\n') {
            patch.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}

fn header(name: &[u8]) -> Vec<u8> {
    let (old, new) = (quoted(b"a/", name), quoted(b"b/", name));
    // Behind a name with a space git writes a tab, so that nobody takes a part of the name for a date.
    let end: &[u8] = if name.contains(&b' ') { b"\t\n" } else { b"\n" };
    [b"diff --git ", &*old, b" ", &*new, b"\n--- ", &*old, end, b"+++ ", &*new, end].concat()
}

/// A name as git writes it: in quotes with C's escapes when it holds anything but printable ASCII.
fn quoted(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if name.iter().all(is_plain) {
        return [prefix, name].concat();
    }
    let mut text = format!("\"{}", String::from_utf8_lossy(prefix));
    for byte in name {
        match byte {
            0x07 => text.push_str("\\a"),
            0x08 => text.push_str("\\b"),
            b'\t' => text.push_str("\\t"),
            b'\n' => text.push_str("\\n"),
            0x0b => text.push_str("\\v"),
            0x0c => text.push_str("\\f"),
            b'\r' => text.push_str("\\r"),
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            byte if is_plain(byte) => text.push(char::from(*byte)),
            byte => {
                let _ = write!(text, "\\{byte:03o}");
            }
        }
    }
    text.push('"');
    text.into_bytes()
}

#[cfg(test)]
#[path = "patch_tests.rs"]
mod tests;

//! Slips of Java, undone.

use super::*;
use crate::{language::Language::Java, operands::operands, rewrites::texts_of};

#[test]
fn slips_of_java_are_undone() {
    for (code, expected) in [
        ("double liters = drops / 20;\n", "double liters = drops / 20.0;\n"),
        ("return cups / perTray;\n", "return (cups + perTray - 1) / perTray;\n"),
        ("int first = shelf * shelfSize;\n", "int first = (shelf - 1) * shelfSize;\n"),
        ("int half = (top + low) / 2;\n", "int half = top + (low - top) / 2;\n"),
        ("long area = rows * columns;\n", "long area = (long) rows * columns;\n"),
        ("price = ch - '0';\n", "price = price * 10 + (ch - '0');\n"),
        ("total += ch;\n", "total += ch - '0';\n"),
        ("crc += b;\n", "crc += (b & 0xff);\n"),
        ("if (day % 2 == 0 || day % 7 == 0) {\n", "if (day % 14 == 0) {\n"),
        ("clock(s / 3600, s / 60, s % 60);\n", "clock(s / 3600, s / 60 % 60, s % 60);\n"),
        ("q = new PriorityQueue<>(Collections.reverseOrder());\n", "q = new PriorityQueue<>();\n"),
        (
            "cups.sort((a, b) -> a.size - b.size);\n",
            "cups.sort((a, b) -> Integer.compare(a.size, b.size));\n",
        ),
        ("word = line.substring(at, 4);\n", "word = line.substring(at, at + 4);\n"),
        ("return name.substring(0, most) + \"..\";\n", "return name.substring(0, most - 2) + \"..\";\n"),
        ("return u == 0 ? v : f(v, u % v);\n", "return v == 0 ? u : f(v, u % v);\n"),
        ("return x == tray.x && y == tray.x;\n", "return x == tray.x && y == tray.y;\n"),
        ("for (int j = i; j < n; j++) {\n", "for (int j = i + 1; j < n; j++) {\n"),
        ("int longest = 0;\n", "int longest = Integer.MIN_VALUE;\n"),
        ("if (!owner.equals(name)) {\n", "if (owner == null || !owner.equals(name)) {\n"),
        ("if (open.pop() != c) {\n", "if (open.isEmpty() || open.pop() != c) {\n"),
        ("if (row[k] > row[k + 1]) {\n", "if (k + 1 < row.length && row[k] > row[k + 1]) {\n"),
        ("all.add(path);\n", "all.add(new ArrayList<>(path));\n"),
        ("this.cups = cups;\n", "this.cups = List.copyOf(cups);\n"),
        ("copy[k] = table[k];\n", "copy[k] = table[k].clone();\n"),
        ("price.thenApply(this::tip);\n", "price.thenCompose(this::tip);\n"),
        ("cups.remove(size);\n", "cups.remove(Integer.valueOf(size));\n"),
        ("public void pour() {\n", "public synchronized void pour() {\n"),
        ("    sort(cups, low, mid);\n", "    sort(cups, low, mid - 1);\n"),
    ] {
        let found = texts_of(java(code, &operands(code, Java)));
        assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
    }
}

#[test]
fn other_lines_of_java_stay() {
    for code in
        ["", "é", "    }\n", "break;\n", "String a = \"b\";\n", "é / 5é", "substring(é", "for (int j = é"]
    {
        assert_eq!(java(code, &operands(code, Java)), [], "{code}");
    }
}

//! Slips of Python's algorithms, and what undoes them.

use super::*;

#[test]
fn classical_slips_are_undone() {
    for (code, expected) in [
        ("with open(log, \"w\") as out:\n", "with open(log, \"a\") as out:\n"),
        ("    oldest = self.cups.popitem()\n", "    oldest = self.cups.popitem(last=False)\n"),
        ("        low = middle\n", "        low = middle + 1\n"),
        ("up = place // 2\n", "up = (place - 1) // 2\n"),
        ("child = 2 * place\n", "child = 2 * place + 1\n"),
        ("ways = [0] * total\n", "ways = [0] * (total + 1)\n"),
        ("if tries == most:\n", "if tries == most - 1:\n"),
        ("if 0 < row <= height:\n", "if 0 <= row < height:\n"),
        ("return rows[:n]\n", "return rows[-n:]\n"),
        ("part = rows[first:size]\n", "part = rows[first:first + size]\n"),
        ("for x in range(len(grid)):\n", "for x in range(len(grid[0])):\n"),
        ("pages = len(cups) // per\n", "pages = math.ceil(len(cups) / per)\n"),
        ("both = a * b / f(a, b)\n", "both = a * b // f(a, b)\n"),
        ("todo.append((cell, depth))\n", "todo.append((cell, depth + 1))\n"),
        ("return max(deep(a.one), deep(a.two))\n", "return 1 + max(deep(a.one), deep(a.two))\n"),
        ("few[n] = min(few[n], few[n - c])\n", "few[n] = min(few[n], few[n - c] + 1)\n"),
        ("first = sheet * size\n", "first = (sheet - 1) * size\n"),
        ("a = (n - low + by) % span\n", "a = (n - low + by) % span + low\n"),
        ("name, best = None, 0\n", "name, best = None, float(\"-inf\")\n"),
        ("self.parent = [0] * n\n", "self.parent = list(range(n))\n"),
        ("for letter in word:\n", "for letter in reversed(word):\n"),
        ("for w in range(cost, room + 1):\n", "for w in range(room, cost - 1, -1):\n"),
        ("while node:\n", "while node.next:\n"),
        ("a = sorted(b, key=len)\n", "a = sorted(b, key=len, reverse=True)\n"),
        ("heapq.heappush(top, n)\n", "heapq.heappush(top, -n)\n"),
        ("a = re.sub(r\"<(.+)>\", b, c)\n", "a = re.sub(r\"<(.+?)>\", b, c)\n"),
        ("a = r\"\\d+.\\d+\"\n", "a = r\"\\d+\\.\\d+\"\n"),
        ("if re.match(r\"x\", a):\n", "if re.search(r\"x\", a):\n"),
        ("tax = total * tax_percent\n", "tax = total * tax_percent / 100\n"),
        ("price *= discount(a)\n", "price *= 1 - discount(a)\n"),
        ("return left + value(right)\n", "return left + value(right)\n"),
        ("n = a.b + len(c)\n", "n = len(a.b) + len(c)\n"),
        ("n = len(a) - b\n", "n = len(a) - len(b)\n"),
        ("came[cell] = near\n", "came[near] = cell\n"),
        ("    put(tree.left, key)\n", "    tree.left = put(tree.left, key)\n"),
    ] {
        let found = classic(code);
        let is_found = found.contains(&expected.to_owned()) || code == expected;
        assert!(is_found, "{code}: {found:?}");
    }
}

#[test]
fn odd_lines_do_no_harm() {
    for code in [
        "",
        "é = 'in'\n",
        "pass\n",
        "print(a)\n",
        "[é",
        ".join( aé",
        "é[ü:",
        "len(é // ",
        "] * é",
        "for é in ü:\n",
        "\"w\" é",
    ] {
        assert!(!classic(code).contains(&code.to_owned()), "{code}");
    }
}

//! Lines of Java that are known to be wrong, and lines that only look like them.

use super::super::*;
use crate::rewrites::texts_of;

/// The line that begins with `>`, which is no part of it, without its mistake.
fn found(document: &str) -> Vec<String> {
    let line = document.lines().position(|line| line.starts_with('>')).unwrap_or_default();
    let text = match document.strip_prefix('>') {
        Some(text) => text.to_owned(),
        None => document.replacen("\n>", "\n", 1),
    };
    texts_of(mended(&Marked::new(&text, line, line).unwrap(), Java, |_| true))
}

#[test]
fn lines_of_java_are_mended() {
    for (document, expected) in [
        (">        float share = 0.5;\n", "        float share = 0.5f;"),
        (">        cups = new HashMap<>(16, 0.75);\n", "        cups = new HashMap<>(16, 0.75f);"),
        (">        wait(5_000_000_000);\n", "        wait(5_000_000_000L);"),
        (">        long year = 365 * 24 * 3600 * 1000;\n", "        long year = 365L * 24 * 3600 * 1000;"),
        (
            ">        if (price.equals(BigDecimal.ONE)) {\n",
            "        if (price.compareTo(BigDecimal.ONE) == 0) {",
        ),
        (">        double max = Double.MIN_VALUE;\n", "        double max = Double.NEGATIVE_INFINITY;"),
        (
            ">        name = name.replace(\"[^a-z]\", \"\");\n",
            "        name = name.replaceAll(\"[^a-z]\", \"\");",
        ),
        (">        parts = line.split(\"|\");\n", "        parts = line.split(\"\\\\|\");"),
        (">        line = \"=\" * width;\n", "        line = \"=\".repeat(width);"),
        (">        line = \"=\" * (width - 2) + end;\n", "        line = \"=\".repeat(width - 2) + end;"),
        (">        n = Math.min(a, b, c);\n", "        n = Math.min(Math.min(a, b), c);"),
        (
            ">        return y % 4 == 0 && y % 100 != 0 && y % 400 == 0;\n",
            "        return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);",
        ),
        (
            ">        return s.replace(\">\", \"&gt;\").replace(\"&\", \"&amp;\");\n",
            "        return s.replace(\"&\", \"&amp;\").replace(\">\", \"&gt;\");",
        ),
        (
            ">        return (char) ('A' + (c - 'a' + n) % 26);\n",
            "        return (char) ('a' + (c - 'a' + n) % 26);",
        ),
        (
            ">        cups.sort(Comparator.comparing(Cup.size));\n",
            "        cups.sort(Comparator.comparing(Cup::size));",
        ),
        (
            ">        n = Math.abs(cup.hashCode()) % rows;\n",
            "        n = Math.floorMod(cup.hashCode(), rows);",
        ),
        (">        int n = in.nextLine();\n", "        int n = in.nextInt();"),
    ] {
        let found = found(document);
        assert!(found.contains(&format!("{expected}\n")), "{document}: {found:?}");
    }
}

#[test]
fn lines_of_java_are_mended_by_what_stands_around() {
    for (document, expected) in [
        ("        long at = 1;\n>        used[at] = true;\n", "        used[(int) at] = true;"),
        (
            "        int sum = 0;\n        Future<Integer> part = f();\n>        sum += part;\n",
            "        sum += part.get();",
        ),
        (
            "        int[] cups = f();\n>        System.out.println(cups);\n",
            "        System.out.println(Arrays.toString(cups));",
        ),
        (
            "    int[][] table() {\n>        System.out.println(Arrays.toString(table()));\n",
            "        System.out.println(Arrays.deepToString(table()));",
        ),
        ("        int old = a;\n        a = b;\n>        b = a;\n", "        b = old;"),
        (
            "    void f() {\n        int shortest = 9;\n        for (;;) {\n            if (way < shortest) {\n>                name = way;\n            }\n        }\n",
            "                shortest = way;\n                name = way;",
        ),
        (
            "        while (at != null) {\n            last = at;\n            at = at.next;\n        }\n>        return at;\n",
            "        return last;",
        ),
        (
            "        taken[i] = true;\n        row.add(i);\n        go(row);\n>        row.remove(row.size() - 1);\n    }\n",
            "        row.remove(row.size() - 1);\n        taken[i] = false;",
        ),
        (
            "class Tray {\n    Tray put(Cup cup) {\n>        cups.add(cup);\n    }\n",
            "        cups.add(cup);\n        return this;",
        ),
        (
            "    int f() {\n        int sum = 0;\n>        sum += 2;\n    }\n",
            "        sum += 2;\n        return sum;",
        ),
        (
            ">        int n = in.nextInt();\n        String name = in.nextLine();\n",
            "        int n = in.nextInt();\n        in.nextLine();",
        ),
        (
            ">        int[] sorted = sizes.clone();\n        return sorted[0];\n",
            "        int[] sorted = sizes.clone();\n        Arrays.sort(sorted);",
        ),
        (
            "            sum += cups[i];\n            if (i >= wide) {\n>                sum -= cups[i];\n",
            "                sum -= cups[i - wide];",
        ),
        (
            "        Matcher m = p.matcher(line);\n>        if (m.group(1).isEmpty()) {\n",
            "        if (m.find() && m.group(1).isEmpty()) {",
        ),
        (
            "        StringBuilder word = new StringBuilder();\n        for (char c : line) {\n            if (c == ' ') {\n>                words.add(word.toString());\n            } else {\n                word.append(c);\n            }\n        }\n",
            "                words.add(word.toString());\n                word.setLength(0);",
        ),
        (
            "    boolean fits(String s) {\n        Deque<Character> open = f();\n        open.push(c);\n        open.pop();\n>        return true;\n    }\n",
            "        return open.isEmpty();",
        ),
    ] {
        let found = found(document);
        assert!(found.contains(&format!("{expected}\n")), "{document}: {found:?}");
    }
}

#[test]
fn classical_slips_of_java_are_mended() {
    for (document, expected) in [
        ("        ways.get(a).add(b);\n>        ways.get(b).add(b);\n", "        ways.get(b).add(a);"),
        (
            "        x = ring[(at + n) % ring.length];\n>        ring[at + n] = cup;\n",
            "        ring[(at + n) % ring.length] = cup;",
        ),
        (
            "        if (g[i][0] == c && g[i][1] == c) {\n            return true;\n        }\n>        if (g[i][0] == c && g[i][1] == c) {\n",
            "        if (g[0][i] == c && g[1][i] == c) {",
        ),
        ("        PreparedStatement s = f();\n>        s.setInt(0, size);\n", "        s.setInt(1, size);"),
        (
            ">        String q = \"SELECT a FROM cups WHERE size = \" + size;\n        s = c.prepareStatement(q);\n        s.setInt(1, size);\n",
            "        String q = \"SELECT a FROM cups WHERE size = ?\";",
        ),
        (
            "        int[] far = new int[n];\n>        far[0] = 0;\n        if (d < far[k]) {\n",
            "        Arrays.fill(far, Integer.MAX_VALUE);\n        far[0] = 0;",
        ),
        (
            ">        int[] next = cells;\n        next[0] = cells[1];\n",
            "        int[] next = cells.clone();",
        ),
        (
            "    boolean nearly(double a, double b) {\n>        return a == b;\n",
            "        return Math.abs(a - b) < 1e-9;",
        ),
        ("        } finally {\n>            key.lock();\n", "            key.unlock();"),
        (
            "        for (char c : s) {\n            if (c == old) {\n                n++;\n            } else {\n                out.append(old);\n                old = c;\n            }\n        }\n>        return out;\n    char old;\n",
            "        out.append(old);\n        return out;",
        ),
        (
            ">        int best = 0;\n        int now = cups[0];\n        best = Math.max(best, now);\n",
            "        int best = cups[0];",
        ),
        (
            ">        while (cups.size() < most) {\n            wait();\n        }\n        cups.add(cup);\n",
            "        while (cups.size() == most) {",
        ),
        (
            "    void f() {\n        ExecutorService pool = Executors.newFixedThreadPool(2);\n        pool.submit(task);\n>        log(\"done\");\n    }\n",
            "        pool.shutdown();\n        log(\"done\");",
        ),
        (
            "        BufferedWriter out = f();\n        for (String line : lines) {\n>            out.write(line);\n        }\n",
            "            out.write(line);\n            out.newLine();",
        ),
    ] {
        let found = found(document);
        assert!(found.contains(&format!("{expected}\n")), "{document}: {found:?}");
    }
}

#[test]
fn lines_of_java_that_are_right_stay() {
    for document in [
        ">        float share = 0.5f;\n",
        ">        double share = 0.75;\n",
        ">        cups = new HashMap<>(16, 0.75f);\n",
        ">        wait(5_000_000_000L);\n",
        ">        int n = 0xFFFFFFFF;\n",
        ">        double n = 5000000000.0;\n",
        ">        int n = -2147483648;\n",
        ">        long day = 24 * 3600 * 1000;\n",
        ">        long year = 365L * 24 * 3600 * 1000;\n",
        ">        assertTrue(price.equals(BigDecimal.ONE));\n",
        ">        double least = Double.MIN_VALUE;\n",
        ">        name = name.replace(\"[\", \"\");\n",
        ">        parts = line.split(\",\");\n",
        ">        n = Math.min(a, b);\n",
        ">        return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);\n",
        ">        return s.replace(\"&\", \"&amp;\").replace(\">\", \"&gt;\");\n",
        ">        return s.replace(\"&gt;\", \">\").replace(\"&amp;\", \"&\");\n",
        ">        return (char) ('A' + (c - 'a'));\n",
        ">        cups.sort(Comparator.comparing(Cup::size));\n",
        ">        cups.sort(Comparator.comparing(Orders.BY_SIZE));\n",
        ">        n = Math.abs(change) % rows;\n",
        ">        String s = in.nextLine();\n",
        "        int at = 1;\n>        used[at] = true;\n",
        "        long at = 1;\n>        used = new int[at];\n",
        "        char[] name = f();\n>        System.out.println(name);\n",
        "        int old = a;\n        a = b;\n>        b = old;\n",
        "            if (way < shortest) {\n                shortest = way;\n>                name = way;\n            }\n",
        "        while (at != null) {\n            at = at.next;\n        }\n>        return first;\n",
        "        row.add(i);\n        go(row);\n>        row.remove(row.size() - 1);\n    }\n",
        "class Tray {\n    void put(Cup cup) {\n>        cups.add(cup);\n    }\n",
        "class Tray {\n    Tray(Cup cup) {\n>        cups.add(cup);\n    }\n",
        "    int f() {\n        while (true) {\n>            n++;\n        }\n    }\n",
        "    int f() {\n        if (a) {\n            return 1;\n        }\n>        throw new Error();\n    }\n",
        ">        int n = in.nextInt();\n        int m = in.nextInt();\n",
        ">        int n = in.nextInt();\n        in.nextLine();\n        String name = in.nextLine();\n",
        ">        int[] sorted = sizes.clone();\n        Arrays.sort(sorted);\n",
        "        Matcher m = p.matcher(line);\n        if (!m.matches()) {\n            return;\n        }\n>        n = m.group(1);\n",
        "        ways.get(a).add(b);\n>        ways.get(b).add(a);\n",
        "class Tray {\n    void take(Tray other, int n) {\n        other.remove(n);\n>        put(n);\n    }\n    void put(int n) {\n",
        "        PreparedStatement s = f();\n>        s.setInt(1, 0);\n",
        "        List<Cup> s = f();\n>        s.set(0, cup);\n",
        "        int[] far = new int[n];\n        Arrays.fill(far, 9);\n>        far[0] = 0;\n        if (d < far[k]) {\n",
        ">        int[] next = cells;\n        return next;\n",
        "    boolean same(double a, double b) {\n>        return a == b;\n",
        "        try {\n>            key.lock();\n",
        ">        while (cups.size() == most) {\n            wait();\n        }\n        cups.add(cup);\n",
        "        BufferedWriter out = f();\n        for (String line : lines) {\n>            out.write(line + \"\\n\");\n        }\n",
        ">        if (clean.isEmpty()) {\n            return;\n        }\n        wash(clean.pop());\n",
        "    void f(int size, int max) {\n        if (size > max) {\n>            size = max;\n        }\n",
        "    Cup find(Cup at) {\n        while (at != null) {\n            if (at.n == n) {\n                return at;\n            }\n            last = at;\n            at = at.next;\n        }\n>        return at;\n",
        "        visited[i] = true;\n        row.add(i);\n        go(row);\n>        row.remove(row.size() - 1);\n    }\n",
        ">        int[] sorted = sizes.clone();\n        for (int i = 1; i < n; i++) {\n            sorted[i] = 1;\n        }\n",
        "    boolean mirrored(String s) {\n        Deque<Character> open = f();\n        for (char c : s) {\n            open.push(c);\n        }\n        for (char c : s) {\n            if (open.pop() != c) {\n                return false;\n            }\n        }\n>        return true;\n    }\n",
        ">        Object[] result = a;\n        result[i++] = x;\n        a[n] = null;\n",
        "        key.unlock();\n        try {\n            f();\n        } finally {\n>            key.lock();\n",
        "        while (at != null) {\n            if (at.left == null) {\n                out.add(at.n);\n                at = at.right;\n            }\n        }\n>        return out;\n    Cup at;\n",
        "    int part(int[] a, int low, int high) {\n        int pivot = a[(low + high) / 2];\n        while (i <= j) {\n            swap(a, i, j);\n        }\n>        return i;\n",
        "        StringBuilder path = new StringBuilder();\n        for (String part : parts) {\n            path.append(part);\n>            all.add(path.toString());\n            path.append(1);\n        }\n",
        "        StringBuilder word = new StringBuilder();\n        for (char c : line) {\n            word.setLength(0);\n            if (c == x) {\n>                words.add(word.toString());\n            } else {\n                word.append(c);\n            }\n        }\n",
        ">        path = path.replace(\"C:\\\\data\", name);\n",
        ">        line = line.replace(\"a\", \"b\").replace(\"\\\\\", \"\\\\\\\\\");\n",
        ">        super(16, 0.75);\n",
        ">    é[ö + ü] = ä;\n",
        ">    Arrays.toString(é\n",
    ] {
        assert_eq!(found(document), [] as [&str; 0], "{document}");
    }
}

//! Slips of well-known algorithms, one of each kind.

use super::*;
use crate::operands::operands;

#[test]
fn classic_slips_are_undone() {
    for (language, code, expected) in [
        (C, "    left = middle;\n", "    left = middle + 1;\n"),
        (C, "    right = mid;\n", "    right = mid - 1;\n"),
        (C, "for (i = 0; i < count; i++) {\n", "for (i = 0; i < count / 2; i++) {\n"),
        (C, "    swap(a[i], a[size - i]);\n", "    swap(a[i], a[size - 1 - i]);\n"),
        (C, "    int parent = at / 2;\n", "    int parent = (at - 1) / 2;\n"),
        (C, "    int left = 2 * at;\n", "    int left = 2 * at + 1;\n"),
        (C, "for (long m = p * p; m <= n; m++)\n", "for (long m = p * p; m <= n; m += p)\n"),
        (C, "    x = (x - 1) % W;\n", "    x = (x - 1 + W) % W;\n"),
        (C, "    n = n * 10 + *p++;\n", "    n = n * 10 + (*p++ - '0');\n"),
        (C, "    return c - 'A';\n", "    return c - 'A' + 10;\n"),
        (C, "    low = a < b ? c : b;\n", "    low = a < b ? a : b;\n"),
        (C, "    x = a ? (b == 1) : f(c, d);\n", "    x = a ? f(c, d) : (b == 1);\n"),
        (C, "    from = page * per_page;\n", "    from = (page - 1) * per_page;\n"),
        (C, "    return total / per_page;\n", "    return (total + per_page - 1) / per_page;\n"),
        (C, "    x = a * (1 - percent);\n", "    x = a * (1 - percent / 100.0);\n"),
        (C, "    n = strtol(s, NULL, 10);\n", "    n = strtol(s, NULL, 16);\n"),
        (C, "    mask |= 1 << n;\n", "    mask |= 1ULL << n;\n"),
        (C, "#define TWICE(x) (x * 2)\n", "#define TWICE(x) ((x) * 2)\n"),
        (C, "#define DROP(p) { free(p); p = 0; }\n", "#define DROP(p) do { free(p); p = 0; } while (0)\n"),
        (C, "    rest = -step();\n", "    rest -= step();\n"),
        (C, "    a[i - 1] = a[i];\n", "    a[i] = a[i - 1];\n"),
        (Cpp, "    a[i] = a[k];\n", "    std::swap(a[i], a[k]);\n"),
        (C, "    b = root(a);\n", "    b = root(b);\n"),
        (C, "    up[i] = 0;\n", "    up[i] = i;\n"),
        (C, "    size[a] += b;\n", "    size[a] += size[b];\n"),
        (C, "    s[n] = '\\0';\n", "    s[--n] = '\\0';\n"),
        (C, "    char *name = \"x\";\n", "    char name[] = \"x\";\n"),
        (C, "    put(t->left, n);\n", "    t->left = put(t->left, n);\n"),
        (C, "if (x < 0 || x > w || y >= h)\n", "if (x < 0 || x >= w || y >= h)\n"),
        (C, "typedef int *op(int);\n", "typedef int (*op)(int);\n"),
        (C, "p(\"%2d:%2d\", a, b);\n", "p(\"%02d:%02d\", a, b);\n"),
        (C, "p(s / 3600, s / 60);\n", "p(s / 3600, s / 60 % 60);\n"),
        (C, "t = { ms / 1000, ms * 1000000 };\n", "t = { ms / 1000, (ms % 1000) * 1000000 };\n"),
        (C, "    p = calloc(n, 1);\n", "    p = calloc(n + 1, 1);\n"),
        (C, "    memcpy(a, b, n);\n", "    memcpy(a, b, n * sizeof(*a));\n"),
        (
            Cpp,
            "    std::vector<std::vector<int>> d(n, std::vector<int>(m));\n",
            "    std::vector<std::vector<int>> d(n + 1, std::vector<int>(m + 1));\n",
        ),
        (Cpp, "    ages.insert({name, age});\n", "    ages[name] = age;\n"),
    ] {
        let found = classic(code, language, &operands(code, language));
        assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
    }
}

#[test]
fn odd_lines_have_none() {
    for code in
        ["", "é\n", "return é;\n", "é = é\n", "#define é\n", "f(é, ö);\n", "for (é; ö; ü)\n", " = ;\n"]
    {
        let found = classic(code, C, &operands(code, C));
        assert!(!found.contains(&code.to_owned()), "{code}: {found:?}");
    }
}

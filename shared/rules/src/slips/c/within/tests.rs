//! Slips that show in what stands around, one of each kind.

use super::*;

/// What is found for the lines between two `@`.
fn found(language: Language, text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split('@').collect();
    let [before, code, after] = *parts else { return vec![text.to_owned()] };
    let document = [before, code, after].concat();
    let first = before.matches('\n').count();
    within(&Marked::new(&document, first, first + code.trim_end().matches('\n').count()).unwrap(), language)
}

#[test]
fn slips_among_their_neighbours_are_undone() {
    for (language, text, expected) in [
        (
            C,
            "@    if (cost < least[v])\n@        least[v] = sum + cost;\n",
            "    if (sum + cost < least[v])\n",
        ),
        (
            C,
            "    if (sum + cost < least[v])\n@        least[v] = cost;\n@",
            "        least[v] = sum + cost;\n",
        ),
        (
            C,
            "int f(void)\n{\n    FILE *in = fopen(path, \"r\");\n@    return 0;\n@}\n",
            "    fclose(in);\n    return 0;\n",
        ),
        (
            C,
            "void f(void)\n{\n    pthread_mutex_lock(&held);\n@    if (none) {\n        return;\n@    }\n}\n",
            "    if (none) {\n        pthread_mutex_unlock(&held);\n        return;\n",
        ),
        (
            C,
            "    item *more = realloc(all->items, size);\n@    all->size = size;\n@",
            "    all->items = more;\n    all->size = size;\n",
        ),
        (
            C,
            "@for (at = 0; at < n; at++)\n@    for (i = 0; i < 8; i++)\n        put(p[at + i]);\n",
            "for (at = 0; at < n; at += 8)\n",
        ),
        (C, "    for (int i = low; i < high; i++)\n@        out[i] = i;\n@", "        out[i - low] = i;\n"),
        (C, "@    memcpy(b->text, s, n);\n@    b->used += n;\n", "    memcpy(b->text + b->used, s, n);\n"),
        (
            C,
            "#define SLOTS 8\nint a[SLOTS];\nvoid f(void)\n{\n@    at = at + 1;\n@}\n",
            "    at = (at + 1) % SLOTS;\n",
        ),
        (C, "int seen[26];\nvoid f(void)\n{\n    g('a');\n@    seen[c]++;\n@}\n", "    seen[c - 'a']++;\n"),
        (
            Cpp,
            "bool f()\n{\n    std::vector<char> open;\n@    return true;\n@}\n",
            "    return open.empty();\n",
        ),
        (
            Cpp,
            "    for (char c : s) {\n        out.push_back(word);\n    }\n@    return out;\n@",
            "    out.push_back(word);\n    return out;\n",
        ),
        (C, "double f(const double *v, int n)\n{\n@    double best = 0;\n@", "    double best = v[0];\n"),
        (
            Cpp,
            "@    std::vector<int> d;\n@    for (int i = 0; i <= n; ++i) d[i] = i;\n",
            "    std::vector<int> d(n + 1);\n",
        ),
    ] {
        let found = found(language, text);
        assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
    }
}

#[test]
fn slips_of_values_are_undone() {
    for (language, text, expected) in [
        (
            C,
            "int f(struct link *at)\n{\n@    int n = at->size;\n@}\n",
            "    if (at == NULL)\n        return 0;\n    int n = at->size;\n",
        ),
        (
            C,
            "void f(void)\n{\n    fgets(line, 9, in);\n@    use(line);\n@}\n",
            "    line[strcspn(line, \"\\n\")] = '\\0';\n    use(line);\n",
        ),
        (Cpp, "@    in >> n;\n@    std::getline(in, line);\n", "    in >> n;\n    in.ignore();\n"),
        (
            C,
            "void f(char *out)\n{\n@    for (;;)\n@        strcat(out, \"x\");\n}\n",
            "    out[0] = '\\0';\n    for (;;)\n",
        ),
        (C, "long f(void)\n{\n@    int sum = 1;\n@    return sum;\n}\n", "    long sum = 1;\n"),
        (
            Cpp,
            "@    if (a.starts_with(\"--to=\")) to = a.substr(4);\n@",
            "    if (a.starts_with(\"--to=\")) to = a.substr(5);\n",
        ),
        (C, "@    char *const run[] = {\"ls\"};\n@", "    char *const run[] = {\"ls\", NULL};\n"),
        (
            Cpp,
            "    auto from = std::min(n * size, all.size());\n@    auto to = from + size;\n@",
            "    auto to = std::min(from + size, all.size());\n",
        ),
        (C, "    int half = n / 2;\n@    sort(a + half, half);\n@", "    sort(a + half, n - half);\n"),
        (
            C,
            "void f(char *out, size_t size)\n{\n@    fgets(out, sizeof(out), in);\n@}\n",
            "    fgets(out, (int)size, in);\n",
        ),
        (
            C,
            "void put() {\n    q->count++;\n}\nint f(void)\n{\n@    return 1;\n@}\n",
            "    q->count--;\n    return 1;\n",
        ),
        (
            C,
            "    while ((n = read(in, b, 9)) > 0)\n@        write(out, b, sizeof(b));\n@",
            "        write(out, b, n);\n",
        ),
        (
            C,
            "@    while ((c = getopt(argc, argv, \"ab\")) != -1)\n@        case 'b':\n            name = optarg;\n",
            "    while ((c = getopt(argc, argv, \"ab:\")) != -1)\n",
        ),
        (C, "int f(void)\n{\n@        break;\n@    return -1;\n}\n", "        return -1;\n"),
        (
            C,
            "enum kind { NUMBER, TEXT };\nvoid f(void)\n{\n@    v.kind = NUMBER;\n@}\n",
            "    v.kind = TEXT;\n",
        ),
        (
            C,
            "int deep(node *n)\n{\n    int a = deep(n->l), b = deep(n->r);\n@    return a > b ? a : b;\n@}\n",
            "    return 1 + (a > b ? a : b);\n",
        ),
        (C, "@    if (n > max) {\n@        at = i;\n    }\n", "    if (n > max) {\n        max = n;\n"),
        (C, "@    if (e->key == key)\n@", "    if (!strcmp(e->key, key))\n"),
        (C, "@    memcpy(a, b, sizeof(a));\n@", "    memcpy(a, b, sizeof(b));\n"),
    ] {
        let found = found(language, text);
        assert!(found.contains(&expected.to_owned()), "{text}: {found:?}");
    }
}

#[test]
fn odd_lines_have_none() {
    for code in
        ["é\n", "return é;\n", "é = é\n", "sizeof(é\n", "sizeof(aé\n", "for (é; ö; ü)\n", "if (é < ö)\n"]
    {
        for text in [format!("@{code}@"), format!("é = f(é);\n@{code}@é += ö;\n")] {
            let found = found(C, &text);
            assert!(!found.contains(&code.to_owned()), "{code}: {found:?}");
        }
    }
}

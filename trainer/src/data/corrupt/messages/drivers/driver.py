"""Compiles Python files, one a request, without running them; asks pyflakes too where its folder is given.

A request is a line `kind<TAB>path`; the answer is lines `severity<TAB>line<TAB>text` and a line with a dot, or with an
exclamation mark when the file could not be looked at.
"""
import sys
import warnings

try:
    sys.path[:0] = sys.argv[1:]
    from pyflakes.checker import Checker
except ImportError:
    Checker = None
import ast


def look_at(source):
    found = []
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            # The tree and the code: some errors show only when code is made.
            tree = ast.parse(source, "file")
            compile(source, "file", "exec", dont_inherit=True)
        except SyntaxError as error:
            return [("error", error.lineno or 0, error.msg)]
    for warning in said:
        found.append(("warning", warning.lineno, str(warning.message)))
    if Checker is not None:
        for message in Checker(tree, "file").messages:
            kind = "error" if type(message).__name__.startswith("Undefined") else "warning"
            found.append((kind, message.lineno, message.message % message.message_args))
    return found


def answer(lines):
    text = "".join(f"{line}\n" for line in lines)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


answer(["."])
for request in sys.stdin.buffer:
    path = request.decode().rstrip("\n").split("\t")[1]
    try:
        with open(path, "rb") as file:
            found = look_at(file.read())
        answer([f"{kind}\t{line}\t{text.strip().splitlines()[0]}" for kind, line, text in found if text.strip()] + ["."])
    except Exception:  # Too deep or too odd for the compiler: nothing is said of this file.
        answer(["!"])

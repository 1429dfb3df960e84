// Compiles JavaScript, and parses TypeScript where its library's path is given, without running anything. Requests and
// answers as in driver.py.
"use strict";
const fs = require("fs");
const vm = require("vm");
const readline = require("readline");

let decorate = () => {};
try {
  // Puts the line of an error in a module in front of its stack, where a script's error has it.
  decorate = require("internal/util").decorateErrorStack;
} catch {
  // Another version of Node: errors in modules have no line, and are left out.
}
const typescript = process.argv[2] ? require(process.argv[2]) : null;

const module_ = /^(import\b(?!\s*\()|export\b)/m;

function javascript(text) {
  const source = text.startsWith("#!") ? "//" + text : text;
  try {
    if (module_.test(source)) {
      new vm.SourceTextModule(source, { identifier: "file" });
    } else {
      // As a CommonJS file is read: `return` and `await`'s rules are those of a function.
      vm.compileFunction(source, ["exports", "require", "module", "__filename", "__dirname"], { filename: "file" });
    }
    return [];
  } catch (error) {
    if (error.name !== "SyntaxError") throw error;
    decorate(error);
    const line = /^file:(\d+)/.exec(String(error.stack));
    return line ? [["error", Number(line[1]), error.message]] : [];
  }
}

function types(kind, text) {
  const name = kind === "tsx" ? "file.tsx" : "file.ts";
  const file = typescript.createSourceFile(name, text, typescript.ScriptTarget.Latest, false);
  return file.parseDiagnostics.map((diagnostic) => [
    "error",
    file.getLineAndCharacterOfPosition(diagnostic.start).line + 1,
    typescript.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
  ]);
}

const answer = (lines) => process.stdout.write(lines.map((line) => line + "\n").join(""));

answer(["."]);
readline.createInterface({ input: process.stdin }).on("line", (request) => {
  const [kind, path] = request.split("\t");
  try {
    const text = fs.readFileSync(path, "utf8");
    const found = kind === "javascript" ? javascript(text) : types(kind, text);
    answer([...found.map(([severity, line, what]) => [severity, line, what.trim().split("\n")[0]].join("\t")), "."]);
  } catch {
    answer(["!"]);
  }
});

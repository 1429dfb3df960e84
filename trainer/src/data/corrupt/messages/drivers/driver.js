// Compiles JavaScript, and, where the path of TypeScript's library is given, checks both, without running anything. Requests and
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

// The standard library's files, read once.
const library = new Map();

const options = typescript && {
  target: typescript.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  module: typescript.ModuleKind.ESNext,
  jsx: typescript.JsxEmit.Preserve,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  noResolve: true,
  types: [],
  experimentalDecorators: true,
};

// What is said of syntax, or, where that is right, of names and types.
function types(kind, text) {
  const name = { javascript: "file.js", tsx: "file.tsx" }[kind] ?? "file.ts";
  const file = typescript.createSourceFile(name, text, typescript.ScriptTarget.Latest, true);
  let found = file.parseDiagnostics;
  if (found.length === 0) {
    const host = typescript.createCompilerHost(options);
    const fromDisk = host.getSourceFile;
    const read = host.readFile;
    const own = host.getDefaultLibLocation();
    host.getSourceFile = (path, ...more) => {
      if (path === name) return file;
      if (!library.has(path)) library.set(path, fromDisk(path, ...more));
      return library.get(path);
    };
    host.fileExists = (path) => path === name;
    host.readFile = (path) => (path.startsWith(own) ? read(path) : undefined);
    const strict = kind !== "javascript";
    const program = typescript.createProgram([name], { ...options, strict, noImplicitAny: false }, host);
    found = program.getSemanticDiagnostics(file);
  }
  // Some are about the program as a whole.
  return found.filter((diagnostic) => diagnostic.file === file).map((diagnostic) => [
    "error",
    file.getLineAndCharacterOfPosition(diagnostic.start).line + 1,
    typescript.flattenDiagnosticMessageText(diagnostic.messageText, " "),
  ]);
}

const answer = (lines) => process.stdout.write(lines.map((line) => line + "\n").join(""));

answer(["."]);
readline.createInterface({ input: process.stdin }).on("line", (request) => {
  const [kind, path] = request.split("\t");
  try {
    const text = fs.readFileSync(path, "utf8");
    let found = kind === "javascript" ? javascript(text) : types(kind, text);
    if (kind === "javascript" && typescript && found.length === 0) found = types(kind, text);
    answer([...found.map(([severity, line, what]) => [severity, line, what.replace(/\s+/g, " ")].join("\t")), "."]);
  } catch {
    answer(["!"]);
  }
});

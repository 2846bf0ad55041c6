/** The examples on the pages of the losses, made into one program that runs them all and compares what they print. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

/** Writes the program into a project where the package is installed. @returns its path */
export function writeExamples(project) {
  const folder = join(root, "docs/losses");
  const examples = readdirSync(folder)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => {
      const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(folder, file), "utf8")) ?? [];
      if (code === undefined) throw new Error(`docs/losses/${file} has no example`);
      const [, printed] = /console\.log\([^\n]*\); \/\/ (.*)/.exec(code) ?? [];
      if (printed === undefined) throw new Error(`docs/losses/${file}: the example does not say what it prints`);
      return { file, code, printed };
    });
  const program = join(project, "examples.mjs");
  writeFileSync(join(project, "examples.json"), JSON.stringify(examples));
  writeFileSync(program, source);
  return program;
}

/** Each example is a module of its own; numbers are compared as far as they are printed. */
const source = `
import { readFileSync, writeFileSync } from "node:fs";
const examples = JSON.parse(readFileSync(new URL("examples.json", import.meta.url), "utf8"));
const wrong = [];
const print = console.log;
for (const { file, code, printed } of examples) {
  let got;
  console.log = (values) => { got = Array.from(values, Number); };
  const path = new URL(\`\${file}.mjs\`, import.meta.url);
  writeFileSync(path, code);
  try {
    await import(path);
    const want = printed.split(", ").filter((text) => text !== "...").map(Number);
    const isClose = (number, i) => Object.is(number, got[i]) || Math.abs(number - got[i]) <= 2e-3 * Math.max(1e-3, Math.abs(number));
    if (!want.every(isClose)) wrong.push(\`\${file}: prints \${got}, says \${printed}\`);
  } catch (error) {
    wrong.push(\`\${file}: \${error.message}\`);
  }
}
console.log = print;
if (wrong.length > 0) {
  console.error(wrong.join("\\n"));
  process.exit(1);
}
console.log(\`\${examples.length} examples print what they say\`);
`;

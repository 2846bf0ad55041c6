/** Reads the imports of a TypeScript file without a compiler. */

const commentLine = /^\s*(\/\/|\/\*|\*)/;
const fromClause = /^[ \t]*(import|export)\b(\s+type\b(?!\s*(?:,|from\b)))?[^;"'`]*?\bfrom\s*["']([^"'\n]+)["']/gm;
const bareImport = /^[ \t]*import\s*["']([^"'\n]+)["']/gm;
const importCall = /(\btypeof\s+)?\bimport\(\s*["']([^"'\n]+)["']/g;

/** Every import and re-export of a file: what it names, on which line, whether only types are meant, and whether it waits for a call. */
export function importsOf(source) {
  const code = withoutComments(source);
  const found = [];
  for (const match of code.matchAll(fromClause)) {
    found.push({
      specifier: match[3],
      typeOnly: Boolean(match[2]) || onlyInlineTypes(match[0]),
      lazy: false,
      line: lineAt(code, match),
    });
  }
  for (const match of code.matchAll(bareImport)) {
    found.push({ specifier: match[1], typeOnly: false, lazy: false, line: lineAt(code, match) });
  }
  for (const match of code.matchAll(importCall)) {
    found.push({ specifier: match[2], typeOnly: Boolean(match[1]), lazy: true, line: lineAt(code, match) });
  }
  return found.sort((a, b) => a.line - b.line);
}

/** Lines that are neither blank nor comment. */
export function codeLines(source) {
  return withoutComments(source)
    .split("\n")
    .filter((line) => line.trim() !== "").length;
}

/** Blanks whole-line comments and keeps the line numbers. Comments behind code stay: no import starts there. */
function withoutComments(source) {
  let inBlock = false;
  return source
    .split("\n")
    .map((line) => {
      if (inBlock) {
        const end = line.indexOf("*/");
        if (end < 0) return "";
        inBlock = false;
        return line.slice(end + 2);
      }
      if (!commentLine.test(line)) return line;
      const start = line.indexOf("/*");
      if (start < 0 || line.trimStart().startsWith("//")) return "";
      const end = line.indexOf("*/", start + 2);
      if (end >= 0) return line.slice(end + 2);
      inBlock = true;
      return "";
    })
    .join("\n");
}

/** `import { type A, type B } from`: erased as a whole only under some settings, but it carries no value either way. */
function onlyInlineTypes(statement) {
  const names = /\{([^}]*)\}/.exec(statement)?.[1];
  const beforeBrace = statement.slice(0, statement.indexOf("{")).trim();
  if (names === undefined || (beforeBrace !== "import" && beforeBrace !== "export")) return false;
  const list = names.split(",").map((name) => name.trim());
  return list.filter(Boolean).length > 0 && list.every((name) => name === "" || name.startsWith("type "));
}

function lineAt(code, match) {
  const start = match.index + (match[0].length - match[0].trimStart().length);
  return code.slice(0, start).split("\n").length;
}

import { type AnyNode, type Expression, type Identifier, type Pattern, parseExpressionAt } from "acorn";
import { SymbolicError } from "../core/errors.ts";

/** Functions whose result is a plain value although an argument is a tensor. */
const plainCallees: ReadonlySet<string> = new Set(["Boolean", "Number", "String", "Array", "typeof"]);

/**
 * Finds `if (t)`, `t ? a : b`, `!t`, `t && u`, `while (t)` on tensors in the source of a custom loss. JavaScript asks no
 * object for its truth, so running the function cannot notice: every tensor is simply true.
 * @throws SymbolicError naming the expression
 */
export function checkLossSource(loss: (...args: never[]) => unknown): void {
  const source = loss.toString();
  let root: AnyNode;
  try {
    root = parseExpressionAt(
      source.startsWith("function") || source.startsWith("async") || source.includes("=>")
        ? source
        : `function ${source}`,
      0,
      { ecmaVersion: "latest" },
    );
  } catch {
    return; // native or bound functions have no source to read
  }
  if (root.type !== "ArrowFunctionExpression" && root.type !== "FunctionExpression") return;
  const tensors = new Set<string>();
  // The first two arguments are tensors; the third is a context whose members may be anything.
  for (const parameter of root.params.slice(0, 2)) for (const name of namesOf(parameter)) tensors.add(name);
  walk(root.body, tensors, source);
}

function namesOf(pattern: Pattern): string[] {
  return pattern.type === "Identifier"
    ? [pattern.name]
    : pattern.type === "AssignmentPattern"
      ? namesOf(pattern.left)
      : [];
}

/** Whether an expression is surely a tensor: one by name, or a call of a plain function on one. */
function isTensor(node: Expression | AnyNode, tensors: ReadonlySet<string>): boolean {
  if (node.type === "Identifier") return tensors.has(node.name);
  if (node.type === "ParenthesizedExpression") return isTensor(node.expression, tensors);
  if (node.type !== "CallExpression") return false;
  const callee =
    node.callee.type === "Identifier"
      ? node.callee.name
      : node.callee.type === "MemberExpression" && node.callee.property.type === "Identifier"
        ? node.callee.property.name
        : "";
  // Predicates on metadata are named so; ops are not.
  if (plainCallees.has(callee) || /^(is|has|can|should|check|assert)[A-Z]/.test(callee)) return false;
  return node.arguments.some((argument) => argument.type !== "SpreadElement" && isTensor(argument, tensors));
}

function walk(node: AnyNode, tensors: Set<string>, source: string): void {
  if (node.type === "VariableDeclarator" && node.init != null && isTensor(node.init, tensors))
    for (const name of namesOf(node.id)) tensors.add(name);
  if (
    node.type === "AssignmentExpression" &&
    node.operator === "=" &&
    node.left.type === "Identifier" &&
    isTensor(node.right, tensors)
  )
    tensors.add((node.left as Identifier).name);
  const tested = testOf(node);
  if (tested !== undefined && isTensor(tested, tensors))
    throw new SymbolicError("custom loss", {
      expected: "tensors to stay symbolic (every tensor is true in JavaScript)",
      got: `\`${source.slice(tested.start, tested.end)}\` used as a condition in \`${excerpt(source, node)}\``,
      fix: "choose elementwise with where(condition, a, b); combine conditions with logicalAnd, logicalOr, logicalNot",
    });
  for (const child of childrenOf(node)) walk(child, tensors, source);
}

/** The part of a node that JavaScript takes as true or false. */
function testOf(node: AnyNode): AnyNode | undefined {
  switch (node.type) {
    case "IfStatement":
    case "ConditionalExpression":
    case "WhileStatement":
    case "DoWhileStatement":
      return node.test;
    case "UnaryExpression":
      return node.operator === "!" ? node.argument : undefined;
    case "LogicalExpression":
      return node.operator === "??" ? undefined : node.left;
    default:
      return undefined;
  }
}

function childrenOf(node: AnyNode): AnyNode[] {
  const values = Object.values(node as unknown as Record<string, unknown>).flat();
  return values.filter(
    (value): value is AnyNode => typeof value === "object" && value !== null && "type" in value && "start" in value,
  );
}

function excerpt(source: string, node: AnyNode): string {
  const text = source.slice(node.start, node.end).replace(/\s+/g, " ");
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

import { type Shape, shapeText } from "../core/shape.ts";

/** A layer's row. */
interface Row {
  readonly name: string;
  readonly kind: string;
  readonly outputShape: Shape;
  readonly parameters: number;
}

/** The layers of a model as a table of text. */
export function summaryOf(
  layers: readonly Row[],
  parameterCount: { readonly trainable: number; readonly other: number },
): string {
  const head = ["layer", "output", "parameters"];
  const rows = layers.map(({ name, kind, outputShape, parameters }) => [
    name === kind ? name : `${name} (${kind})`,
    shapeText(["batch" as unknown as number, ...outputShape]),
    parameters.toLocaleString("en"),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] as string).length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 2 ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number)))
      .join("  ");
  const { trainable, other } = parameterCount;
  const total = `${trainable.toLocaleString("en")} trainable parameters${other > 0 ? `, ${other.toLocaleString("en")} others` : ""}`;
  return [line(head), line(widths.map((width) => "─".repeat(width))), ...rows.map(line), total].join("\n");
}

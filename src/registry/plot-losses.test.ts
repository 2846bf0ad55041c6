import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { ArgumentError, NameError } from "../core/errors.ts";
import { plotLosses } from "./plot-losses.ts";

/** Ends of the lines of the first panel, in pixels. */
function linesOf(svg: string): { stroke: string | null; path: string }[] {
  const { document } = parseHTML(svg);
  return [...document.querySelectorAll("g[aria-label=line] path")].map((path) => ({
    stroke: path.closest("[stroke]")?.getAttribute("stroke") ?? null,
    path: path.getAttribute("d") as string,
  }));
}

describe("plotLosses", () => {
  test("a line over another is dashed, so that both are seen", async () => {
    const dashed = (svg: string): number => svg.split("stroke-dasharray").length - 1;
    expect(dashed(await plotLosses(["categoricalCrossentropy", "binaryCrossentropy"]))).toBe(2);
    expect(dashed(await plotLosses(["mse", "mae"]))).toBe(0);
  });

  test("two lines for each loss, with a legend of names and options", async () => {
    const svg = await plotLosses(["mse", "mae", { name: "huber", delta: 0.5 }, { name: "huber", delta: 2 }]);
    const lines = linesOf(svg);
    expect(lines).toHaveLength(8);
    expect(new Set(lines.slice(0, 4).map(({ stroke }) => stroke)).size).toBe(4);
    expect(new Set(lines.map(({ path }) => path)).size).toBe(8);
    for (const text of [">meanSquaredError<", ">huber, delta 0.5<", ">huber, delta 2<"]) expect(svg).toContain(text);
  });

  test("all are drawn over one range", async () => {
    const ends = (svg: string): string[] => linesOf(svg).map(({ path }) => path.split(/[ML,]/)[1] as string);
    const drawn = ends(await plotLosses(["binaryCrossentropy", "mse"]));
    expect(new Set(drawn).size).toBe(1);
    const given = await plotLosses(["mse", "mae"], { from: -1, to: 4, points: 11 });
    expect(given).toContain(">4</text>");
    expect(linesOf(given)[0]?.path.split("L")).toHaveLength(11);
  });

  test("what cannot be drawn is said", async () => {
    await expect(plotLosses([])).rejects.toThrow(ArgumentError);
    await expect(plotLosses("hubber")).rejects.toThrow(NameError);
    await expect(plotLosses({ name: "huber", detla: 1 })).rejects.toThrow(/delta/);
    await expect(plotLosses("mse", { from: 2, to: 1 })).rejects.toThrow(/from below to/);
    await expect(plotLosses("mse", { points: 1 })).rejects.toThrow(ArgumentError);
  });
});

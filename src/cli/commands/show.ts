import type { Command } from "commander";
import plot from "simple-ascii-chart";
import { tasks } from "../../losses/families.ts";
import { type LossInfo, type Param, type Peer, peers } from "../../losses/spec.ts";
import { compileText, exampleOf } from "../../registry/example.ts";
import { parseLossOptions, resolveLoss } from "../../registry/index.ts";
import { defaultText, rangeText } from "../../registry/options.ts";
import { curve } from "../../registry/sample-plot.ts";
import { colours as pc } from "../colours.ts";
import type { Done } from "../command.ts";
import { asUsage, pairOption } from "../usage.ts";

/** lossmith show */
export function showCommand(program: Command, done: Done): void {
  program
    .command("show")
    .summary("all about one loss, with a plot")
    .description("Show a loss: formula, inputs, options, other names, sources, and a plot of its value and gradient.")
    .argument("<name>", "any of its names")
    .option(
      "--loss-option <key=value>",
      "an option of the loss, for the plot; may be given again",
      pairOption("--loss-option"),
    )
    .action(async (name: string, flags: { lossOption?: Record<string, unknown> }) => {
      const { name: canonical, info, options } = asUsage(() => resolveLoss(name));
      const given = asUsage(() => parseLossOptions(canonical, info, { ...options, ...flags.lossOption }));
      console.log(describeLoss(canonical, info, await exampleOf(canonical, info)));
      const points = await curve(canonical, info, given);
      console.log(drawCurves(points));
      done(0);
    });
}

function describeLoss(name: string, info: LossInfo, example: readonly string[]): string {
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ["", pc.bold(title), ...lines.map((line) => `  ${line}`)];
  const elsewhere = Object.entries(info.reference).map(([peer, theirs]) => {
    const { name: called, differs } = typeof theirs === "string" ? { name: theirs, differs: undefined } : theirs;
    return `${peers[peer as Peer].padEnd(12)} ${called}${differs === undefined ? "" : `: ${differs}`}`;
  });
  return [
    `${pc.bold(name)}  ${pc.dim(info.family)}`,
    info.summary,
    ...section("formula (TeX)", [info.formula]),
    ...section(
      "inputs",
      info.inputs.map(
        ({ name: input, domain, shape, grad, variable }) =>
          `${input.padEnd(8)} ${shape}  ${[domain].flat().join(" or ")}${variable ? "  (kept by the loss)" : grad ? "  (differentiated)" : ""}`,
      ),
    ),
    ...section(
      "options",
      Object.entries(info.params).map(([option, param]) => `${option.padEnd(16)} ${paramText(param)}`),
    ),
    ...section(
      "kinks",
      info.kinks.map(({ at, gradient }) => `at ${at}: gradient ${gradient}`),
    ),
    ...section("infinite for", info.infinite === undefined ? [] : [info.infinite]),
    ...section(
      "good for",
      info.tasks.map((task) => tasks[task]),
    ),
    ...section("other names", [
      info.aliases.map((alias) => (typeof alias === "string" ? alias : (alias as { name: string }).name)).join(", "),
    ]),
    ...section("elsewhere", elsewhere),
    ...section("sources", info.cite),
    ...section("in compile", [compileText(name, info) ?? ""].filter(Boolean)),
    ...section("example", example),
  ].join("\n");
}

function paramText(param: Param): string {
  return `${param.doc} (${rangeText(param)}; default ${defaultText(param)})`;
}

interface Curve {
  readonly label: string;
  readonly x: readonly number[];
  readonly value: readonly number[];
  readonly gradient: readonly number[];
}

function drawCurves({ label, x, value, gradient }: Curve): string {
  const finite = (ys: readonly number[]): [number, number][] =>
    ys.flatMap((y, i) => (Number.isFinite(y) ? [[x[i] as number, y] as [number, number]] : []));
  const draw = (title: string, ys: readonly number[]): string =>
    plot(finite(ys), { title, xLabel: label, width: 64, height: 14 });
  return ["", draw("value", value), draw("gradient", gradient)].join("\n");
}

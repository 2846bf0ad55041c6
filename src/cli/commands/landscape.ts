import type { Command } from "commander";
import { Random } from "../../core/random.ts";
import { subset } from "../../data/combine.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Normalisation } from "../../training/landscape/directions.ts";
import { type LossSurface, lossBetween, lossLandscape } from "../../training/landscape/landscape.ts";
import { plotLossSurface } from "../../training/landscape/plot.ts";
import { type SurfacePoint, summarise, summariseBetween } from "../../training/landscape/summary.ts";
import { loadRunData } from "../../training/node/config.ts";
import { loadRun } from "../../training/node/run.ts";
import { figure, percent } from "../../training/report/format.ts";
import type { Done } from "../command.ts";
import { checkPictureName, writePicture } from "../picture.ts";
import { Bar } from "../progress.ts";
import { choiceOption, numberOption, UsageError } from "../usage.ts";

interface Flags {
  readonly out?: string;
  readonly between?: string;
  readonly directions?: "1" | "2";
  readonly range?: number;
  readonly steps?: number;
  readonly normalise?: Normalisation;
  readonly part: "test" | "train";
  readonly examples: number;
  readonly seed: number;
  readonly json?: boolean;
}

const examples = `
Examples:
  lossmith landscape runs/first --out loss.svg
  lossmith landscape runs/first --directions 1 --steps 101 --out line.png
  lossmith landscape runs/first --between runs/second --out between.svg

The loss is that of the run, on some examples of its data; the weights are moved along random directions in which every
filter is as long as the network's own (Li et al. 2018), so that 1 is about as far as the weights themselves are large.`;

/** lossmith landscape */
export function landscapeCommand(program: Command, done: Done): void {
  program
    .command("landscape")
    .summary("the loss around a trained network, or between two, as a picture")
    .description("Measure the loss of a run at points around its weights, and draw it as an SVG or a PNG.")
    .argument("<run>", "folder written by lossmith train")
    .option("--out <file>", "where the picture goes: a file that ends in .svg or .png")
    .option("--between <run>", "a second run of the same network: the line from the one to the other")
    .option("--directions <1|2>", "a line or a plane (default: 2)", choiceOption("directions", ["1", "2"]))
    .option("--range <distance>", "how far each way (default: 1)", numberOption("range", { above: 0 }))
    .option(
      "--steps <n>",
      "points along each direction (default: 21 of a plane, 41 of a line, 31 between two runs)",
      numberOption("steps", { integer: true, above: 1 }),
    )
    .option(
      "--normalise <how>",
      "filter, layer or none: what random directions are scaled to (default: filter)",
      choiceOption("normalise", ["filter", "layer", "none"]),
    )
    .option("--part <name>", "train or test", choiceOption("part", ["train", "test"]), "train")
    .option(
      "--examples <n>",
      "so many examples, drawn at random",
      numberOption("examples", { integer: true, above: 0 }),
      1000,
    )
    .option("--seed <n>", "of directions and examples", numberOption("seed", { integer: true }), 0)
    .option("--json", "print the points and the summary as one line of JSON")
    .addHelpText("after", examples)
    .action(async (folder: string, flags: Flags) => {
      checkFlags(flags);
      const { out, between, json = false } = flags;
      const { model, config } = await loadRun(folder);
      const data = drawSome((await loadRunData(config))[flags.part], flags.examples, flags.seed);
      const bar = new Bar(process.stderr);
      const { range, steps, directions = "2", normalise = "filter", seed } = flags;
      const shared = {
        ...(steps === undefined ? {} : { steps }),
        onPoint: ({ done, points, loss }: { done: number; points: number; loss: number }) =>
          bar.draw(done / points, `${done} of ${points} points  loss ${figure(loss)}`),
      };
      let surface: LossSurface;
      try {
        surface =
          between === undefined
            ? await lossLandscape(model, data, {
                ...shared,
                ...(range === undefined ? {} : { range }),
                directions: directions === "1" ? 1 : 2,
                normalise,
                seed,
              })
            : await lossBetween(model, (await loadRun(between)).model, data, shared);
      } finally {
        bar.clear();
      }
      const title = `${config.loss.name}, ${data.size} examples of ${config.data} (${flags.part})`;
      if (out !== undefined)
        await writePicture(
          out,
          plotLossSurface(surface, {
            title,
            ...(between === undefined
              ? {}
              : {
                  label: "from one run to the other",
                  marks: [
                    { at: 0, name: folder },
                    { at: 1, name: between },
                  ],
                }),
          }),
        );
      const summary = between === undefined ? summarise(surface) : summariseBetween(surface);
      if (json) console.log(JSON.stringify({ run: folder, ...(between && { between }), ...summary, ...surface }));
      else {
        console.log(title);
        for (const [name, value] of Object.entries(summary)) console.log(`${name.padEnd(9)} ${textOf(name, value)}`);
        if (out !== undefined) console.log(out);
      }
      done(0);
    });
}

function textOf(name: string, value: number | SurfacePoint): string {
  if (typeof value !== "number") return `${figure(value.loss)} at ${value.at.map(figure).join(", ")}`;
  return name === "flat" ? `${percent(value, 0)} of the points have at most twice the loss of the run` : figure(value);
}

function checkFlags({ out, between, directions, range, normalise, steps }: Flags): void {
  if (out !== undefined) checkPictureName(out);
  const other = Object.entries({ directions, range, normalise }).find(([, value]) => value !== undefined);
  if (between !== undefined && other !== undefined)
    throw new UsageError(`--${other[0]}: is for random directions; leave it out, or --between`);
  if (between === undefined && steps !== undefined && steps % 2 === 0)
    throw new UsageError(`--steps: expected an odd number, so that the run is among the points, got ${steps}`);
}

/** Some examples at random, in the order of the data. */
function drawSome(data: Dataset, most: number, seed: number): Dataset {
  if (data.size <= most) return data;
  return subset(data, new Random(seed).fork("examples").permutation(data.size).subarray(0, most).sort());
}

import type { Command } from "commander";
import { type PlottedLoss, plotLosses } from "../../registry/plot-losses.ts";
import type { CurveRange } from "../../registry/sample-plot.ts";
import type { Done } from "../command.ts";
import { checkPictureName, writePicture } from "../picture.ts";
import { asUsage, numberOption, pairOption } from "../usage.ts";

const examples = `
Examples:
  lossmith plot huber --out huber.svg
  lossmith plot mse mae huber:delta=0.5 huber:delta=2 --out regression.png
  lossmith plot binaryCrossentropy:fromLogits=true focal:fromLogits=true,gamma=5 --out binary.svg`;

interface Flags {
  readonly out: string;
  readonly from?: number;
  readonly to?: number;
  readonly points?: number;
}

/** lossmith plot */
export function plotCommand(program: Command, done: Done): void {
  program
    .command("plot")
    .summary("value and gradient of losses as a picture")
    .description("Draw losses beside each other, value on the left and gradient on the right, as an SVG or a PNG.")
    .addHelpText("after", examples)
    .argument("<name...>", "losses by any of their names; options after a colon: huber:delta=2,reduction=sum")
    .requiredOption("--out <file>", "where it goes: a file that ends in .svg or .png")
    .option("--from <number>", "where the line begins", numberOption("from"))
    .option("--to <number>", "where it ends", numberOption("to"))
    .option("--points <count>", "how many points it has", numberOption("points", { integer: true, above: 2 }))
    .action(async (names: readonly string[], { out, ...range }: Flags) => {
      checkPictureName(out);
      await writePicture(out, await plotted(names.map(parseLoss), range));
      console.log(out);
      done(0);
    });
}

async function plotted(losses: readonly PlottedLoss[], range: CurveRange): Promise<string> {
  try {
    return await plotLosses(losses, range);
  } catch (error) {
    return asUsage(() => {
      throw error;
    });
  }
}

function parseLoss(text: string): PlottedLoss {
  const [name = "", ...rest] = text.split(":");
  const add = pairOption(name);
  const options = rest
    .join(":")
    .split(",")
    .filter((pair) => pair !== "")
    .reduce<Record<string, unknown>>((before, pair) => add(pair, before), {});
  return { ...options, name };
}

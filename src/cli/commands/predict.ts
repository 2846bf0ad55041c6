import type { Command } from "commander";
import { toNumbers } from "../../core/dtype.ts";
import { LossmithError } from "../../core/errors.ts";
import { fromColumns } from "../../data/memory.ts";
import { loadImage } from "../../data/node/image.ts";
import { loadRun } from "../../training/node/run.ts";
import type { Done } from "../command.ts";
import { numberOption } from "../usage.ts";

/** lossmith predict */
export function predictCommand(program: Command, done: Done): void {
  program
    .command("predict")
    .summary("classes of images by a trained run")
    .description("Say what the model of a run folder sees in images. Images are scaled to the size it was trained on.")
    .argument("<run>", "folder written by lossmith train")
    .argument("<image...>", "image files")
    .option("--top <n>", "how many classes to show", numberOption("top", { integer: true, above: 0 }), 3)
    .option("--json", "print one line of JSON per image")
    .action(async (folder: string, images: string[], flags: { top: number; json?: boolean }) => {
      const { model, config } = await loadRun(folder);
      let failed = false;
      for (const image of images) {
        try {
          const pixels = await loadImage(image, { shape: config.inputShape });
          const column = {
            shape: config.inputShape,
            dtype: "uint8" as const,
            data: pixels,
            rescale: { scale: 1 / 255, offset: 0 },
          };
          const output = await model.predict(fromColumns({ x: column }));
          const scores = Array.from(toNumbers(output.dtype, await output.read()));
          const ranked = scores
            .map((score, index) => ({ class: config.classNames[index] ?? String(index), score }))
            .sort((a, b) => b.score - a.score)
            .slice(0, flags.top);
          if (flags.json) console.log(JSON.stringify({ image, predictions: ranked }));
          else
            console.log(
              `${image}: ${ranked.map((entry) => `${entry.class} ${(100 * entry.score).toFixed(1)} %`).join(", ")}`,
            );
        } catch (error) {
          // The other images still get their answer.
          if (!(error instanceof LossmithError)) throw error;
          failed = true;
          if (flags.json) console.log(JSON.stringify({ image, error: { code: error.code, message: error.message } }));
          else console.error(`lossmith: ${error.message} [${error.code}]`);
        }
      }
      done(failed ? 1 : 0);
    });
}

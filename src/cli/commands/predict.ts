import type { Command } from "commander";
import { LossmithError } from "../../core/errors.ts";
import { sizeOf } from "../../core/shape.ts";
import { fromColumns } from "../../data/memory.ts";
import { loadImage } from "../../data/node/image.ts";
import { loadRun } from "../../training/node/run.ts";
import { probabilities } from "../../training/node/run-report.ts";
import type { Done } from "../command.ts";
import { numberOption } from "../usage.ts";

/** Images read and answered together. */
const batchSize = 64;

/** lossmith predict */
export function predictCommand(program: Command, done: Done): void {
  program
    .command("predict")
    .summary("classes of images by a trained run")
    .description(
      "Say what the model of a run folder sees in images. Images are brought to the size it was trained on. An image that cannot be read is named; the others are answered, and the exit code is 1.",
    )
    .argument("<run>", "folder written by lossmith train")
    .argument("<image...>", "image files: PNG, JPEG, WebP, AVIF, GIF, TIFF or SVG")
    .option("--top <n>", "how many classes to show", numberOption("top", { integer: true, above: 0 }), 3)
    .option("--json", "print one line of JSON per image")
    .addHelpText("after", "\nExample:\n  lossmith predict runs/first digit.png --top 1")
    .action(async (folder: string, images: string[], flags: { top: number; json?: boolean }) => {
      const run = await loadRun(folder);
      let failed = false;
      for (let from = 0; from < images.length; from += batchSize) {
        const part = images.slice(from, from + batchSize);
        const answers = await classify(run, part);
        for (const [i, image] of part.entries()) {
          const answer = answers[i] as LossmithError | Ranked[];
          failed ||= answer instanceof LossmithError;
          print(image, answer instanceof LossmithError ? answer : answer.slice(0, flags.top), flags.json ?? false);
        }
      }
      done(failed ? 1 : 0);
    });
}

interface Ranked {
  readonly class: string;
  /** Probability. */
  readonly score: number;
}

/** For each image its classes, the likeliest first, or why it could not be read. */
async function classify(
  { model, config, head }: Awaited<ReturnType<typeof loadRun>>,
  images: readonly string[],
): Promise<(LossmithError | Ranked[])[]> {
  const shape = config.inputShape;
  const loaded = await Promise.all(
    images.map((image) =>
      loadImage(image, { shape }).catch((error: unknown) => {
        if (error instanceof LossmithError) return error;
        throw error;
      }),
    ),
  );
  const readable = loaded.filter((pixels) => pixels instanceof Uint8Array);
  if (readable.length === 0) return loaded as LossmithError[];
  const data = new Uint8Array(readable.length * sizeOf(shape));
  for (const [i, pixels] of readable.entries()) data.set(pixels, i * sizeOf(shape));
  const x = { shape, dtype: "uint8" as const, data, rescale: { scale: 1 / 255, offset: 0 } };
  const output = await model.predict(fromColumns({ x }));
  const scores = await output.numbers();
  const width = scores.length / readable.length;
  let row = 0;
  return loaded.map((pixels) => {
    if (pixels instanceof LossmithError) return pixels;
    const own = Array.from({ length: width }, (_, c) => scores[row * width + c] as number);
    row++;
    return probabilities(own, head)
      .map((score, c) => ({ class: config.classNames[c] ?? String(c), score }))
      .sort((a, b) => b.score - a.score);
  });
}

function print(image: string, answer: LossmithError | readonly Ranked[], json: boolean): void {
  if (answer instanceof LossmithError) {
    const { code, message } = answer;
    if (json) console.log(JSON.stringify({ image, error: { code, message } }));
    else console.error(`lossmith: ${message} [${code}]`);
  } else if (json) console.log(JSON.stringify({ image, predictions: answer }));
  else
    console.log(
      `${image}: ${answer.map(({ class: name, score }) => `${name} ${(100 * score).toFixed(1)} %`).join(", ")}`,
    );
}

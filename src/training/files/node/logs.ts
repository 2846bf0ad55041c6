import { type FileHandle, mkdir, open } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import type { Callback, EpochRecord } from "../../callbacks.ts";
import { figuresOf } from "../../monitor.ts";
import { fileVersionRecord, scalarRecord } from "../event-file.ts";
import { fileError } from "./atomic.ts";
import { JsonLines } from "./json-lines.ts";

/** Appends figures to an event file of its own. */
class EventFile {
  private readonly path: string;
  private readonly handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.handle = handle;
  }

  static async create(folder: string): Promise<EventFile> {
    const now = Date.now() / 1000;
    for (let attempt = 0; ; attempt++) {
      const path = join(folder, `events.out.tfevents.${Math.floor(now)}.${hostname()}.${process.pid}.${attempt}`);
      try {
        await mkdir(folder, { recursive: true });
        const file = new EventFile(path, await open(path, "ax"));
        await file.append(fileVersionRecord(now));
        return file;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 1000)
          throw fileError(path, "a file that can be written", cause);
      }
    }
  }

  async write(step: number, scalars: Readonly<Record<string, number>>): Promise<void> {
    if (Object.keys(scalars).length > 0)
      await this.append(scalarRecord({ step, wallTime: Date.now() / 1000, scalars }));
  }

  private async append(bytes: Uint8Array): Promise<void> {
    await this.handle.appendFile(bytes).catch((cause: unknown) => {
      throw fileError(this.path, "a file that can be written", cause);
    });
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/**
 * Writes event files that TensorBoard shows: `tensorboard --logdir FOLDER`. In `FOLDER/train` are loss and learning rate of
 * every step ("step/loss") and the figures of every epoch ("epoch/accuracy"), in `FOLDER/validation` those of the validation
 * data, under the same tags. A training adds files and changes none.
 * @throws FileError (as the cause of a CallbackError) when a file cannot be written
 */
export function tensorBoard(folder: string): Callback {
  let files: Record<string, EventFile> = {};
  const file = async (part: string): Promise<EventFile> => (files[part] ??= await EventFile.create(join(folder, part)));
  return {
    name: "tensorBoard",
    async onSteps({ totalSteps, losses, learningRates }) {
      const out = await file("train");
      for (const [i, loss] of losses.entries())
        await out.write(totalSteps - losses.length + 1 + i, {
          "step/loss": loss,
          "step/learningRate": learningRates[i] as number,
        });
    },
    async onEpochEnd(record) {
      const parts = figuresByPart(record);
      for (const [part, figures] of Object.entries(parts)) await (await file(part)).write(record.epoch, figures);
    },
    async onClose() {
      const open = Object.values(files);
      files = {};
      for (const each of open) await each.close();
    },
  };
}

/** Figures of an epoch, of training and validation, tagged alike. */
function figuresByPart(record: EpochRecord): Record<string, Record<string, number>> {
  const parts: Record<string, Record<string, number>> = { train: { "epoch/learningRate": record.learningRate } };
  for (const [name, value] of Object.entries(figuresOf(record))) {
    const isValidation = name.startsWith("validation.");
    const part = isValidation ? "validation" : "train";
    const tag = `epoch/${isValidation ? name.slice("validation.".length) : name}`;
    parts[part] = { ...parts[part], [tag]: value };
  }
  return parts;
}

/**
 * Appends figures to a file, one JSON object a line: `{ epoch, step, totalSteps, loss, learningRate }` for every step, and
 * for every epoch its figures by the names of `earlyStopping`'s `monitor`.
 * @param options `steps: false` leaves the lines of steps out
 */
export function jsonLines(file: string, { steps = true }: { readonly steps?: boolean } = {}): Callback {
  let lines: JsonLines | undefined;
  return {
    name: "jsonLines",
    async onTrainBegin() {
      await mkdir(dirname(file), { recursive: true }).catch((cause: unknown) => {
        throw fileError(dirname(file), "a folder that can be written to", cause);
      });
      lines = await JsonLines.open(file);
    },
    async onSteps({ epoch, step, totalSteps, losses, learningRates }) {
      if (!steps) return;
      for (const [i, loss] of losses.entries()) {
        const left = losses.length - 1 - i;
        await lines?.write({
          epoch,
          step: step - left,
          totalSteps: totalSteps - left,
          loss,
          learningRate: learningRates[i],
        });
      }
    },
    async onEpochEnd(record) {
      const { epoch, learningRate, seconds } = record;
      await lines?.write({ epoch, ...figuresOf(record), learningRate, seconds });
    },
    async onClose() {
      await lines?.close();
      lines = undefined;
    },
  };
}

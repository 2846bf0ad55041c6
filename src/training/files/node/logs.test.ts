import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CallbackError, FileError } from "../../../core/errors.ts";
import { dense } from "../../../layers/index.ts";
import type { Callback, History } from "../../callbacks.ts";
import { sequential } from "../../model.ts";
import { crc32c, scalarRecord } from "../event-file.ts";
import { readJsonLines } from "./json-lines.ts";
import { jsonLines, tensorBoard } from "./logs.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lossmith-logs-"));
});
afterEach(() => rm(folder, { recursive: true }));

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test("CRC-32C has the published values", () => {
  expect(crc32c(bytesOf("123456789"))).toBe(0xe3069283);
  // RFC 3720, B.4: 32 bytes of zeros, of ones, rising.
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});

interface Event {
  readonly step: number;
  readonly version: string;
  readonly scalars: Record<string, number>;
}

/** Reads a file by the format's description alone: a bitwise checksum, fields by number. */
function readEvents(file: Uint8Array): Event[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const events: Event[] = [];
  const check = (at: number, data: Uint8Array): void => {
    const rotated = (view.getUint32(at, true) - 0xa282ead8) >>> 0;
    expect(((rotated >>> 17) | (rotated << 15)) >>> 0).toBe(bitwiseCrc(data));
  };
  for (let at = 0; at < file.length; ) {
    const length = Number(view.getBigUint64(at, true));
    check(at + 8, file.subarray(at, at + 8));
    const data = file.subarray(at + 12, at + 12 + length);
    check(at + 12 + length, data);
    events.push(readEvent(data));
    at += 16 + length;
  }
  return events;
}

function bitwiseCrc(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function readEvent(data: Uint8Array): Event {
  const reader = new BinaryReader(data);
  let [step, version, wallTime] = [0, "", 0];
  const scalars: Record<string, number> = {};
  while (reader.pos < reader.len) {
    const [field] = reader.tag();
    if (field === 1) wallTime = reader.double();
    else if (field === 2) step = Number(reader.int64());
    else if (field === 3) version = reader.string();
    else {
      expect(field).toBe(5);
      const summary = new BinaryReader(reader.bytes());
      while (summary.pos < summary.len) {
        expect(summary.tag()[0]).toBe(1);
        const value = new BinaryReader(summary.bytes());
        expect(value.tag()[0]).toBe(1);
        const tag = value.string();
        expect(value.tag()[0]).toBe(2);
        scalars[tag] = value.float();
      }
    }
  }
  expect(Math.abs(wallTime - Date.now() / 1000)).toBeLessThan(600);
  return { step, version, scalars };
}

test("figures beyond float32, and none, are written", () => {
  const [event] = readEvents(
    scalarRecord({ step: 2 ** 40, wallTime: Date.now() / 1000, scalars: { a: 1e300, b: Number.NaN } }),
  );
  expect(event).toEqual({ step: 2 ** 40, version: "", scalars: { a: Number.POSITIVE_INFINITY, b: Number.NaN } });
});

describe("logs of a training", () => {
  const x = Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.cos(i)]);
  const data = { x, y: x.map(([a, b]) => [(a as number) + (b as number)]) };

  const train = (...callbacks: Callback[]): Promise<History> => {
    const model = sequential([dense(1)], { inputShape: [2] }).compile({ loss: "mse", metrics: ["mae"] });
    return model.fit(data, { epochs: 2, batchSize: 6, validationSplit: 0.2, callbacks });
  };

  test("TensorBoard's event files", async () => {
    const { epochs } = await train(tensorBoard(folder));
    const read = async (part: string): Promise<Event[]> => {
      const [name, ...others] = await readdir(join(folder, part));
      expect(others).toEqual([]);
      expect(name).toMatch(/^events\.out\.tfevents\.\d+\./);
      return readEvents(await readFile(join(folder, part, name as string)));
    };
    const [first, ...events] = await read("train");
    expect(first?.version).toBe("brain.Event:2");
    const steps = events.filter(({ scalars }) => "step/loss" in scalars);
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    const ends = events.filter(({ scalars }) => "epoch/loss" in scalars);
    expect(ends.map(({ step }) => step)).toEqual([1, 2]);
    for (const [i, { scalars }] of ends.entries()) {
      expect(scalars["epoch/loss"]).toBe(Math.fround(epochs[i]?.loss as number));
      expect(scalars["epoch/meanAbsoluteError"]).toBe(Math.fround(epochs[i]?.metrics["meanAbsoluteError"] as number));
    }
    const validation = (await read("validation")).slice(1);
    expect(validation.map(({ scalars }) => scalars["epoch/loss"])).toEqual(
      epochs.map((record) => Math.fround(record.validation?.loss as number)),
    );
    await train(tensorBoard(folder));
    expect(await readdir(join(folder, "train"))).toHaveLength(2);
  });

  test("JSON lines", async () => {
    const file = join(folder, "deep/log.jsonl");
    const { epochs } = await train(jsonLines(file));
    const lines = await readJsonLines(file);
    expect(lines.map(({ totalSteps }) => totalSteps)).toEqual([1, 2, 3, undefined, 4, 5, 6, undefined]);
    expect(lines[7]).toMatchObject({ epoch: 2, loss: epochs[1]?.loss, "validation.loss": epochs[1]?.validation?.loss });
    await train(jsonLines(file, { steps: false }));
    expect(await readJsonLines(file)).toHaveLength(10);
  });

  test("a folder that cannot be made is said, with the callback's name", async () => {
    await writeFile(join(folder, "file"), "");
    for (const callback of [tensorBoard(join(folder, "file")), jsonLines(join(folder, "file/log.jsonl"))]) {
      const error = await train(callback).then(undefined, (reason: unknown) => reason);
      expect(error).toBeInstanceOf(CallbackError);
      expect((error as CallbackError).message).toContain(`callback "${callback.name}"`);
      expect((error as CallbackError).cause).toBeInstanceOf(FileError);
    }
  });
});

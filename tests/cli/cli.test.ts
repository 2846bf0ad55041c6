/** The built command line, run as a process on small images. */
import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InferenceSession, Tensor } from "onnxruntime-node";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { build } from "../../scripts/lib/build.mjs";
import { imageFolder, lossmith, type Outcome } from "./cli.ts";

const runFiles = ["config.json", "metrics.jsonl", "model.onnx", "report.html", "weights.safetensors"];
const ownModel = `
import { dense, flatten, sequential, type NetworkTask } from "lossmith";
import { abs } from "lossmith/ops";
enum Units { Hidden = 8 }
if (typeof abs !== "function") throw new Error("no ops");
export default ({ inputShape, classes, head, seed }: NetworkTask) =>
  sequential([flatten(), dense(Units.Hidden, { activation: "relu" }), dense(classes, { activation: head })], { inputShape, seed });
`;

vi.setConfig({ testTimeout: 60_000 });

let temp: string;
let images: string;
/** A trained run that several tests read. */
let run: string;
let trained: Outcome;

beforeAll(async () => {
  build();
  temp = await mkdtemp(join(tmpdir(), "lossmith-cli-"));
  images = await imageFolder(join(temp, "images"));
  run = join(temp, "run");
  const args = ["train", "--data", images, "--epochs", "8", "--batch-size", "8", "--out", run, "--json"];
  trained = await lossmith(args);
}, 120_000);

afterAll(() => rm(temp, { recursive: true, force: true }));

const small = (out: string, ...more: string[]): string[] => [
  "train",
  ...["--data", images, "--model", "mlp", "--epochs", "1", "--batch-size", "16", "--out", join(temp, out), ...more],
];

interface Result {
  readonly testLoss: number;
  readonly testAccuracy: number;
  readonly epochs: number;
  readonly steps: number;
  readonly parameters: number;
  readonly device: string;
  readonly out: string;
}

const resultOf = ({ stdout }: Outcome): Result => JSON.parse(stdout.trimEnd().split("\n").at(-1) as string) as Result;

describe("profile", () => {
  test("--json gives the report, --trace a file for Perfetto", async () => {
    const trace = join(temp, "trace.json");
    const args = ["profile", "--data", images, "--model", "mlp", "--batch-size", "8", "--steps", "2", "--trace", trace];
    const { code, stdout } = await lossmith([...args, "--json"]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { steps: number; total: number; passes: { name: string }[] };
    expect(report.steps).toBe(2);
    expect(report.total).toBeGreaterThan(0);
    expect(report.passes.map(({ name }) => name)).toContain("backward");
    const { traceEvents } = JSON.parse(await readFile(trace, "utf8")) as { traceEvents: unknown[] };
    expect(traceEvents.length).toBeGreaterThan(50);
  });

  test("a batch larger than half the data is an error that says so", async () => {
    const { code, stderr } = await lossmith(["profile", "--data", images, "--model", "mlp", "--batch-size", "1000"]);
    expect(code).toBe(1);
    expect(stderr).toContain("smaller batch size");
  });
});

describe("train", () => {
  test("--json gives one line with the results, and the folder everything else", async () => {
    expect(trained.code, trained.stderr).toBe(0);
    expect(trained.stdout.trimEnd().split("\n")).toHaveLength(1);
    const result = resultOf(trained);
    expect(Object.keys(result)).toEqual([
      ...["testLoss", "testAccuracy", "epochs", "steps", "secondsTraining", "stepMillisecondsMedian"],
      ...["parameters", "device", "out"],
    ]);
    expect(result).toMatchObject({ epochs: 8, steps: 32, device: "cpu", out: run, testAccuracy: 1 });
    expect((await readdir(run)).sort()).toEqual(runFiles);
    const config = JSON.parse(await readFile(join(run, "config.json"), "utf8")) as Record<string, unknown>;
    expect(config).toMatchObject({ data: images, model: "convnet", classNames: ["dark", "light"], seed: 0 });
    const lines = (await readFile(join(run, "metrics.jsonl"), "utf8")).trimEnd().split("\n");
    const epochs = lines.map((line) => JSON.parse(line) as Record<string, number>).filter((line) => "valLoss" in line);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(epochs.at(-1)).toMatchObject({ valLoss: result.testLoss, valAccuracy: result.testAccuracy });
    expect(await readFile(join(run, "report.html"), "utf8")).toMatch(/^<!doctype html>/i);
  });

  test.concurrent.each([
    ["huber", "--loss-option", "delta=0.5"],
    ["categoricalCrossentropy"],
    ["binaryCrossentropy"],
    ["mse"],
    ["BCEWithLogitsLoss"],
    ["CrossEntropyLoss"],
  ])("with loss %s", async (loss, ...options) => {
    const outcome = await lossmith(small(`loss-${loss}`, "--loss", loss, ...options, "--json"));
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(resultOf(outcome).testLoss).toBeGreaterThanOrEqual(0);
    const saved = await readFile(join(temp, `loss-${loss}`, "config.json"), "utf8");
    if (loss === "huber") expect(JSON.parse(saved)).toMatchObject({ loss: { name: "huber", delta: 0.5 } });
  });

  test("a model from a file, wherever it is", async () => {
    const checkout = fileURLToPath(new URL(".", import.meta.url));
    const inside = await mkdtemp(join(checkout, "model-"));
    try {
      for (const [where, folder] of [
        ["outside", join(temp, "models")],
        ["inside", inside],
      ] as const) {
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, "net.ts"), ownModel);
        const given = ["--model", "net.ts", "--json"];
        const outcome = await lossmith(small(`own-${where}`, ...given), { cwd: folder });
        expect(outcome.code, outcome.stderr).toBe(0);
        expect(resultOf(outcome).parameters).toBe(3 * 256 * 8 + 8 + 8 * 2 + 2);
        // From another folder: the run remembers where its model is.
        expect((await lossmith(["evaluate", join(temp, `own-${where}`)])).code).toBe(0);
      }
    } finally {
      await rm(inside, { recursive: true });
    }
    const wrong = join(temp, "wrong.ts");
    await writeFile(wrong, "export default 3;");
    const outcome = await lossmith(small("wrong", "--model", wrong));
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toContain("expected a function as default export, got number");
  });

  test("on wasm, and grey images brought to a size", async () => {
    const outcome = await lossmith(
      small("wasm", "--device", "wasm", "--channels", "1", "--image-size", "12", "--json"),
    );
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(resultOf(outcome)).toMatchObject({ device: "wasm", epochs: 1 });
    const config = await readFile(join(temp, "wasm", "config.json"), "utf8");
    expect(JSON.parse(config)).toMatchObject({ inputShape: [1, 12, 12] });
    expect((await lossmith(["evaluate", join(temp, "wasm")])).code).toBe(0);
  });

  test("plain lines where there is no terminal", async () => {
    const { code, stdout, stderr } = await lossmith(small("plain", "--epochs", "2"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("32 training and 8 test examples");
    expect(stdout).toMatch(/^epoch 2\/2 {2}loss \d.* accuracy .* test loss .* test accuracy .* samples\/s$/m);
    expect(stdout).toContain(`report: ${join(temp, "plain", "report.html")}`);
    for (const mark of ["\u001b", "\r", "█"]) expect(stdout).not.toContain(mark);
  });

  test("through the checkout's scripts", async () => {
    const [, ...options] = small("start", "--json");
    const started = await lossmith(options, { script: "scripts/start.mjs" });
    const asked = await lossmith(small("asked", "--json"), { script: "scripts/lossmith.mjs" });
    expect([started.code, asked.code]).toEqual([0, 0]);
    const { out: _, ...first } = resultOf(started);
    expect(resultOf(asked)).toMatchObject({ testLoss: first.testLoss, steps: first.steps });
    expect((await lossmith(["trian"], { script: "scripts/lossmith.mjs" })).code).toBe(2);
  });
});

describe("what is there already", () => {
  test("is kept without --force, and with it when the new run fails early", async () => {
    const folder = join(temp, "kept");
    await cp(run, folder, { recursive: true });
    await writeFile(join(folder, "notes.txt"), "mine");
    const contents = async (): Promise<string[]> =>
      Promise.all((await readdir(folder)).sort().map((name) => readFile(join(folder, name), "base64")));
    const before = await contents();
    const refused = await lossmith(small("kept"));
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("--force");
    // One image is cut short: that shows only when its batch is read.
    const broken = join(temp, "broken");
    await cp(images, broken, { recursive: true });
    const file = join(broken, "light", "7.png");
    await writeFile(file, (await readFile(file)).subarray(0, 60));
    const args = ["--data", broken, "--batch-size", "4", "--image-size", "16"];
    const failed = await lossmith(small("kept", ...args, "--force"));
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(`${file}: expected an image`);
    expect(failed.stderr).toContain("[INVALID_DATA]");
    expect(await contents()).toEqual(before);
    const replaced = await lossmith(small("kept", "--force", "--json"));
    expect(replaced.code, replaced.stderr).toBe(0);
    expect(await readFile(join(folder, "notes.txt"), "utf8")).toBe("mine");
    expect(await readFile(join(folder, "config.json"), "utf8")).toContain('"mlp"');
  });

  test("a folder that cannot be written is refused before any work", async () => {
    const file = join(temp, "a-file");
    await writeFile(file, "");
    for (const out of ["a-file", "a-file/run"]) {
      const outcome = await lossmith(small(out));
      expect(outcome).toMatchObject({ code: 1, stdout: "" });
      expect(outcome.stderr).toContain("[FILE_ACCESS]");
    }
  });

  test("bad data leaves no folder behind", async () => {
    const empty = join(temp, "empty");
    await mkdir(join(empty, "cats"), { recursive: true });
    const outcome = await lossmith(small("none", "--data", empty));
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr).toContain(`${join(empty, "cats")}: expected images of class "cats"`);
    expect(await readdir(temp)).not.toContain("none");
    const mixed = join(temp, "mixed");
    await cp(images, mixed, { recursive: true });
    await sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } }).toFile(
      join(mixed, "dark/big.png"),
    );
    const odd = await lossmith(small("none", "--data", mixed));
    expect(odd.code).toBe(1);
    expect(odd.stderr).toMatch(/big\.png: expected an image of 16 x 16.*--image-size/);
  });
});

test("Ctrl-C ends with 130, says where it was and keeps the weights", async () => {
  const out = join(temp, "stopped");
  const args = small("stopped", "--epochs", "100000");
  const { code, stderr } = await lossmith(args, { interruptAt: /^epoch 2\//m });
  expect(code, stderr).toBe(130);
  expect(stderr).toMatch(/^lossmith: stopped (in|after) epoch \d+ .*weights and figures so far are in .*stopped$/m);
  expect((await readdir(out)).sort()).toEqual(["config.json", "metrics.jsonl", "weights.safetensors"]);
  expect((await lossmith(["evaluate", out, "--json"])).code).toBe(0);
});

describe("a trained run", () => {
  test("is evaluated to the figures of its training", async () => {
    const { code, stdout } = await lossmith(["evaluate", run, "--json"], { cwd: temp });
    expect(code).toBe(0);
    const { testLoss, testAccuracy } = resultOf(trained);
    const answer = JSON.parse(stdout) as { loss: number; accuracy: number };
    expect(answer).toMatchObject({ accuracy: testAccuracy, examples: 8, run });
    expect(answer.loss).toBeCloseTo(testLoss, 5);
    const absent = await lossmith(["evaluate", join(temp, "absent")]);
    expect(absent).toMatchObject({ code: 1, stdout: "" });
    expect(absent.stderr).toContain("expected a folder written by lossmith train");
  });

  test("predicts what ONNX Runtime alone makes of model.onnx; an unreadable image is named", async () => {
    const files = ["dark/1.png", "nope.png", "light/2.png"].map((name) => join(images, name));
    const { code, stdout, stderr } = await lossmith(["predict", run, ...files, "--json"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    type Answer = { image: string; predictions?: { class: string; score: number }[]; error?: { code: string } };
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Answer);
    expect(answers.map(({ image }) => image)).toEqual(files);
    expect(answers[1]?.error).toMatchObject({ code: "FILE_ACCESS" });
    expect([answers[0]?.predictions?.[0]?.class, answers[2]?.predictions?.[0]?.class]).toEqual(["dark", "light"]);
    const session = await InferenceSession.create(join(run, "model.onnx"));
    for (const answer of [answers[0], answers[2]]) {
      const grey = await sharp((answer as Answer).image)
        .toColourspace("b-w")
        .raw()
        .toBuffer();
      const pixels = Float32Array.from(
        [0, 1, 2].flatMap(() => [...grey]),
        (byte) => byte / 255,
      );
      const results = await session.run({ [session.inputNames[0] as string]: new Tensor(pixels, [1, 3, 16, 16]) });
      const scores = results[session.outputNames[0] as string]?.data as Float32Array;
      for (const { class: name, score } of answer?.predictions ?? [])
        expect(scores[name === "dark" ? 0 : 1]).toBeCloseTo(score, 5);
    }
    const spoken = await lossmith(["predict", run, ...files]);
    expect(spoken.code).toBe(1);
    expect(spoken.stderr).toContain("nope.png: expected a readable file, got no such file");
    expect(spoken.stdout).toMatch(/1\.png: dark \d+\.\d %, light .*\n.*2\.png: light /);
  });
});

describe("what cannot be understood: exit code 2, the reason on standard error, nothing on standard output", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["train --out x --loss hubber", /unknown loss "hubber"; did you mean "huber"\? .*\(lossmith losses lists them/],
    ["train --out x --optimizer adm", /unknown optimizer "adm"; did you mean "adam"\?\nknown: adadelta, .*sgd/],
    ["train --out x --model convnt", /unknown model "convnt"; did you mean "convnet"\?\nknown: FILE.ts, convnet, mlp/],
    [
      "train --out x --data mnst",
      /unknown data set "mnst"; did you mean "mnist"\?\nknown: FOLDER, fashion-mnist, mnist/,
    ],
    ["train --out x --device gpu", /unknown --device "gpu"; did you mean "cpu"\?\nknown: cpu, wasm, webgpu/],
    ["trian", /unknown command 'trian'\n\(Did you mean train\?\)\ncommands: train, evaluate, /],
    ["train --out x --epoch 3", /unknown option '--epoch'\n\(Did you mean --epochs\?\)\noptions: --out, /],
    ["train --out x --loss huber --loss-option dleta=1", /unknown huber option "dleta"; did you mean "delta"\?/],
    ["train --out x --loss huber --loss-option delta=0", /huber: delta: expected a number above 0, got 0/],
    ["train --out x --loss-option delta", /--loss-option: expected key=value/],
    ["train --out x --epochs 0", /--epochs: expected a whole number above 0, got "0"/],
    ["train --out x --epochs 1.5", /--epochs: expected a whole number above 0, got "1.5"/],
    ["train --out x --learning-rate fast", /--learning-rate: expected a number above 0, got "fast"/],
    ["train --out x --batch-size -1", /--batch-size: expected a whole number above 0, got "-1"/],
    ["train --out x --channels 2", /unknown --channels "2".*\nknown: 1, 3/],
    ["train --out x --image-size 9", /expected image size and channels for a folder of images only/],
    ["train", /--out: expected a folder/],
    ["predict some-run", /missing required argument 'image'/],
    ["show foo", /unknown loss "foo"/],
    ["show huber --loss-option x=1", /unknown huber option "x"\nknown: delta/],
    ["losses all", /too many arguments/],
  ];
  test.concurrent.each(cases)("%s", async (line, reason) => {
    const { code, stdout, stderr } = await lossmith(line.split(" "), { cwd: temp });
    expect(stderr).toMatch(reason);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("help", () => {
  test("of the program and every command, on standard output", async () => {
    const commands = ["train", "evaluate", "predict", "losses", "show", "eval"];
    const helpOf = async (args: readonly string[]): Promise<void> => {
      const { code, stdout, stderr } = await lossmith([...args, "--help"]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`Usage: lossmith ${args.join(" ")}`);
    };
    await Promise.all([[], ...commands.map((name) => [name])].map(helpOf));
    const { stdout } = await lossmith(["train", "--help"]);
    expect(stdout).toMatch(/--epochs <n>\s+passes over the data \(default: 5\)/);
    expect(stdout).toMatch(/mnist, fashion-mnist, or a folder/);
    expect((await lossmith(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("without arguments, as bad usage", async () => {
    const { code, stdout } = await lossmith([]);
    expect(code).toBe(2);
    expect(stdout).toContain("Commands:");
  });
});

describe("losses", () => {
  test("listed as JSON: the specs without their functions", async () => {
    const { code, stdout, stderr } = await lossmith(["losses", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const list = JSON.parse(stdout) as Record<string, unknown>[];
    expect(list.length).toBeGreaterThanOrEqual(6);
    for (const { name, formula, inputs, fn } of list) {
      expect([typeof name, typeof formula, Array.isArray(inputs), fn]).toEqual(["string", "string", true, undefined]);
    }
    expect((await lossmith(["losses"])).stdout).toMatch(/^ {2}huber +\S/m);
  });

  test("shown by any name, with a plot", async () => {
    const { code, stdout } = await lossmith(["show", "HuberLoss", "--loss-option", "delta=2"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^huber {2}regression/);
    for (const part of ["formula", "delta", "sources", "value", "gradient"]) expect(stdout).toContain(part);
  });

  test.skipIf(process.platform === "win32")("a reader that stops early is no error", () => {
    const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
    const script = `"${process.execPath}" "${main}" show huber | head -n 1`;
    const { stdout, stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
    expect({ lines: stdout.trimEnd().split("\n").length, stderr }).toEqual({ lines: 1, stderr: "" });
  });
});

describe("eval", () => {
  const cases = [
    { id: "a", loss: "mse", inputs: { yTrue: [0, 0], yPred: [1, 3] } },
    { id: "b", loss: "nothing", inputs: { yTrue: [0], yPred: [1] } },
    { id: "c", loss: "huber", params: { delta: 2 }, inputs: { yTrue: [0], yPred: [3] } },
  ];
  type Answer = { id: string; value?: number; gradients?: { yPred: number[] }; error?: { code: string } };
  const answersOf = (stdout: string): Answer[] =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Answer);

  test("answers all in order, from standard input and from a file, as an array and as lines", async () => {
    const array = JSON.stringify(cases);
    const lines = cases.map((each) => JSON.stringify(each)).join("\n");
    const file = join(temp, "cases.jsonl");
    await writeFile(file, lines);
    const outcomes = [
      await lossmith(["eval"], { stdin: array }),
      await lossmith(["eval", "-"], { stdin: lines }),
      await lossmith(["eval", file]),
    ];
    for (const { code, stdout, stderr } of outcomes) {
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      const answers = answersOf(stdout);
      expect(answers.map(({ id }) => id)).toEqual(["a", "b", "c"]);
      expect(answers[0]).toMatchObject({ value: 5, gradients: { yPred: [1, 3] } });
      expect(answers[1]?.error?.code).toBe("UNKNOWN_NAME");
      expect(answers[2]).toMatchObject({ value: 4, gradients: { yPred: [2] } });
    }
  });

  test("exit code 0 when all went well, 1 for a file that is not there", async () => {
    const { code } = await lossmith(["eval"], { stdin: JSON.stringify([cases[0], cases[2]]) });
    expect(code).toBe(0);
    const absent = await lossmith(["eval", join(temp, "absent.json")]);
    expect(absent).toMatchObject({ code: 1, stdout: "" });
    expect(absent.stderr).toContain("[FILE_ACCESS]");
  });
});

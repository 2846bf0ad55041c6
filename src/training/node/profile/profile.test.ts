import { expect, test } from "vitest";
import { originLabel, readOriginLabel } from "../../../core/origin.ts";
import { arrays } from "../../../data/arrays.ts";
import { dense } from "../../../layers/index.ts";
import { sequential } from "../../model.ts";
import { profile } from "./profile.ts";
import { profileText } from "./report.ts";

test("a step's time by pass, layer and operator", async () => {
  const model = sequential([dense(64, { activation: "relu", name: "wide|1" }), dense(3)], { inputShape: [32] });
  model.compile({ loss: "meanSquaredError", optimizer: "adam", stepsPerCall: 1 });
  const data = { x: new Float32Array(32 * 320).fill(0.1), y: Array.from({ length: 320 }, () => [0, 1, 2]) };
  const { report, trace } = await profile(() => model.fit(data, { batchSize: 32 }));
  expect(report.steps).toBe(9);
  const { total, kernels, scheduling, copies, javascript } = report;
  expect(kernels + scheduling + copies + javascript).toBeCloseTo(total, 6);
  for (const part of [kernels, scheduling, copies, javascript]) expect(part).toBeGreaterThan(0);
  for (const rows of [report.passes, report.layers, report.ops])
    expect(rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0)).toBeCloseTo(kernels, 6);
  expect(report.passes.map(({ name }) => name)).toEqual(expect.arrayContaining(["forward", "backward", "update"]));
  expect(report.layers.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["wide|1", "dense", "loss meanSquaredError", "update"]),
  );
  expect(report.machine.gflops).toBeGreaterThan(1);
  expect(report.machine.gigabytesPerSecond).toBeGreaterThan(0.5);
  const wide = report.layers.find(({ name }) => name === "wide|1");
  expect(wide?.gflops).toBeGreaterThan(0);
  expect(profileText(report)).toContain("wide|1");
  const { traceEvents } = JSON.parse(trace) as { traceEvents: { ph: string; ts?: number; dur?: number }[] };
  expect(traceEvents.length).toBeGreaterThan(50);
  for (const { ph, ts, dur } of traceEvents) {
    if (ph === "M") continue;
    expect(ts).toBeGreaterThanOrEqual(0);
    expect(dur).toBeGreaterThanOrEqual(0);
  }
});

test("floating-point operations are those of the layers", async () => {
  const model = sequential([dense(64)], { inputShape: [128] });
  model.compile({ loss: "meanSquaredError", stepsPerCall: 1 });
  const data = arrays(
    { x: new Float32Array(128 * 96).fill(0.1), y: new Float32Array(64 * 96) },
    { shapes: { x: [128], y: [64] } },
  );
  const { report } = await profile(() => model.fit(data, { batchSize: 32 }));
  const layer = report.layers.find(({ name }) => name === "dense");
  // The product of the layer and that of its weights' gradient, 2 · 32 · 128 · 64 each.
  expect(((layer?.gflops as number) * (layer?.milliseconds as number)) / 1e3).toBeCloseTo(
    2 * 2 * 32 * 128 * 64 * 1e-9,
    6,
  );
});

test("a model that was run before has nothing to profile", async () => {
  await expect(profile(async () => undefined)).rejects.toThrow(/two calls/);
});

test("labels are read back", () => {
  const origin = { part: "layer", name: "a:b|c d", gradient: true } as const;
  expect(readOriginLabel(`${originLabel(origin)}Add_3`)).toEqual(origin);
  expect(readOriginLabel("Add_3")).toBeUndefined();
});

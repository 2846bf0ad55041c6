/** The benchmarks in a short form, without peers: so that `npm run bench` works when it is wanted. */
import { expect, test } from "vitest";
import { htmlReport } from "../../bench/lib/html-report.mjs";
import { bySuite, textReport, withKept, withResults } from "../../bench/lib/report.mjs";
import { power, quantile, slope } from "../../bench/lib/stats.mjs";
import { digest, opWorks } from "../../bench/ops/works.mjs";
import { runSuites, suites } from "../../bench/run.mjs";
import { distance } from "../../bench/suites/ops.mjs";
import { build } from "../../scripts/lib/build.mjs";
import { findChromium } from "../../scripts/lib/chromium.mjs";

test("every suite gives rows, and the report shows them", { timeout: 400_000 }, async () => {
  build();
  const names = Object.keys(suites).filter((name) => name !== "web"); // has a test of its own
  const only = ["huber", "arcFace", "ssim", "ctc", "conv", "layerNorm", "embedding"];
  const results = await runSuites(names, { withPeers: false, tiny: true, only });
  const namesOf = (suite: string) => results.rows.filter((row) => row.suite === suite).map(({ name }) => name);
  expect(namesOf("losses").map((name) => name.split(" ")[0])).toEqual(["arcFace", "ctc", "huber", "ssim"]);
  const chosen = opWorks(true).filter(({ operation }) => only.includes(operation));
  expect(namesOf("ops")).toEqual(chosen.map(({ name }) => name));
  expect(new Set(results.rows.map(({ suite }) => suite))).toEqual(new Set(names));
  const text = textReport(results);
  for (const row of results.rows) {
    expect(Number.isFinite(row.ours.median), row.name).toBe(true);
    if (row.unit === "ms") expect(row.ours.median, row.name).toBeGreaterThan(0);
    expect(text).toContain(row.name);
  }
  const page = htmlReport(bySuite(results));
  for (const name of names) expect(page).toContain(`<section id="${name}">`);
  expect(page.match(/<svg/g)).toHaveLength(2 * namesOf("growth").length); // no ratios without peers, curves at two widths
});

test("a step in Chromium has the losses of the same step here", { timeout: 180_000 }, async () => {
  build();
  const isThere = findChromium() !== undefined;
  if (!isThere) console.warn("There is no Chromium: only what the web suite says then is tested.");
  const run = runSuites(["web"], { withPeers: false, tiny: true });
  if (!isThere && process.getuid?.() !== 0) {
    await expect(run).rejects.toThrow(/no Chromium found/);
    return;
  }
  const [row] = (await run).rows;
  expect(row).toMatchObject({ suite: "web", device: "wasm", unit: "ms" });
  expect(row?.ours.median).toBeGreaterThan(0);
});

test("results that differ in one place, in size or in number are told apart", () => {
  const numbers = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
  expect(distance([digest(numbers)], [digest(numbers)])).toBe(0);
  expect(distance([digest(numbers)], [digest(numbers.toReversed())])).toBeGreaterThan(0.1);
  expect(distance([digest(numbers)], [digest(numbers.subarray(1))])).toBe(Number.POSITIVE_INFINITY);
  expect(distance([digest(numbers)], [])).toBe(Number.POSITIVE_INFINITY);
  expect(distance([digest(numbers)], [digest(numbers.map(() => Number.NaN))])).toBe(Number.POSITIVE_INFINITY);
});

test("a suite that does not exist is named with those that do", async () => {
  await expect(runSuites(["step"])).rejects.toThrow(/unknown suite step; there are steps, losses, /);
});

test("results replace the old ones in the document and leave the rest", () => {
  const row = { suite: "steps", name: "a step", device: "cpu", unit: "ms", ours: { median: 2, samples: 1 } };
  const machine = { cpu: "some CPU", cores: 2, memoryGiB: 1, system: "linux x64" };
  const results = (median: number) => ({
    date: "2000-01-01",
    machine,
    versions: { lossmith: "0.0.0" },
    rows: [
      {
        ...row,
        ours: { median, samples: 1 },
        peer: "Peer",
        theirs: { median: 4, samples: 1 },
        ratio: median / 4,
        goal: 1,
        ok: true,
      },
      { ...row, peer: "Other", absent: "it has no such step" },
    ],
  });
  const first = withResults(undefined, results(2));
  expect(first).toContain("| a step [cpu] | 2.00 ms | Peer | 4.00 ms | 0.50 | ≤ 1 | yes |");
  expect(first).toContain("not timed: it has no such step");
  const second = withResults(`${first}\nWritten by hand.\n`, results(3));
  expect(second).toContain("| a step [cpu] | 3.00 ms | Peer | 4.00 ms | 0.75 | ≤ 1 | yes |");
  expect(second).not.toContain("0.50");
  expect(second).toContain("Written by hand.");
  const other = { ...results(5), date: "2001-01-01", rows: [{ ...row, suite: "web", name: "a page" }] };
  const third = withResults(second, other);
  expect(third).toContain("| a step [cpu] | 3.00 ms | Peer |");
  expect(third).toContain("### web\n\n2001-01-01. some CPU");
  expect(third).toContain("### steps\n\n2000-01-01. some CPU");
  const old = second.replace("### steps\n\n2000-01-01. some CPU", "1999-01-01. old CPU\n\n### steps\n\n");
  expect(withResults(old, other)).toContain("### steps\n\n1999-01-01. old CPU");
  expect(() => withResults("no markers", results(1))).toThrow(/markers/);
  const stored = bySuite({ ...results(2), rows: [...results(2).rows, { ...row, name: "another step" }] });
  expect(withKept(results(7), stored).rows.map(({ name, ours }) => [name, ours.median])).toContainEqual(["a step", 7]);
  expect(withKept(results(7), stored).rows.map(({ name }) => name)).toContain("another step");
  const elsewhere = { ...results(7), machine: { ...results(7).machine, cpu: "another CPU" } };
  expect(() => withKept(elsewhere, stored)).toThrow(/run all of it/);
});

test("quantiles interpolate and slopes ignore an outlier", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([5], 0.25)).toBe(5);
  const line = Array.from({ length: 20 }, (_, x): [number, number] => [x, 3 * x + 1]);
  expect(slope([...line, [20, 1e6]])).toBeCloseTo(3);
  expect(power([1, 2, 4, 8].map((x) => [x, 5 * x ** 1.2]))).toBeCloseTo(1.2);
});

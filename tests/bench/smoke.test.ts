/** The benchmarks in a short form, without peers: so that `npm run bench` works when it is wanted. */
import { expect, test } from "vitest";
import { textReport, withResults } from "../../bench/lib/report.mjs";
import { quantile, slope } from "../../bench/lib/stats.mjs";
import { runSuites, suites } from "../../bench/run.mjs";
import { build } from "../../scripts/lib/build.mjs";

test("every suite gives rows, and the report shows them", { timeout: 180_000 }, async () => {
  build();
  const names = Object.keys(suites);
  const only = ["huber", "arcFace", "ssim", "ctc"];
  const results = await runSuites(names, { withPeers: false, tiny: true, only });
  expect(results.rows.filter(({ suite }) => suite === "losses").map(({ name }) => name.split(" ")[0])).toEqual(
    [...only].sort(),
  );
  expect(new Set(results.rows.map(({ suite }) => suite))).toEqual(new Set(names));
  const text = textReport(results);
  for (const row of results.rows) {
    expect(Number.isFinite(row.ours.median), row.name).toBe(true);
    if (row.unit === "ms") expect(row.ours.median, row.name).toBeGreaterThan(0);
    expect(text).toContain(row.name);
  }
});

test("a suite that does not exist is named with those that do", async () => {
  await expect(runSuites(["step"])).rejects.toThrow(/unknown suite step; there are steps, /);
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
  expect(() => withResults("no markers", results(1))).toThrow(/markers/);
});

test("quantiles interpolate and slopes ignore an outlier", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([5], 0.25)).toBe(5);
  const line = Array.from({ length: 20 }, (_, x): [number, number] => [x, 3 * x + 1]);
  expect(slope([...line, [20, 1e6]])).toBeCloseTo(3);
});

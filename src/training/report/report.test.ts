import { parseHTML } from "linkedom";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../core/random.ts";
import type { ReportData } from "./data.ts";
import { findings } from "./findings.ts";
import { renderReport } from "./page.ts";
import { sampleRun } from "./report.samples.ts";

interface Element {
  readonly textContent: string;
  readonly outerHTML: string;
  readonly children: readonly Element[];
  getAttribute(name: string): string | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): readonly Element[];
}

const parse = (page: string): Element => (parseHTML(page) as unknown as { document: Element }).document;
const texts = (root: Element, selector: string): string[] =>
  Array.from(root.querySelectorAll(selector), (each) => each.textContent.trim().replaceAll("\u00a0", " "));
const nothing: ReportData = { title: "Run", headline: { figures: {} }, history: [] };

describe("a whole run", () => {
  const run = sampleRun();
  let page = "";
  let document: Element;
  beforeAll(async () => {
    page = await renderReport(run);
    document = parse(page);
  });

  it("opens with the headline figures, in the title too", () => {
    expect(document.querySelector("title")?.textContent.replaceAll("\u00a0", " ")).toBe(
      "MNIST convnet · accuracy 99.38 % · loss 0.0287",
    );
    expect(texts(document, ".figures dt")).toEqual([
      "Test accuracy",
      "Test loss",
      "Training time",
      "Parameters",
      "Steps",
    ]);
    expect(texts(document, ".figures dd")).toEqual(["99.38 %", "0.0287", "4 min", "50,186", "5,628"]);
  });

  it("has every section", () => {
    expect(texts(document, "h2")).toEqual([
      "Learning curves",
      "Confusion matrix",
      "Costliest mistakes",
      "Weights and gradients",
      "Model",
      "Settings",
    ]);
    expect(texts(document, "figcaption b")).toEqual([
      "Loss",
      "Accuracy",
      "Learning rate",
      "Loss of every step",
      "Weight norm",
      "Gradient norm",
    ]);
  });

  it("loads nothing", () => {
    const addresses = Array.from(document.querySelectorAll("[src], [href], [action], [poster], [srcset]"), (each) =>
      ["src", "href", "action", "poster", "srcset"]
        .map((name) => each.getAttribute(name))
        .find((value) => value !== null),
    );
    expect(addresses.length).toBe(16);
    for (const address of addresses) expect(address).toMatch(/^data:image\/png;base64,[A-Za-z0-9+/=]+$/);
    expect(page).not.toMatch(/@import|url\(|<link|<iframe|<object/);
    const outside = page.match(/https?:\/\/[^"'\s<]+/g) ?? [];
    // Names of XML languages, which nothing fetches.
    expect(new Set(outside.map((address) => new URL(address).host))).toEqual(new Set(["www.w3.org"]));
    expect(document.querySelector("meta[http-equiv]")?.getAttribute("content")).toContain("default-src 'none'");
  });

  it("draws a point for every epoch and tells their values to the script", () => {
    const chart = document.querySelector("[data-points]") as Element;
    const points = JSON.parse(chart.getAttribute("data-points") as string) as {
      x: number;
      label: string;
      values: string[][];
    }[];
    expect(points).toHaveLength(12);
    expect(points[0]?.label).toBe("Epoch 1");
    expect(points[0]?.values.map(([name]) => name)).toEqual(["train", "validation"]);
    expect(chart.querySelectorAll("circle")).toHaveLength(24);
    for (const { x } of points) expect(x).toBeGreaterThan(0);
  });

  it("has a matrix with counts and recall, and the pairs confused most", () => {
    const rows = document.querySelectorAll(".heat tbody tr");
    expect(rows).toHaveLength(10);
    expect(texts(rows[4] as Element, "td")).toEqual(["0", "0", "0", "0", "974", "0", "0", "0", "0", "8", "99.2 %"]);
    expect(texts(document, ".pairs li")[0]).toBe("4 taken for 98");
    const depths = Array.from(document.querySelectorAll(".heat td[style]"), (cell) =>
      Number(/--depth:(\d+)%/.exec(cell.getAttribute("style") as string)?.[1]),
    );
    for (const depth of depths) expect(depth >= 0 && depth <= 100).toBe(true);
  });

  it("shows the mistakes as pictures", async () => {
    const cards = document.querySelectorAll(".mistakes li");
    expect(cards).toHaveLength(16);
    const image = cards[0]?.querySelector("img") as Element;
    expect(image.getAttribute("alt")).toContain("4 taken for 9");
    expect(texts(cards[0] as Element, "dd")).toEqual(["4", "9", "99.9 %", "8.1"]);
    const png = Buffer.from((image.getAttribute("src") as string).split(",")[1] as string, "base64");
    const pixels = await sharp(png).toColourspace("b-w").raw().toBuffer();
    expect(new Uint8Array(pixels)).toEqual(run.mistakes?.[0]?.image?.data);
  });

  it("lists layers with their total, and settings by dotted name", () => {
    expect(texts(document, ".model tfoot td")).toContain("50,186");
    expect(texts(document, ".model tbody tr:nth-child(3) td").slice(0, 2)).toEqual(["64 × 14 × 14", "18,496"]);
    const settings = Object.fromEntries(
      Array.from(document.querySelectorAll(".settings tr"), (row) => [texts(row, "th")[0], texts(row, "td")[0]]),
    );
    expect(settings).toMatchObject({ "optimizer.name": "adam", "data.imageShape": "[1, 28, 28]", epochs: "12" });
  });

  it("says what is shown to those who cannot see it", () => {
    const drawings = document.querySelectorAll(".canvas > [role=img]");
    expect(drawings).toHaveLength(6);
    for (const drawing of drawings) expect(drawing.getAttribute("aria-label")).toMatch(/ from .+ to .+\.$/);
    for (const image of document.querySelectorAll("img")) expect(image.getAttribute("alt")).not.toBe("");
    for (const table of document.querySelectorAll("table")) expect(table.querySelector("caption")).not.toBeNull();
    for (const head of document.querySelectorAll("th")) expect(head.getAttribute("scope")).toMatch(/^(row|col)$/);
    expect(document.querySelector("html")?.getAttribute("lang")).toBe("en");
  });
});

describe("text from outside", () => {
  it("is escaped wherever it stands", async () => {
    const evil = `</script><script>alert("1")</script><img src=x onerror='1'>&`;
    const { classNames: _, ...run } = sampleRun(3);
    const page = await renderReport({
      ...run,
      title: evil,
      subtitle: evil,
      finishedAt: evil,
      notes: [evil],
      classNames: Array.from({ length: 10 }, (_, i) => evil + i),
      headline: { figures: { [evil]: 1 }, on: evil },
      history: run.history.map((record) => ({ ...record, metrics: { [evil]: 0.5 } })),
      norms: [{ epoch: 1, layer: evil, weightNorm: 1 }],
      summary: [{ layer: evil, outputShape: [], parameters: 1 }],
      config: { [evil]: evil, list: [evil] },
    });
    const document = parse(page);
    expect(page).not.toContain("<script>alert");
    expect(page).not.toMatch(/<img src=x/);
    expect(document.querySelectorAll("script")).toHaveLength(1);
    expect(document.querySelectorAll("[onerror]")).toHaveLength(0);
    expect(texts(document, "h1")).toEqual([evil]);
    expect(texts(document, ".heat tbody th")[3]).toBe(`${evil}3`);
  });
});

describe("runs with less to show", () => {
  it("renders a run that recorded nothing", async () => {
    const document = parse(await renderReport(nothing));
    expect(texts(document, "h1")).toEqual(["Run"]);
    expect(texts(document, "main")).toEqual(["The run recorded nothing yet."]);
    expect(document.querySelectorAll("section, dl")).toHaveLength(0);
  });

  it("leaves out empty parts", async () => {
    const empty = {
      stepLosses: [],
      confusion: [],
      mistakes: [],
      norms: [],
      summary: [],
      config: {},
      classNames: [],
      notes: [],
    };
    const document = parse(await renderReport({ ...nothing, ...empty }));
    expect(document.querySelectorAll("section")).toHaveLength(0);
  });

  it("shows regression without classes or pictures", async () => {
    const history = [1, 2, 3].map((epoch) => ({ epoch, loss: 5 / epoch, metrics: { mae: 2 / epoch } }));
    const mistakes = [{ label: 3.5, predicted: 1.25, loss: 5.0625 }];
    const document = parse(await renderReport({ ...nothing, headline: { figures: { mae: 0.7 } }, history, mistakes }));
    expect(texts(document, "h2")).toEqual(["Learning curves", "Costliest mistakes"]);
    expect(texts(document, "figcaption b")).toEqual(["Loss", "MAE"]);
    expect(texts(document, ".mistakes dd")).toEqual(["3.5", "1.25", "5.063"]);
    expect(document.querySelectorAll("img")).toHaveLength(0);
  });

  it("survives one epoch, constant values and values that are not finite", async () => {
    const one = await renderReport({ ...nothing, history: [{ epoch: 1, loss: 0.5 }], stepLosses: [0.5] });
    const broken = await renderReport({
      ...nothing,
      headline: { figures: { loss: Number.NaN }, seconds: Number.NaN },
      history: [
        { epoch: 1, loss: 0.5, validation: { loss: 0.5 } },
        { epoch: 2, loss: Number.NaN, validation: { loss: Number.POSITIVE_INFINITY } },
        { epoch: 3, loss: Number.NaN, validation: { loss: Number.NaN } },
      ],
      stepLosses: [0.5, Number.NaN],
      norms: [{ epoch: 1, layer: "dense", weightNorm: 0, gradientNorm: Number.NaN }],
    });
    for (const page of [one, broken]) expect(page).not.toMatch(/(d|x|y|cx|cy|x1|y1|transform)="[^"]*(NaN|Infinity)/);
    expect(texts(parse(broken), ".findings li")).toContain("The loss became NaN at step 2.");
    const none = await renderReport({ ...nothing, history: [{ epoch: 1, loss: Number.NaN }] });
    expect(texts(parse(none), ".findings li")).toEqual(["The loss became NaN in epoch 1."]);
  });

  it("lists the hardest of many classes instead of a matrix", async () => {
    const confusion = Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 60 }, (_, j) => (i === j ? 90 : j === 7 ? i : 0)),
    );
    const document = parse(await renderReport({ ...nothing, confusion }));
    expect(document.querySelector(".heat")).toBeNull();
    expect(texts(document, "#confusion tbody th")).toHaveLength(20);
    expect(texts(document, "#confusion tbody th")[0]).toBe("59");
  });

  it("handles classes never seen and matrices without a mistake", async () => {
    const document = parse(
      await renderReport({
        ...nothing,
        confusion: [
          [3, 0],
          [0, 0],
        ],
      }),
    );
    expect(texts(document, "td.recall")).toEqual(["100.0 %", "none seen"]);
    expect(texts(document, ".confusion .aside")).toEqual(["Nothing was taken for something else."]);
  });

  it("shows colour pictures, and at most eight layers' norms", async () => {
    const random = new Random(1);
    const data = Uint8Array.from({ length: 3 * 4 * 5 }, () => random.integer(256));
    const norms = Array.from({ length: 12 }, (_, i) =>
      [1, 2].map((epoch) => ({ epoch, layer: `layer_${i}`, weightNorm: 1 + epoch * i })),
    ).flat();
    const mistakes = [{ image: { data, channels: 3, height: 4, width: 5 }, label: 0, predicted: 1, loss: 1 }];
    const document = parse(await renderReport({ ...nothing, norms, mistakes }));
    const source = document.querySelector("img")?.getAttribute("src") as string;
    const { data: raw, info } = await sharp(Buffer.from(source.split(",")[1] as string, "base64"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 5, height: 4, channels: 3 });
    expect(Array.from({ length: 20 }, (_, i) => raw[3 * i + 2])).toEqual(Array.from(data.subarray(40)));
    expect(texts(document, ".legend span")).toHaveLength(8);
    expect(texts(document, "#norms .aside")).toEqual([
      "The 8 layers whose weights changed most; 4 more are not shown.",
    ]);
  });

  it("draws a hundred thousand steps with few points", async () => {
    const stepLosses = Float32Array.from({ length: 100_000 }, (_, i) => 1 + Math.sin(i) / 2);
    const page = await renderReport({ ...nothing, stepLosses });
    expect(page.length).toBeLessThan(80_000);
  });
});

describe("findings", () => {
  const epoch = (n: number, loss: number, validation: number): ReportData["history"][number] => ({
    epoch: n,
    loss,
    validation: { loss: validation },
  });

  it("tells overfitting from curves that still fall", () => {
    expect(findings({ ...nothing, history: [epoch(1, 3, 3), epoch(2, 2, 2), epoch(3, 1, 4)] })[0]).toContain(
      "lowest in epoch 2 of 3: 2. After that it rose to 4 while training loss kept falling, which is overfitting",
    );
    expect(findings({ ...nothing, history: [epoch(1, 3, 3), epoch(2, 2, 2), epoch(3, 1, 1)] })[0]).toContain(
      "more epochs may help",
    );
    expect(findings({ ...nothing, history: [epoch(1, 3, 3), epoch(2, 2, 2), epoch(3, 2, 2.1)] })).toEqual([
      "Validation loss was lowest in epoch 2 of 3: 2.",
    ]);
  });

  it("names the hardest class and the speed", () => {
    const run = {
      ...nothing,
      headline: { figures: {}, seconds: 2, steps: 100 },
      confusion: [
        [9, 1],
        [4, 6],
      ],
      classNames: ["cat", "dog"],
    };
    expect(findings(run).map((text) => text.replaceAll("\u00a0", " "))).toEqual([
      "A step took 20 ms on average.",
      "Hardest class: dog, recognised 60.0 % of the time and most often taken for cat.",
    ]);
  });
});

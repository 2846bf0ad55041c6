import { shapeText } from "../../core/shape.ts";

/** Metrics that are shares of a whole and read best as a percentage. */
const shares = /accuracy|precision|recall|f1|fbeta|auc|iou|jaccard|dice|specificity|sensitivity/i;

/** Whether figures of this name are shares, shown in per cent. */
export function isShare(name: string, values: readonly number[]): boolean {
  return shares.test(name) && values.every((value) => !Number.isFinite(value) || (value >= 0 && value <= 1));
}

/** 0.98765 as "98.77 %", with a space that no line breaks at. */
export function percent(value: number, digits = 2): string {
  return Number.isFinite(value) ? `${(value * 100).toFixed(digits)}\u00a0%` : String(value);
}

/** A number to about four figures; very large and very small ones with an exponent. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 0.99e-4)) return value.toExponential(2).replace(/\.?0*e\+?/, "e");
  return size < 1000
    ? String(Number(value.toPrecision(4)))
    : value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}

/** A figure by the name of what it measures. */
export function metricText(name: string, value: number): string {
  return isShare(name, [value]) ? percent(value) : figure(value);
}

/** 60000 as "60,000". */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}

/** Seconds as "42.1 s", "3 min 12 s" or "2 h 5 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return String(seconds);
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

const acronyms = /\b(mae|mse|rmse|mape|auc|iou|miou|f1)\b/gi;

/** "topKAccuracy" as "top k accuracy", "mae" as "MAE". */
export function words(name: string): string {
  return name
    .replace(/_/g, " ")
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim()
    .replace(/\s+/g, " ")
    .replace(acronyms, (short) => short.toUpperCase())
    .replace(/\br2\b/, "R²");
}

/** As `words`, with a capital. */
export function title(name: string): string {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Nested options as dotted names and text: `{ optimizer: { name: "adam" } }` as "optimizer.name", "adam". */
export function flatten(config: Readonly<Record<string, unknown>>, prefix = ""): [name: string, value: string][] {
  return Object.entries(config).flatMap(([name, value]): [string, string][] => {
    const path = prefix + name;
    if (value === undefined) return [];
    if (typeof value === "number") return [[path, Number.isInteger(value) ? count(value) : String(value)]];
    if (Array.isArray(value) && value.every((item) => typeof item === "number")) return [[path, shapeText(value)]];
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const inner = flatten(value as Record<string, unknown>, `${path}.`);
      return inner.length === 0 ? [[path, "{}"]] : inner;
    }
    return [[path, typeof value === "string" ? value : (JSON.stringify(value) ?? String(value))]];
  });
}

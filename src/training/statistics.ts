import { isFloat } from "../core/dtype.ts";
import { sizeOf } from "../core/shape.ts";
import type { Dataset, Field } from "../data/dataset.ts";
import { copiesFromMemory, evenly, type FieldStatistics, scanField, scanFinite } from "../data/scan.ts";

/** Numbers that statistics are made of: of inputs a part is enough, of targets the one that is wrong must be found. */
const inputNumbers = 2 ** 20;
const targetNumbers = 2 ** 22;
/** Floats that are looked through for NaN, where that is copying from memory. */
const mostFloats = 2 ** 25;
/** Examples that are read where they may have to be decoded from files. */
const examplesOfFiles = 256;

const scans = new WeakMap<Dataset, Map<string, Promise<FieldStatistics>>>();

/**
 * Statistics of a field, once for each data set: of all examples where there are few numbers, else of some at even
 * distances. NaN in floats is looked for in all that lie in memory.
 */
export function statisticsOf(dataset: Dataset, name: string, role: "input" | "target"): Promise<FieldStatistics> {
  const known = scans.get(dataset) ?? new Map<string, Promise<FieldStatistics>>();
  scans.set(dataset, known);
  const key = `${role} ${name}`;
  const found = known.get(key) ?? scan(dataset, name, role === "input" ? inputNumbers : targetNumbers);
  known.set(key, found);
  return found;
}

async function scan(dataset: Dataset, name: string, numbers: number): Promise<FieldStatistics> {
  const { shape, dtype } = dataset.fields[name] as Field;
  const size = Math.max(1, sizeOf(shape));
  const isCheap = size <= 16 || copiesFromMemory(dataset, [name]);
  const most = isCheap ? Math.max(examplesOfFiles, Math.floor(numbers / size)) : examplesOfFiles;
  const found = await scanField(dataset, name, evenly(dataset.size, most));
  if (found.examples === dataset.size || !isCheap || !isFloat(dtype)) return found;
  return { ...found, ...(await scanFinite(dataset, name, evenly(dataset.size, Math.floor(mostFloats / size)))) };
}

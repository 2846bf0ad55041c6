import { sizeOf } from "../core/shape.ts";
import type { Dataset, Field } from "../data/dataset.ts";
import { type Fingerprints, findRepeats, findShared, fingerprints, type Repeats } from "../data/duplicates.ts";
import { count } from "../data/findings.ts";
import { copiesFromMemory, evenly } from "../data/scan.ts";
import type { Findings } from "./checks.ts";
import { inputFields } from "./data-fields.ts";
import type { Plan } from "./program.ts";

/** Shares from which repeats are spoken of: a few are in most collections. */
const repeatedShare = 0.01;
const sharedShare = 0.005;
/** Where more than this share repeats, examples are of few kinds by nature (the four of XOR): nothing is said. */
const fewKindsShare = 0.5;

/** Numbers that are hashed at most of data in memory, and examples where they may have to be decoded from files. */
const mostNumbers = 2 ** 27;
const examplesOfFiles = 256;

/** Examples that come several times, and examples of the validation data that are trained on. */
export async function checkRepeats(
  plan: Plan,
  train: Dataset,
  validation: Dataset | undefined,
  findings: Findings,
): Promise<void> {
  const names = inputFields(plan, train).map(({ field }) => field);
  if (names.length === 0 || !(findings.wants("DUPLICATES") || findings.wants("LEAK"))) return;
  const prints = await printsOf(train, names);
  const repeats = await findRepeats(prints);
  const share = repeats.count / prints.examples.length;
  if (share > fewKindsShare) return;
  if (share >= repeatedShare)
    findings.report([
      {
        code: "DUPLICATES",
        where: "training data",
        expected: "different examples",
        got: repeatsText(repeats, prints, "equal to an earlier one", ["example ", "example "]),
        fix: "drop the copies, or give one of them the weight of all (sampleWeight)",
      },
    ]);
  if (validation === undefined || !names.every((name) => sameField(train.fields[name], validation.fields[name])))
    return;
  const asked = await printsOf(validation, names);
  const shared = await findShared(asked, prints);
  if (shared.count / asked.examples.length >= sharedShare)
    findings.report([
      {
        code: "LEAK",
        where: "validation data",
        expected: "examples that are not trained on",
        got: repeatsText(shared, asked, "in the training data too", ["example ", "training example "]),
        fix: "drop the copies before splitting: figures on them say nothing about new examples",
      },
    ]);
}

function repeatsText(
  { count: repeated, first }: Repeats,
  { dataset, examples }: Fingerprints,
  what: string,
  [one, other]: readonly [string, string],
): string {
  const part =
    examples.length === dataset.size ? "" : ` (${count(examples.length)} of ${count(dataset.size)} looked at)`;
  const pair = first === undefined ? "" : `, ${one}${first[0]} is ${other}${first[1]}`;
  return `${count(repeated)} of ${count(examples.length)} ${what}${pair}${part}`;
}

function sameField(a: Field | undefined, b: Field | undefined): boolean {
  return a?.dtype === b?.dtype && sizeOf(a?.shape ?? []) === sizeOf(b?.shape ?? []);
}

const known = new WeakMap<Dataset, Map<string, Promise<Fingerprints>>>();

/** Hashes of a data set's examples, made once. */
function printsOf(dataset: Dataset, names: readonly string[]): Promise<Fingerprints> {
  const key = names.join("\n");
  const made = known.get(dataset) ?? new Map<string, Promise<Fingerprints>>();
  known.set(dataset, made);
  const size = names.reduce((sum, name) => sum + sizeOf(dataset.fields[name]?.shape ?? []), 0);
  const most = copiesFromMemory(dataset, names)
    ? Math.max(examplesOfFiles, Math.floor(mostNumbers / size))
    : examplesOfFiles;
  const prints = made.get(key) ?? fingerprints(dataset, names, evenly(dataset.size, most));
  made.set(key, prints);
  return prints;
}

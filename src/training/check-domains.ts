import { DomainError, ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import type { Warning, WarningCode } from "../core/warnings.ts";
import type { LossInfo, LossInput } from "../losses/spec.ts";
import { checkMetrics } from "./check-metrics.ts";
import { type Head, headOf, layerText, replaceText } from "./head.ts";
import type { Plan } from "./program.ts";
import { isMulticlass, isYesOrNo } from "./scores.ts";
import { predictionsOf } from "./targets.ts";
import type { ResolvedLoss } from "./terms.ts";
import { tryLoss } from "./try-loss.ts";

type Warn = (warning: Warning) => void;

/**
 * Checks that what a network gives is what its losses and metrics take: what certainly makes training meaningless is an
 * error, what someone may mean is a warning.
 * @throws DomainError or ShapeError with the change to make
 */
export function checkDomains(plan: Plan, warn: Warn): void {
  const { sample } = plan.network;
  const headFrom = (name: string): Head => headOf(sample.outputs[name] as Tensor, sample);
  for (const each of plan.outputs) {
    const { output, loss } = each;
    // Told when nothing is wrong for certain.
    const found: Warning[] = [];
    const note: Warn = (warning) => found.push(warning);
    if (loss !== undefined) {
      for (const name of new Set([output, ...Object.values(loss.predictions)]))
        checkActivation(name, headFrom(name), loss, note);
      const { info } = loss;
      for (const input of info === undefined ? [] : predictionsOf(info)) {
        const pair: Pair = {
          loss,
          info: info as LossInfo,
          input,
          head: headFrom(loss.predictions[input.name] as string),
          say: (code, message, fix) => note({ code, where: `${loss.name}, ${input.name}`, message, fix }),
        };
        checkPrediction(pair);
      }
      const refused = tryLoss(loss, output, plan);
      if (refused !== undefined) throw explained(refused, loss, headFrom(output));
    }
    checkMetrics(each, headFrom(output), plan, note);
    found.forEach(warn);
  }
}

/** A loss's own refusal of probabilities, with the layer to change where the loss has no `fromLogits` to drop. */
function explained(refused: DomainError, { name, info }: ResolvedLoss, head: Head): DomainError {
  if (head.domain !== "probabilities" || (info !== undefined && "fromLogits" in info.params)) return refused;
  const problem = { expected: "logits", got: given(head), fix: replaceText(head, "linear") };
  return new DomainError(name, problem, { cause: refused });
}

/** What no loss can train: a softmax of one class, and (where the loss reads probabilities or logits) one of probabilities. */
function checkActivation(output: string, head: Head, { info, name }: ResolvedLoss, warn: Warn): void {
  const { kind, classes, below } = head;
  if (classes === 1)
    throw new DomainError(`output "${output}"`, {
      expected: "a softmax over at least 2 classes",
      got: `one over 1 class, which always gives ${kind === "softmax" ? 1 : 0} and has no gradient`,
      fix: replaceText(head, "sigmoid"),
    });
  const isDouble = isSquashed(kind) && below !== undefined && (below.kind === "softmax" || below.kind === "sigmoid");
  if (!isDouble) return;
  const fix =
    below.layer === head.layer ? `apply the ${kind} alone` : `${replaceText(below, "linear")}, or drop the ${kind}`;
  const readsProbabilities =
    info !== undefined && predictionsOf(info).some((each) => wantedOf(info, each, {}) !== "any");
  if (readsProbabilities)
    throw new DomainError(name, {
      expected: `a ${kind} of logits as output "${output}"`,
      got: `a ${kind} of a ${below.kind}'s probabilities, which are all nearly alike after it`,
      fix,
    });
  warn({
    code: "DOUBLE_ACTIVATION",
    where: `output "${output}"`,
    message: `a ${kind} of a ${below.kind}'s probabilities`,
    fix,
  });
}

function isSquashed(kind: Head["kind"]): boolean {
  return kind === "softmax" || kind === "sigmoid" || kind === "logSoftmax";
}

type Wanted = "probabilities" | "logits" | "logProbabilities" | "positive" | "any";

/** What a loss takes for a prediction, with its options. */
function wantedOf(info: LossInfo, { domain }: LossInput, options: Readonly<Record<string, unknown>>): Wanted {
  const domains = [domain].flat();
  if (domains.includes("real") || domains.includes("unknown")) return "any";
  if (domains.includes("logits")) {
    if (!domains.includes("probabilities")) return "logits";
    if (!("fromLogits" in info.params)) return "any"; // its parts say which
    return options["fromLogits"] === true ? "logits" : "probabilities";
  }
  // Beyond classification the reading of probabilities hangs on other options: of a decoder's likelihood, for instance.
  if (info.family === "classification" && (domains.includes("probabilities") || domains.includes("logProbabilities")))
    return domains.includes("probabilities") ? "probabilities" : "logProbabilities";
  return domains[0] === "positive" ? "positive" : "any";
}

/** A prediction of a loss with the head that gives it. */
interface Pair {
  readonly loss: ResolvedLoss;
  readonly info: LossInfo;
  readonly input: LossInput;
  readonly head: Head;
  readonly say: (code: WarningCode, message: string, fix: string) => void;
}

function checkPrediction(pair: Pair): void {
  const wanted = wantedOf(pair.info, pair.input, pair.loss.options);
  if (wanted === "positive") checkPositive(pair);
  if (wanted === "logProbabilities") checkLogProbabilities(pair);
  if (wanted !== "probabilities" && wanted !== "logits") return;
  checkClassCount(pair);
  if (wanted === "logits") checkScores(pair);
  else checkProbabilities(pair);
}

function checkPositive({ head, say }: Pair): void {
  if (head.kind === "linear" || head.kind === "tanh")
    say(
      "POSITIVE_EXPECTED",
      `takes positive numbers, and ${layerText(head)} gives negative ones too`,
      replaceText(head, "softplus"),
    );
}

function checkLogProbabilities({ loss, input, head }: Pair): void {
  if (head.kind !== "linear" && head.domain !== "probabilities") return;
  throw new DomainError(loss.name, {
    expected: `log-probabilities as ${input.name}`,
    got: given(head),
    fix: `${replaceText(head, "logSoftmax")}, or use "sparseCategoricalCrossentropy"`,
  });
}

function checkClassCount({ loss, info, input, head }: Pair): void {
  const isOnLastAxis = input.shape.endsWith("classes]") && (loss.options["axis"] ?? -1) === -1;
  if (isMulticlass(info) && isOnLastAxis && head.shape.at(-1) === 1)
    throw new ShapeError(loss.name, {
      expected: "an output of at least 2 classes on its last axis",
      got: `${shapeText(head.shape)} from ${layerText(head)}`,
      fix: 'use "binaryCrossentropy" with a sigmoid for one probability per example, or give the layer a unit for each class',
    });
}

function checkProbabilities({ loss, info, input, head, say }: Pair): void {
  const { kind } = head;
  const multiclass = isMulticlass(info);
  const activation = multiclass ? "softmax" : "sigmoid";
  // Over classes, probabilities are normalised: numbers from 0 up are shares then.
  if (kind === "linear" || kind === "tanh" || (kind === "relu" && !multiclass)) {
    const takesLogits = kind === "linear" && "fromLogits" in info.params;
    const other = `, or say that they are logits: { name: "${loss.name}", fromLogits: true }`;
    throw new DomainError(loss.name, {
      expected: `probabilities as ${input.name}`,
      got: given(head),
      fix: `${replaceText(head, activation)}${takesLogits ? other : ""}`,
    });
  }
  if (kind === "relu")
    say("RELU_HEAD", "takes probabilities, and beside a relu's zeros it is infinite", replaceText(head, activation));
  if (kind === "sigmoid" && multiclass)
    say(
      "SIGMOID_FOR_CLASSES",
      `takes a distribution over classes, and ${layerText(head)} gives independent probabilities`,
      `${replaceText(head, "softmax")}, or use "binaryCrossentropy" where an example may have several labels`,
    );
  if (kind === "softmax" && isYesOrNo(info) && head.isWhole)
    say(
      "SOFTMAX_FOR_LABELS",
      `takes independent probabilities, and ${layerText(head)} gives a distribution over ${head.classes} classes`,
      `${replaceText(head, "sigmoid")}, or use "categoricalCrossentropy" where an example has one class`,
    );
}

function checkScores({ loss, info, head, say }: Pair): void {
  const { kind, domain } = head;
  const isProbability = domain === "probabilities";
  const unsquashed = replaceText(head, "linear");
  if (isProbability && loss.options["fromLogits"] === true)
    throw new DomainError(loss.name, {
      expected: "logits (with fromLogits: true the loss applies an activation of its own)",
      got: given(head),
      fix: `drop fromLogits (the loss is computed from the ${kind}'s logits all the same), or ${unsquashed}`,
    });
  if (isProbability) say("PROBABILITIES_FOR_SCORES", `takes scores of any size, and gets ${given(head)}`, unsquashed);
  if (info.family !== "classification") return;
  if (kind === "relu") say("RELU_HEAD", `takes logits of any sign, and gets ${given(head)}`, unsquashed);
  if (kind === "tanh")
    say("BOUNDED_LOGITS", `takes logits of any size, and gets ${given(head)}: no prediction can be sure`, unsquashed);
}

/** "numbers of any size from dense(10)" */
function given(head: Head): string {
  return `${describeHead(head)} from ${layerText(head)}`;
}

function describeHead({ kind, domain }: Head): string {
  if (kind === "linear") return "numbers of any size";
  if (kind === "tanh") return "numbers from -1 to 1";
  if (kind === "relu") return "numbers from 0 up";
  return kind === "softmax" || kind === "sigmoid" ? `a ${kind}'s probabilities` : domain;
}

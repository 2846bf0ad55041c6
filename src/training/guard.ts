import { NonFiniteError } from "../core/errors.ts";
import type { StepProgram } from "../onnx/encode.ts";
import { release, type Stepper, type Values } from "../runtime/stepper.ts";
import type { Value } from "../runtime/value.ts";
import { diagnose, type Roles } from "./diagnose.ts";
import { scan } from "./scan.ts";

// Losses are looked at after every call of the runtime, the whole state (weights, optimizer state, statistics) after every 32
// steps and at the end: bad numbers stay in it, since x · NaN and sums with it are NaN. State comes out of the runtime as new
// arrays, so the last good one is kept at no cost, and a bad step is found by taking the steps since then one by one.

/** Steps between two looks at the whole state. */
const scanEvery = 32;
/** How many norms are remembered, to say how fast the weights grew. */
const remembered = 64;

/** One step that has been taken and can be taken again. */
export interface GuardedStep {
  readonly stepper: () => Stepper;
  /** The step as it was built, before any pass. */
  readonly program: () => StepProgram;
  /** What it was fed, with a first axis of 1. */
  readonly feeds: () => Promise<Values> | Values;
  /** Examples of the batch, as indices of the data set. */
  readonly rows?: ArrayLike<number>;
  readonly loss: number;
}

/** Norm of the weights after a number of steps. */
export interface NormAt {
  readonly steps: number;
  readonly norm: number;
}

export interface GuardOptions {
  /** Named in errors: "training". */
  readonly where: string;
  /** Output of the program that is minimised. */
  readonly lossName: string;
  /** Steps taken before. */
  readonly steps: number;
  readonly state: Values;
  readonly isWeight: (name: string) => boolean;
  readonly roles: Roles;
  readonly learningRate: (step: number) => number;
  /** Norms of the weights after earlier steps, to be gone on with. */
  readonly norms: NormAt[];
}

/** Watches over the numbers of a training and goes back to the last good ones. */
export class Guard {
  private readonly options: GuardOptions;
  /** The last state that was looked at and found good. */
  private good: Values;
  private goodSteps: number;
  private pending: GuardedStep[] = [];

  constructor(options: GuardOptions) {
    this.options = options;
    this.good = options.state;
    this.goodSteps = options.steps;
  }

  /** State and number of steps to go on from after an error. */
  get lastGood(): { readonly state: Values; readonly steps: number } {
    return { state: this.good, steps: this.goodSteps };
  }

  /** Goes on from a state that was set from outside. */
  restart(state: Values, steps: number): void {
    this.good = state;
    this.goodSteps = steps;
    this.pending = [];
  }

  /**
   * Takes in the steps of one call of the runtime.
   * @param before the state they started from, which is freed on a device once it is not needed
   * @throws NonFiniteError saying where the first bad number arose; `lastGood` is then the state before that step
   */
  async accept(steps: readonly GuardedStep[], before: Values, after: Values): Promise<void> {
    const kept = this.good;
    this.pending.push(...steps);
    const isBad = steps.some(({ loss }) => !Number.isFinite(loss));
    if (isBad || this.pending.length >= scanEvery) await this.settle(after, isBad);
    if (before !== kept && before !== this.good && before !== after) release(before);
  }

  /** Looks at the whole state now. */
  async settle(state: Values, isBad = false): Promise<void> {
    if (this.pending.length === 0) return;
    const { norms, isWeight } = this.options;
    if (norms.length === 0) this.remember(this.goodSteps, (await scan(this.good, isWeight)).norm);
    const found = await scan(state, isWeight);
    if (isBad || !found.isSound) throw await this.find();
    this.remember(this.goodSteps + this.pending.length, found.norm);
    if (this.good !== state) release(this.good);
    this.good = state;
    this.goodSteps += this.pending.length;
    this.pending = [];
  }

  private remember(steps: number, norm: number): void {
    const { norms } = this.options;
    norms.push({ steps, norm });
    if (norms.length > remembered) norms.shift();
  }

  /** Takes the steps since the last good state again, one by one, up to the first bad one. */
  private async find(): Promise<NonFiniteError> {
    const { where, isWeight, learningRate, lossName, norms, roles } = this.options;
    const steps = this.pending;
    this.pending = [];
    for (const step of steps) {
      const feeds = await step.feeds();
      const result = await step.stepper().run(1, feeds, {}, this.good);
      const loss = (await (result.outputs[lossName] as Value).numbers())[0] as number;
      const found = await scan(result.state, isWeight);
      if (!(Number.isFinite(loss) && found.isSound)) {
        release(result.state);
        return await diagnose({
          where,
          step: this.goodSteps + 1,
          program: step.program(),
          lossName,
          device: step.stepper().device,
          feeds,
          rows: step.rows,
          state: this.good,
          roles,
          norms,
          learningRate: learningRate(this.goodSteps),
        });
      }
      this.remember(this.goodSteps + 1, found.norm);
      release(this.good);
      this.good = result.state;
      this.goodSteps++;
    }
    return new NonFiniteError(
      where,
      {
        expected: "finite numbers",
        got: `NaN or infinity in one of the ${steps.length} steps up to ${this.goodSteps}, but not when they were taken again`,
        fix: "the data set gives other numbers each time it is read: look for NaN in it",
      },
      { cause: "unknown", step: this.goodSteps },
    );
  }
}

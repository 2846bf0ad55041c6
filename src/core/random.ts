import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { range } from "./range.ts";

/**
 * Random numbers in JavaScript: initial values, shuffles, augmentation on the host. The same seed and the same calls give
 * the same numbers. Random numbers inside a graph come from the ops `randomUniform` and `randomNormal`.
 */
export class Random {
  private readonly seed: number;
  private readonly generator: ReturnType<typeof xoroshiro128plus>;
  private spare: number | undefined;

  constructor(seed: number) {
    this.seed = seed | 0;
    this.generator = xoroshiro128plus(this.seed);
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** Whole number in [0, below). */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Standard normal (Box and Muller 1958, doi:10.1214/aoms/1177706645). */
  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** 0 .. length - 1 in random order (Fisher and Yates). */
  permutation(length: number): Uint32Array {
    const order = range(length);
    for (let i = length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swap = order[i] as number;
      order[i] = order[j] as number;
      order[j] = swap;
    }
    return order;
  }

  /** An independent stream for a named purpose, so that one more draw in one place shifts no other. */
  fork(label: string): Random {
    let hash = 0x811c9dc5; // FNV-1a
    for (const char of label) hash = Math.imul(hash ^ (char.codePointAt(0) as number), 0x01000193);
    return new Random(Math.imul(hash ^ this.seed, 0x9e3779b1));
  }
}

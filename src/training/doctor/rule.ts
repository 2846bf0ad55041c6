import type { LossmithError } from "../../core/errors.ts";
import type { Measurements } from "./measure.ts";
import type { Subject } from "./subject.ts";

/** "error": training is wrong or cannot work; "warning": it is likely to be worse than it could be. */
export type Severity = "error" | "warning";

/** What a rule saw in one place. */
export interface Sighting {
  /** The layer, output, field or option it is about. */
  readonly where: string;
  /** What is the matter, with the figures. */
  readonly seen: string;
  /** The change to make here; default: the rule's own. */
  readonly fix?: string;
}

/** A kind of mistake: what it is called, why it matters, and how it is seen. */
export interface Rule {
  /** In kebab-case; also the name of its page. */
  readonly id: string;
  readonly severity: Severity;
  /** The mistake in one line. */
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
  /** A minimal training that has the mistake, as code. */
  readonly example: string;
  /** Rules whose findings explain this one's: where any of them found something this one is silent. */
  readonly unless?: readonly string[];
  /** Looks at what training is made of. */
  look?(subject: Subject): readonly Sighting[];
  /** Looks at what a few steps on a copy of the model's state gave. */
  probe?(subject: Subject, measured: Measurements): readonly Sighting[];
  /** Looks at the error that kept training from starting. */
  refused?(error: LossmithError): readonly Sighting[];
}

/** The numbers in four digits, small and large ones with an exponent. */
export function figure(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size < 1e-3 || size >= 1e6 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

/** A share as a percentage. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

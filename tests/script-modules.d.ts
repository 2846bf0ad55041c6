/** What the tests use of the project's scripts, which are plain JavaScript. */
declare module "*/bench/lib/draw.mjs" {
  export function draw(shape: readonly number[], parameter: number, limit: number): Float32Array<ArrayBuffer>;
  export function drawWeights(shapes: readonly (readonly number[])[]): Float32Array<ArrayBuffer>[];
}

declare module "*/bench/run.mjs" {
  export interface Summary {
    readonly median: number;
    readonly samples: number;
    readonly quartiles?: readonly [number, number];
  }
  export interface Row {
    readonly suite: string;
    readonly name: string;
    readonly device: string;
    readonly unit: string;
    readonly ours: Summary;
    readonly peer?: string;
    readonly theirs?: Summary;
    readonly ratio?: number;
    readonly goal?: number;
    readonly ok?: boolean;
    readonly absent?: string;
  }
  export interface Results {
    readonly date: string;
    readonly machine: Readonly<Record<string, unknown>>;
    readonly versions: Readonly<Record<string, string>>;
    readonly rows: readonly Row[];
  }
  export const suites: Readonly<Record<string, unknown>>;
  export function runSuites(
    names: readonly string[],
    options?: {
      readonly withPeers?: boolean;
      readonly tiny?: boolean;
      readonly rounds?: number;
      readonly only?: readonly string[];
    },
  ): Promise<Results>;
}

declare module "*/bench/lib/report.mjs" {
  import type { Results } from "*/bench/run.mjs";
  export function bySuite(results: Results): Readonly<Record<string, Results>>;
  export function textReport(results: Results): string;
  export function withKept(results: Results, stored: Readonly<Record<string, Results>>): Results;
  export function withResults(document: string | undefined, results: Results): string;
}

declare module "*/bench/lib/html-report.mjs" {
  import type { Results } from "*/bench/run.mjs";
  export function htmlReport(suites: Readonly<Record<string, Results>>): string;
}

declare module "*/bench/suites/ops.mjs" {
  export interface Digest {
    readonly size: number;
    readonly scale: number;
    readonly picked: readonly number[];
  }
  export function distance(mine: readonly Digest[], theirs: readonly Digest[]): number;
}

declare module "*/bench/ops/works.mjs" {
  import type { Digest } from "*/bench/suites/ops.mjs";
  export function digest(numbers: ArrayLike<number>): Digest;
  export function opWorks(tiny?: boolean): readonly { readonly name: string; readonly operation: string }[];
}

declare module "*/scripts/lib/chromium.mjs" {
  export function findChromium(): string | undefined;
}

declare module "*/bench/lib/stats.mjs" {
  export function power(points: readonly (readonly [number, number])[]): number;
  export function quantile(values: readonly number[], q: number): number;
  export function slope(points: readonly (readonly [number, number])[]): number;
}

declare module "*/scripts/lib/build.mjs" {
  export function build(): boolean;
}

declare module "*/scripts/lib/imports.mjs" {
  export interface Import {
    readonly specifier: string;
    readonly typeOnly: boolean;
    readonly lazy: boolean;
    readonly line: number;
  }
  export function importsOf(source: string): Import[];
}

declare module "*/scripts/lib/example-folders.mjs" {
  export function examples(): {
    readonly name: string;
    readonly folder: string;
    readonly program: string;
    readonly title: string;
    readonly summary: string;
    readonly command: string;
  }[];
}

declare module "*/examples/lib/example.mjs" {
  export function withTable(
    readme: string,
    results: { readonly command: string; readonly seconds: number; readonly figures: object },
  ): string;
}

declare module "*/bench/doctor/measure.mjs" {
  export function measureDoctor(
    lossmith: Readonly<Record<string, unknown>>,
    options?: { readonly every?: number; readonly offset?: number; readonly log?: (text: string) => void },
  ): Promise<{
    readonly faults: number;
    readonly healthy: number;
    readonly precision: number;
    readonly recall: number;
  }>;
}

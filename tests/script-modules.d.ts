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
  export function textReport(results: Results): string;
  export function withResults(document: string | undefined, results: Results): string;
}

declare module "*/bench/lib/stats.mjs" {
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

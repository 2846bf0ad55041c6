import type { Device } from "../core/op.ts";
import type { Value } from "./value.ts";

export interface SessionOptions {
  readonly device: Device;
  /** Threads inside an operator; default: the machine's cores. */
  readonly threads?: number | undefined;
  /** Outputs that stay where they were computed (on the GPU), because they are fed back. */
  readonly resident?: readonly string[];
  /** Writes a profile of every run to a file whose name starts like this (Node's native build only). */
  readonly profile?: string;
}

/** A loaded graph. */
export interface Session {
  /** Runs once. Values come back where they were computed; read them with `value.read()`. */
  run(feeds: Readonly<Record<string, Value>>): Promise<Record<string, Value>>;
  /** Writes the profile. */
  endProfiling?(): void;
  dispose(): Promise<void>;
}

/** What a platform offers: the only thing that differs between Node and the browser. */
export interface Backend {
  readonly devices: readonly Device[];
  readonly defaultDevice: Device;
  /** Whether values can stay in GPU memory between runs. Where not, several steps run in one call instead. */
  readonly keepsOnGpu: boolean;
  /** ONNX Runtime's native build has a kernel for products of single rows here: its x64 one does. */
  readonly multipliesRows?: boolean;
  load(model: Uint8Array, options: SessionOptions): Promise<Session>;
}

/** 0 .. length - 1: examples in their own order. */
export function range(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, i) => i);
}

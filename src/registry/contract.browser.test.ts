import { expect, inject, test } from "vitest";
import { drawData, requiredOptions } from "../../tests/losses/draw.ts";
import { runLoss } from "../../tests/losses/loss.ts";
import { lossEntries, parseLossOptions } from "./index.ts";

// Every loss, from its spec alone, in float32 on this device against float64 on wasm (WebGPU has no float64).

const device = inject("device");

test.each(lossEntries())("%s", async (name, info) => {
  const required = requiredOptions(info);
  const options = parseLossOptions(name, info, required);
  const data = drawData(info, required);
  const exact = await runLoss(info, options, data, { dtype: "float64", device: "wasm", reduction: "none" });
  const { shape, value, gradients } = await runLoss(info, options, data, {
    dtype: "float32",
    device,
    reduction: "none",
  });
  expect(shape).toEqual(exact.shape);
  const close = (got: readonly number[], want: readonly number[], what: string): void => {
    const scale = Math.max(1e-3, ...want.map(Math.abs));
    want.forEach((target, i) => {
      expect(Math.abs((got[i] as number) - target), `${what}[${i}]: ${got[i]}, want ${target}`).toBeLessThanOrEqual(
        2 * (info.rounding ?? 1e-5) * scale,
      );
    });
  };
  close(value, exact.value, "value");
  for (const [key, want] of Object.entries(exact.gradients))
    close(gradients[key] as number[], want, `gradient by ${key}`);
});

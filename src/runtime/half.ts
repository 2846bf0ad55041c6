import { backend } from "#backend";
import { DeviceError } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { input } from "../core/tensor.ts";
import { matMul } from "../ops/matmul.ts";
import { cast } from "../ops/structure.ts";
import { evaluate } from "./evaluate.ts";
import type { Value } from "./value.ts";

const found = new Map<Device, Promise<unknown>>();

/**
 * Tries a product in float16 on a device.
 * @throws DeviceError when it has no float16 (WebGPU without its feature "shader-f16")
 */
export async function requireHalf(device: Device = backend.defaultDevice): Promise<void> {
  let failure = found.get(device);
  if (failure === undefined) {
    failure = findFailure(device);
    found.set(device, failure);
  }
  const cause = await failure;
  if (cause !== undefined)
    throw new DeviceError(
      device,
      {
        expected: 'float16, which WebGPU has where the adapter lists the feature "shader-f16"',
        got: cause instanceof Error ? cause.message : String(cause),
        fix: "leave mixedPrecision out",
      },
      { cause },
    );
}

/** What goes wrong with float16; undefined: nothing. */
async function findFailure(device: Device): Promise<unknown> {
  const [x, y] = [input("x", [2, 2]), input("y", [2, 2])];
  const product = cast(matMul(cast(x, "float16"), cast(y, "float16")), "float32");
  try {
    const [result] = await evaluate([product], { x: [1, 2, 3, 4], y: [1, 0.5, 0.25, 2] }, { device });
    const numbers = Array.from(await (result as Value).numbers());
    const expected = [1.5, 4.5, 4, 9.5];
    return numbers.every((value, i) => value === expected[i])
      ? undefined
      : new Error(`${numbers.join(", ")} for ${expected.join(", ")}`);
  } catch (error) {
    return error;
  }
}

import type { Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { averagePool, globalAveragePool, globalMaxPool, maxPool, type PoolOptions } from "../ops/pooling.ts";
import { resize } from "../ops/resize.ts";
import { type KernelSize, requireChannels, requireSpace } from "./conv.ts";
import { checkCount } from "./dense.ts";
import { defineLayer, type Layer } from "./layer.ts";

export interface PoolLayerOptions extends Omit<PoolOptions, "window"> {
  readonly name?: string;
}

function poolLayer(
  kind: string,
  axes: number,
  window: KernelSize,
  options: PoolLayerOptions,
  pool: (x: Tensor, options: PoolOptions) => Tensor,
): Layer {
  const { name, ...rest } = options;
  return defineLayer({
    kind,
    arity: 1,
    precision: "any",
    name,
    options: { window, ...rest },
    call([x]) {
      requireSpace(kind, (x as Tensor).shape.slice(1), axes);
      return pool(x as Tensor, { window, ...rest });
    },
  });
}

/** Largest of every window, [batch, channels, length]; the stride is the window unless given. */
export function maxPool1d(window: KernelSize = 2, options: PoolLayerOptions = {}): Layer {
  return poolLayer("maxPool1d", 1, window, options, maxPool);
}

/** Largest of every window, [batch, channels, height, width]; the stride is the window unless given. */
export function maxPool2d(window: KernelSize = 2, options: PoolLayerOptions = {}): Layer {
  return poolLayer("maxPool2d", 2, window, options, maxPool);
}

/** Largest of every window, [batch, channels, depth, height, width]; the stride is the window unless given. */
export function maxPool3d(window: KernelSize = 2, options: PoolLayerOptions = {}): Layer {
  return poolLayer("maxPool3d", 3, window, options, maxPool);
}

/** Mean of every window, [batch, channels, length]; padding is not counted. */
export function averagePool1d(window: KernelSize = 2, options: PoolLayerOptions = {}): Layer {
  return poolLayer("averagePool1d", 1, window, options, averagePool);
}

/** Mean of every window, [batch, channels, height, width]; padding is not counted. */
export function averagePool2d(window: KernelSize = 2, options: PoolLayerOptions = {}): Layer {
  return poolLayer("averagePool2d", 2, window, options, averagePool);
}

/** Mean of every window, [batch, channels, depth, height, width]; padding is not counted. */
export function averagePool3d(window: KernelSize = 2, options: PoolLayerOptions = {}): Layer {
  return poolLayer("averagePool3d", 3, window, options, averagePool);
}

function globalLayer(kind: string, name: string | undefined, pool: (x: Tensor) => Tensor): Layer {
  return defineLayer({
    kind,
    arity: 1,
    name,
    options: {},
    call([x]) {
      requireChannels(kind, (x as Tensor).shape.slice(1));
      return pool(x as Tensor);
    },
  });
}

/** Largest over all positions: [batch, channels, ...space] to [batch, channels]. */
export function globalMaxPooling({ name }: { readonly name?: string } = {}): Layer {
  return globalLayer("globalMaxPooling", name, (x) => globalMaxPool(x));
}

/** Mean over all positions: [batch, channels, ...space] to [batch, channels]. */
export function globalAveragePooling({ name }: { readonly name?: string } = {}): Layer {
  return globalLayer("globalAveragePooling", name, (x) => globalAveragePool(x));
}

/** Images enlarged by a whole factor, [batch, channels, height, width]: "nearest" repeats pixels, "linear" blends them. */
export function upsample2d(
  factor = 2,
  { mode = "nearest", name }: { readonly mode?: "nearest" | "linear"; readonly name?: string } = {},
): Layer {
  checkCount("upsample2d", "factor", factor);
  return defineLayer({
    kind: "upsample2d",
    arity: 1,
    name,
    options: { factor, mode },
    call([x]) {
      const image = x as Tensor;
      const shape: Shape = image.shape.slice(1);
      requireSpace("upsample2d", shape, 2);
      return resize(image, { size: shape.slice(1).map((length) => length * factor), mode });
    },
  });
}

import { describe, expect, test } from "vitest";
import { ArgumentError, DTypeError, ShapeError } from "../core/errors.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { conv, convInputGradient, convWeightGradient } from "./conv.ts";
import { convTranspose } from "./conv-transpose.ts";

const x = (...shape: number[]): Tensor => input("x", shape);
const w = (...shape: number[]): Tensor => input("w", shape);

describe("conv refuses, and says why", () => {
  test("channels that do not fit the weights", () => {
    expect(() => conv(x(1, 28, 28, 3), w(8, 3, 3, 3))).toThrow(
      "conv: expected 3 channels in x (weights [8, 3, 3, 3] take 3 in each of 1 group), got 28 (shape [1, 28, 28, 3]); " +
        "x is [batch, channels, ...space]; transpose it if its channels come last",
    );
    expect(() => conv(x(1, 4, 8), w(4, 4, 3), { groups: 2 })).toThrow(/8 channels .* in each of 2 groups\), got 4/);
  });

  test("filters that groups do not divide", () => {
    expect(() => conv(x(1, 4, 8), w(3, 2, 3), { groups: 2 })).toThrow(
      new ShapeError("conv", { expected: "a number of filters that 2 groups divide", got: "3" }),
    );
  });

  test("a kernel larger than the padded input", () => {
    expect(() => conv(x(1, 1, 4, 4), w(1, 1, 3, 7), { padding: 1 })).toThrow(
      /no larger than the padded input along spatial axis 1 \(6\), got 7; make/,
    );
    expect(() => conv(x(1, 1, 4), w(1, 1, 3), { dilation: 2 })).toThrow(/got 3, spread over 5 by dilation 2/);
  });

  test("ranks, dtypes, bias", () => {
    expect(() => conv(x(4, 4), w(1, 1, 2, 2))).toThrow(/conv: expected rank 3 to 5, got shape \[4, 4\]/);
    expect(() => conv(x(1, 1, 4), w(1, 1, 2, 2))).toThrow(/weights of rank 3/);
    expect(() => conv(x(1, 1, 4), input("w", [1, 1, 2], { dtype: "float64" }))).toThrow(DTypeError);
    expect(() => conv(input("x", [1, 1, 4], { dtype: "int32" }), w(1, 1, 2))).toThrow(DTypeError);
    expect(() => conv(x(1, 1, 4), w(2, 1, 2), { bias: input("b", [1]) })).toThrow(/a bias of shape \[2\], got \[1\]/);
  });

  test("options that are not whole, positive, or one for each axis", () => {
    const attempt = (options: object) => () => conv(x(1, 1, 4, 4), w(1, 1, 2, 2), options);
    expect(attempt({ stride: 0 })).toThrow(ArgumentError);
    expect(attempt({ stride: [1, 1, 1] })).toThrow(/stride: a whole number from 1, or one for each of 2 spatial axes/);
    expect(attempt({ dilation: 1.5 })).toThrow(/dilation/);
    expect(attempt({ groups: 0 })).toThrow(/groups: a whole number from 1, got 0/);
    expect(attempt({ padding: "full" })).toThrow(/padding "valid", "same"/);
    expect(attempt({ padding: [[1, 1]] })).toThrow(/for each of 2 spatial axes, got \[\[1,1\]\]/);
    expect(attempt({ padding: -1 })).toThrow(ArgumentError);
  });
});

test('padding "same" gives ceil(size / stride) results', () => {
  for (const size of [4, 5, 7])
    for (const stride of [1, 2, 3])
      for (const kernel of [1, 2, 3, 5])
        for (const dilation of [1, 2]) {
          const result = conv(x(1, 1, size), w(1, 1, kernel), { stride, dilation, padding: "same" });
          expect(result.shape[2]).toBe(Math.ceil(size / stride));
        }
});

test("the adjoints refuse shapes that no such convolution has", () => {
  expect(() => convInputGradient(x(1, 2, 3, 3), w(2, 1, 2, 2), [1, 1, 5, 5])).toThrow(
    /convInputGradient: expected grad of shape \[1, 2, 4, 4\], got \[1, 2, 3, 3\]/,
  );
  expect(() => convWeightGradient(x(1, 1, 5, 5), w(1, 2, 3, 3), [2, 1, 2, 2])).toThrow(
    /convWeightGradient: expected grad of shape \[1, 2, 4, 4\], got \[1, 2, 3, 3\]/,
  );
});

describe("convTranspose", () => {
  test("output size", () => {
    const result = convTranspose(x(2, 4, 5, 6), w(4, 3, 3, 2), {
      stride: [2, 3],
      dilation: [2, 1],
      groups: 2,
      outputPadding: [1, 2],
      padding: [
        [1, 0],
        [2, 1],
      ],
    });
    expect(result.shape).toEqual([2, 6, (5 - 1) * 2 + 5 + 1 - 1, (6 - 1) * 3 + 2 + 2 - 3]);
  });

  test("refuses, and says why", () => {
    expect(() => convTranspose(x(1, 2, 4), w(3, 1, 2))).toThrow(/x with 3 channels \(weights \[3, 1, 2\]\)/);
    expect(() => convTranspose(x(1, 2, 4), w(2, 1, 2), { stride: 2, outputPadding: 2 })).toThrow(
      /outputPadding below the stride \[2\], got \[2\]/,
    );
    expect(() => convTranspose(x(1, 2, 4), w(2, 1, 2), { padding: 3 })).toThrow(ShapeError);
    expect(() => convTranspose(x(1, 2, 4), w(2, 1, 2), { bias: input("b", [2]) })).toThrow(/a bias of shape \[1\]/);
    expect(() => convTranspose(x(1, 2, 4), w(2, 1, 2), { groups: 0 })).toThrow(ArgumentError);
  });
});

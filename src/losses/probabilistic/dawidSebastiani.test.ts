import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { dawidSebastiani } from "./dawidSebastiani.ts";

test("twice the normal surprise less its constant", () =>
  expectElementwise(
    (y, m, s) => dawidSebastiani(y, m, s),
    (y, m, s) => ((y - m) / s) ** 2 + 2 * Math.log(s),
    ["normal", "normal", "positive"],
  ));

import { expect, test } from "vitest";
import { ArgumentError } from "../core/errors.ts";
import { parsePrompt } from "./prompt.ts";

const none = Number.NEGATIVE_INFINITY;

test.each([
  ["a castle", { text: "a castle", weight: 1, stop: none }],
  ["a castle:0.5", { text: "a castle", weight: 0.5, stop: none }],
  ["blur:-1:-0.8", { text: "blur", weight: -1, stop: -0.8 }],
  [" dog : 2 ", { text: "dog", weight: 2, stop: none }],
  ["title: a dog", { text: "title: a dog", weight: 1, stop: none }],
  ["title: a dog:2:0.1", { text: "title: a dog", weight: 2, stop: 0.1 }],
  ["dog:1:-inf", { text: "dog", weight: 1, stop: none }],
])("%s", (prompt, expected) => {
  expect(parsePrompt(prompt)).toEqual(expected);
});

test.each(["", ":2", "dog:Infinity"])("%s is no prompt", (prompt) => {
  expect(() => parsePrompt(prompt)).toThrow(ArgumentError);
});

import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { perceptron } from "./perceptron.ts";

describeMarginLoss("perceptron", perceptron, (m) => Math.max(0, -m));

import { describeMarginLoss } from "../../../tests/losses/margins.ts";
import { exponentialLoss } from "./exponentialLoss.ts";

describeMarginLoss("exponentialLoss", exponentialLoss, (m) => Math.exp(-m));

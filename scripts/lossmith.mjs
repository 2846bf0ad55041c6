/** npm run lossmith -- <arguments>: the command line, from this checkout. Standard output is the command's alone. */
import { main } from "./lib/main.mjs";
import { runCommandLine } from "./lib/run-command-line.mjs";

main(() => runCommandLine(process.argv.slice(2)));

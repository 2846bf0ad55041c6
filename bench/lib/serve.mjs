/** The worker's side: answers requests, one JSON object a line, until standard input ends. */
import { createInterface } from "node:readline";
import { Bench } from "tinybench";

export async function serve(handlers) {
  const write = process.stdout.write.bind(process.stdout);
  // Standard output carries answers only; what libraries print goes to standard error.
  process.stdout.write = process.stderr.write.bind(process.stderr);
  for await (const line of createInterface({ input: process.stdin })) {
    const { command, ...request } = JSON.parse(line);
    let answer;
    try {
      answer = (await handlers[command](request)) ?? {};
    } catch (error) {
      answer = { error: error instanceof Error ? error.message : String(error) };
    }
    write(`${JSON.stringify(answer)}\n`);
  }
  process.exit(0);
}

/** Milliseconds of each of `repeats` runs of a function, without warm-up: the caller decides what is warm. */
export async function timed(run, repeats) {
  const bench = new Bench({ iterations: repeats, time: 0, warmup: false, retainSamples: true, throws: true });
  bench.add("run", async () => {
    await run();
  });
  const [task] = await bench.run();
  // Samples come sorted; that is enough for medians and quartiles.
  return task.result.latency.samples;
}

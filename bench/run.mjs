/** Runs suites and gathers what they give. The package must be built. */
import { machine, versions } from "./lib/machine.mjs";
import { findPeers } from "./lib/peers.mjs";
import { startWorker, stopWorkers } from "./lib/worker.mjs";
import { compared, suites } from "./suites/index.mjs";

export { suites };

/** @param names suites to run; `only` names losses, or operations; `tiny` sizes and no `peers` are for a quick check of the harness itself */
export async function runSuites(names, { withPeers = true, tiny = false, rounds, only, log = () => undefined } = {}) {
  const unknown = names.filter((name) => !(name in suites));
  if (unknown.length > 0)
    throw new Error(`unknown suite ${unknown.join(", ")}; there are ${Object.keys(suites).join(", ")}`);
  const peers = withPeers && names.some((name) => compared.has(name)) ? findPeers() : {};
  const options = { peers, tiny, only, log, ...(rounds === undefined ? {} : { rounds }) };
  try {
    const rows = [];
    for (const name of names) rows.push(...(await suites[name](options)));
    const date = new Date().toISOString().slice(0, 10);
    return { date, machine: machine(), versions: { ...versions(), ...(await peerVersions(peers)) }, rows };
  } finally {
    await stopWorkers();
  }
}

async function peerVersions(peers) {
  const found = {};
  for (const { name, file, args, env, absent } of Object.values(peers)) {
    if (absent !== undefined) continue;
    const worker = startWorker(file, args, { env });
    // PyTorch is here several times, in different settings.
    found[name.split(",")[0]] = (await worker.ask("version")).version;
    await worker.stop();
  }
  return found;
}

/** Runs one Vitest project and counts its tests. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { passThrough, TestsFailed } from "./checks.mjs";
import { bin } from "./paths.mjs";

export async function runProject(project, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), "lossmith-tests-"));
  const report = join(folder, "report.json");
  try {
    const args = ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await passThrough(bin("vitest"), args, { env });
    if (!existsSync(report)) throw new Error(`vitest wrote no report (exit code ${code})`);
    return countsOf(JSON.parse(readFileSync(report, "utf8")), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countsOf({ numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults }, code) {
  const skipped = numPendingTests + numTodoTests;
  // A file that cannot be loaded has no tests to fail, and an error outside any test has no file: each counts as one.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  let failed = numFailedTests + brokenFiles.length;
  if (failed === 0 && code !== 0) failed = 1;
  if (failed > 0) throw new TestsFailed("", { passed, failed, skipped });
  if (passed === 0) throw new TestsFailed("no test ran", { passed, failed: 1, skipped });
  return { passed, skipped };
}

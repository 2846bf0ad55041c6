/** Runs a script's body: a failure is its message and exit code 1, not a stack trace. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

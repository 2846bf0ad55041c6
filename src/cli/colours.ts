import picocolors from "picocolors";

/** Colours on a terminal only: what goes into a file or a pipe stays plain, under CI too. */
export const colours: ReturnType<typeof picocolors.createColors> = picocolors.createColors(
  process.stdout.isTTY === true && picocolors.isColorSupported,
);

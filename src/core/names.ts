import { unknownName } from "./errors.ts";

/** Letters and digits in lower case, so that "AdamW", "adam_w" and "adamW" are one name. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/**
 * The canonical name behind any spelling of it.
 * @param kind what it is the name of, for the error: "optimizer"
 * @param aliases canonical names with what else they are called; case, "_" and "-" make no difference
 * @throws NameError with the nearest name and the list of canonical ones
 */
export function canonicalName<N extends string>(
  kind: string,
  name: unknown,
  aliases: Readonly<Record<N, readonly string[]>>,
): N {
  if (typeof name === "string") {
    const wanted = plainName(name);
    for (const [canonical, others] of Object.entries(aliases) as [N, readonly string[]][])
      if (plainName(canonical) === wanted || others.some((other) => plainName(other) === wanted)) return canonical;
  }
  throw unknownName(kind, name, Object.keys(aliases));
}

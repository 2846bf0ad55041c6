import { backend } from "#backend";
import { DeviceError } from "../core/errors.ts";
import type { Session, SessionOptions } from "./backend.ts";

/** Loaded graphs by their bytes and options: the same graph at the same shapes is loaded once. */
const sessions = new Map<string, { readonly model: Uint8Array; readonly session: Promise<Session> }[]>();
/** Least recently used are dropped beyond this many. */
const capacity = 64;

/** A session for the model, from the cache if an equal one was loaded with equal options. */
export function sessionFor(model: Uint8Array, options: SessionOptions): Promise<Session> {
  if (!backend.devices.includes(options.device))
    throw new DeviceError(options.device, {
      expected: `one of ${backend.devices.join(", ")}`,
      got: options.device,
      fix: `leave the device out, or name ${backend.devices.join(" or ")}`,
    });
  const key = `${hash(model)} ${model.length} ${JSON.stringify(options)}`;
  const bucket = sessions.get(key) ?? [];
  const known = bucket.find((entry) => equalBytes(entry.model, model));
  const session = known?.session ?? backend.load(model, options);
  if (known === undefined) {
    bucket.push({ model, session });
    session.catch(() =>
      bucket.splice(
        bucket.findIndex((entry) => entry.session === session),
        1,
      ),
    );
  }
  sessions.delete(key); // put last: a Map keeps the order of insertion
  sessions.set(key, bucket);
  const [oldest] = sessions;
  if (sessions.size > capacity && oldest !== undefined) {
    sessions.delete(oldest[0]);
    for (const entry of oldest[1]) entry.session.then((open) => open.dispose()).catch(() => undefined);
  }
  return session;
}

/** Frees every cached session. */
export async function disposeSessions(): Promise<void> {
  const open = [...sessions.values()].flat();
  sessions.clear();
  await Promise.allSettled(open.map(async (entry) => (await entry.session).dispose()));
}

/** FNV-1a over the bytes. */
function hash(bytes: Uint8Array): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) value = Math.imul(value ^ (bytes[i] as number), 0x01000193);
  return value >>> 0;
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

// TensorBoard's event files: TFRecord frames around `tensorflow.Event` messages (tensorboard/compat/proto/event.proto and
// summary.proto). Four fields of the messages are needed, so they are written by number rather than from generated code.

/** Figures at a step. */
export interface ScalarEvent {
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** By tag: "epoch/loss". */
  readonly scalars: Readonly<Record<string, number>>;
}

/** The first record of an event file. */
export function fileVersionRecord(wallTime: number): Uint8Array {
  const event = new BinaryWriter()
    .tag(1, WireType.Bit64)
    .double(wallTime)
    .tag(3, WireType.LengthDelimited)
    .string("brain.Event:2");
  return frame(event.finish());
}

/** An event as a record of an event file. */
export function scalarRecord({ step, wallTime, scalars }: ScalarEvent): Uint8Array {
  const event = new BinaryWriter().tag(1, WireType.Bit64).double(wallTime).tag(2, WireType.Varint).int64(step);
  event.tag(5, WireType.LengthDelimited).fork();
  for (const [tag, value] of Object.entries(scalars)) {
    event.tag(1, WireType.LengthDelimited).fork();
    event.tag(1, WireType.LengthDelimited).string(tag).tag(2, WireType.Bit32).raw(floatBytes(value));
    event.join();
  }
  return frame(event.join().finish());
}

/** Unlike the writer's own, takes numbers beyond float32 (as infinite). */
function floatBytes(value: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setFloat32(0, value, true);
  return new Uint8Array(bytes.buffer);
}

/** A TFRecord: length (8 bytes), its checksum, the data, its checksum; all little-endian. */
function frame(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(16 + data.length);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(crc32c(record.subarray(0, 8))), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, masked(crc32c(data)), true);
  return record;
}

/** The format stores checksums rotated and shifted, so that those of data that holds checksums stay good. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Remainders by byte for the Castagnoli polynomial, bits reversed. */
function remainders(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    return crc;
  });
}

let table: Uint32Array | undefined;

/** CRC-32C (Castagnoli; RFC 3720, appendix B.4). */
export function crc32c(bytes: Uint8Array): number {
  table ??= remainders();
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] as number);
  return (crc ^ 0xffffffff) >>> 0;
}

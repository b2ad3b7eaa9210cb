// Frames of HTTP/2.

/** Types of HTTP/2 frames (RFC 9113 section 6). */
export const FrameType = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Flags of HTTP/2 frames. */
export const Flag = { ack: 0x1, endStream: 0x1, endHeaders: 0x4 } as const;

/** The length of the preface with which a client begins its connection. */
export const PREFACE_BYTES = 24;

const HEADER_BYTES = 9;

/** A frame, with its bytes as sent. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly bytes: Buffer;
}

/** The payload of a frame. */
export function payloadOf({ bytes }: Frame): Buffer {
  return bytes.subarray(HEADER_BYTES);
}

/** Builds a frame. */
export function makeFrame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(stream, 5);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** A payload of one 32-bit number, such as the error code of RST_STREAM. */
export function codePayload(code: number): Buffer {
  const payload = Buffer.allocUnsafe(4);
  payload.writeUInt32BE(code);
  return payload;
}

/** Splits bytes into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  #skip: number;

  /** @param skip bytes before the first frame */
  constructor(skip = 0) {
    this.#skip = skip;
  }

  /** Adds bytes and returns the frames that are complete. The skipped bytes are returned as a frame of type -1. */
  take(bytes: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    if (this.#skip > 0) {
      if (this.#rest.length < this.#skip) return frames;
      frames.push({ type: -1, flags: 0, stream: 0, bytes: this.#rest.subarray(0, this.#skip) });
      this.#rest = this.#rest.subarray(this.#skip);
      this.#skip = 0;
    }
    while (this.#rest.length >= HEADER_BYTES) {
      const length = HEADER_BYTES + this.#rest.readUIntBE(0, 3);
      if (this.#rest.length < length) break;
      const frame = this.#rest.subarray(0, length);
      frames.push({
        type: frame[3] as number,
        flags: frame[4] as number,
        stream: frame.readUInt32BE(5) & 0x7fff_ffff,
        bytes: frame,
      });
      this.#rest = this.#rest.subarray(length);
    }
    return frames;
  }
}

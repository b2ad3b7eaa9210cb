import { duplexPair, type Duplex } from 'node:stream';
import { Flag, FrameReader, FrameType, PREFACE_BYTES, type Frame, payloadOf } from './frames.ts';

/** What becomes of a frame: these bytes pass in its place; none at all if it is dropped. */
export type FrameRule = (frame: Frame) => Uint8Array | undefined;

/**
 * Stands between a socket and a session of `node:http2`, which speaks for the server, and lets faults change, hold
 * back, drop and add frames.
 */
export class FrameTap {
  /** What the session reads from and writes to. */
  readonly inner: Duplex;
  readonly #socket: Duplex;
  readonly #outgoing: FrameRule[] = [];
  readonly #incoming: FrameRule[] = [];
  readonly #begun = new Set<number>();
  readonly #ended = new Set<number>();
  readonly #uploaded = new Map<number, number>();
  readonly #silenced = new Set<number>();
  #held: Uint8Array[] | undefined;

  constructor(socket: Duplex) {
    const [near, inner] = duplexPair();
    this.inner = inner;
    this.#socket = socket;
    const fromServer = new FrameReader();
    const fromClient = new FrameReader(PREFACE_BYTES);
    near.on('data', (bytes: Buffer) => {
      const frames = fromServer.take(bytes).filter(({ stream }) => !this.#silenced.has(stream));
      for (const { type, stream } of frames) if (type === FrameType.headers) this.#begun.add(stream);
      this.#out(pass(frames, this.#outgoing));
    });
    near.on('end', () => socket.end());
    near.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      const frames = fromClient.take(bytes);
      for (const frame of frames) {
        const { type, stream } = frame;
        if (type === FrameType.data)
          this.#uploaded.set(stream, this.uploaded(stream) + payloadOf(frame).length);
        const ends = frame.type === FrameType.data || frame.type === FrameType.headers;
        if (ends && (frame.flags & Flag.endStream) !== 0) this.#ended.add(frame.stream);
      }
      const passed = pass(frames, this.#incoming);
      if (passed.length > 0 && !near.writableEnded) near.write(Buffer.concat(passed));
    });
    socket.on('end', () => near.end());
    socket.on('close', () => {
      near.destroy();
      inner.destroy();
    });
  }

  /** Applies a rule to what the server sends from now on. */
  onOutgoing(rule: FrameRule): void {
    this.#outgoing.push(rule);
  }

  /** Applies a rule to what the client sends from now on. */
  onIncoming(rule: FrameRule): void {
    this.#incoming.push(rule);
  }

  /** Whether the head of an answer has gone out on a stream. */
  begun(stream: number): boolean {
    return this.#begun.has(stream);
  }

  /** Whether the client has ended its side of a stream in good order. */
  ended(stream: number): boolean {
    return this.#ended.has(stream);
  }

  /** Bytes of the request body of a stream, whether or not Node.js has handed them over. */
  uploaded(stream: number): number {
    return this.#uploaded.get(stream) ?? 0;
  }

  /** Drops what the server goes on to send on a stream. */
  silence(stream: number): void {
    this.#silenced.add(stream);
  }

  /** Keeps back what the server sends, until `release()`: then it goes out in one write. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#out(held);
  }

  /** Sends bytes of our own. */
  inject(...bytes: readonly Uint8Array[]): void {
    this.#out(bytes);
  }

  #out(bytes: readonly Uint8Array[]): void {
    if (bytes.length === 0 || this.#socket.destroyed || this.#socket.writableEnded) return;
    if (this.#held === undefined) this.#socket.write(Buffer.concat(bytes));
    else this.#held.push(...bytes);
  }
}

function pass(frames: readonly Frame[], rules: readonly FrameRule[]): Uint8Array[] {
  const passed: Uint8Array[] = [];
  for (const frame of frames) {
    let bytes: Uint8Array | undefined = frame.bytes;
    for (const rule of rules) {
      if (bytes !== frame.bytes) break;
      bytes = rule(frame);
    }
    if (bytes !== undefined) passed.push(bytes);
  }
  return passed;
}

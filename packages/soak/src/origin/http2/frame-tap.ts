// Changes, delays, drops and adds frames between a socket and a session of `node:http2`.
import { duplexPair, type Duplex } from 'node:stream';
import { Flag, FrameReader, FrameType, PREFACE_BYTES, type Frame, payloadOf } from './frames.ts';

/** Returns the bytes to pass on in place of a frame; undefined drops the frame. */
export type FrameRule = (frame: Frame) => Uint8Array | undefined;

/**
 * Sits between a socket and the server's session of `node:http2`, so that faults can change, delay, drop and add
 * frames.
 */
export class FrameTap {
  /** The stream of the session. */
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

  /** Applies a rule to the frames that the server sends from now on. */
  onOutgoing(rule: FrameRule): void {
    this.#outgoing.push(rule);
  }

  /** Applies a rule to the frames that the client sends from now on. */
  onIncoming(rule: FrameRule): void {
    this.#incoming.push(rule);
  }

  /** Whether the head of a response was sent on a stream. */
  begun(stream: number): boolean {
    return this.#begun.has(stream);
  }

  /** Whether the client has ended its side of a stream with END_STREAM. */
  ended(stream: number): boolean {
    return this.#ended.has(stream);
  }

  /** Received bytes of the request body of a stream, including those that Node.js has not delivered yet. */
  uploaded(stream: number): number {
    return this.#uploaded.get(stream) ?? 0;
  }

  /** Drops all further frames of the server on a stream. */
  silence(stream: number): void {
    this.#silenced.add(stream);
  }

  /** Holds the frames of the server until `release()`, which sends them in one write. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends the frames that `hold()` has held. */
  release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#out(held);
  }

  /** Sends additional bytes. */
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

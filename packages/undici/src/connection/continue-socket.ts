import { Duplex } from 'node:stream';
import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';
import type { WireSocket } from '../wire/wire-socket.ts';

/** The longest head read here before it is passed on as it is, for the parser to refuse. */
const MAX_HEAD = 65_536;

/** 100s taken for one request; more is an attack. */
const MAX_CONTINUES = 20;

/** The end of a head. */
const END = '\r\n\r\n';

type Writing = 'head' | 'held' | 'through';

/**
 * A socket that sends `expect: 100-continue` with every request that has a body, and holds the body back until the
 * server says 100, answers, or the limit has passed (RFC 9110 section 10.1.1). undici's HTTP/1 parser knows neither
 * that header nor that answer, so both stay between this and the server.
 */
export class ContinueSocket extends Duplex {
  readonly #inner: WireSocket;
  readonly #clock: Clock;
  #limit = Infinity;
  #writing: Writing = 'through';
  #head = '';
  #held: { rest: Buffer; done: (error?: Error | null) => void } | undefined;
  #timer: Timer | undefined;
  /** Bytes of a response's head that is not complete; undefined once the final response's head has passed. */
  #incoming: Buffer | undefined;
  #continues = 0;
  /** Bytes of their heads. */
  #swallowed = 0;

  constructor(inner: WireSocket, clock: Clock) {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    this.#clock = clock;
    inner.on('data', (bytes: Buffer) => this.#read(bytes));
    inner.on('end', () => {
      // A head that was cut short is the parser's to judge: a response had begun.
      const cut = this.#incoming;
      this.#incoming = undefined;
      if (cut !== undefined && cut.length > 0) this.push(cut);
      this.push(null);
    });
    inner.on('error', (error: Error) => this.destroy(error));
    inner.on('close', () => this.destroy());
    inner.pause();
  }

  /** The next bytes written are a request's. @param limit how long its body waits for a 100, in ms */
  begin(limit: number): void {
    this.#limit = limit;
    this.#writing = 'head';
    this.#head = '';
    this.#incoming = Buffer.alloc(0);
    this.#continues = 0;
    this.#swallowed = 0;
  }

  ref(): void {
    this.#inner.ref?.();
  }

  unref(): void {
    this.#inner.unref?.();
  }

  get bytesRead(): number {
    return this.#inner.bytesRead ?? 0;
  }

  get bytesWritten(): number {
    return this.#inner.bytesWritten ?? 0;
  }

  get remoteAddress(): string | undefined {
    return this.#inner.remoteAddress;
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#writing === 'through') this.#inner.write(chunk, done);
    else this.#writeHead(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#disarm();
    const held = this.#held;
    this.#held = undefined;
    this.#inner.destroy();
    held?.done(error);
    done(error);
  }

  /** A head is written in one piece, whatever pieces it comes in. */
  #writeHead(chunk: Buffer, done: (error?: Error | null) => void): void {
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf(END);
    if (end === -1) {
      done();
      return;
    }
    const head = this.#head.slice(0, end + 2);
    const rest = Buffer.from(this.#head.slice(end + END.length), 'latin1');
    this.#head = '';
    if (!/\r\n(?:transfer-encoding:|content-length: *[1-9])/i.test(head)) {
      this.#writing = 'through';
      this.#inner.write(`${head}\r\n`, 'latin1', done);
      return;
    }
    this.#writing = 'held';
    this.#inner.write(`${head}expect: 100-continue${END}`, 'latin1');
    this.#held = { rest, done };
    // A body that comes with its head waits as well: the next write is not asked for before this one is done.
    if (this.#limit !== Infinity) {
      this.#timer = this.#clock.setTimer(this.#limit, () => {
        this.#timer = undefined;
        this.#release();
      });
    }
  }

  #release(): void {
    this.#disarm();
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#writing = 'through';
    if (held.rest.length > 0) this.#inner.write(held.rest, held.done);
    else held.done();
  }

  #read(bytes: Buffer): void {
    if (this.#incoming === undefined) {
      this.#pass(bytes);
      return;
    }
    let unread = this.#incoming.length === 0 ? bytes : Buffer.concat([this.#incoming, bytes]);
    while (true) {
      const end = unread.indexOf(END);
      if (end === -1 && unread.length <= MAX_HEAD) {
        this.#incoming = unread;
        return;
      }
      const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(unread.toString('latin1', 0, 16))?.[1] ?? '';
      if (end === -1 || !status.startsWith('1') || status === '101') break;
      const next = end + END.length;
      this.#swallowed += next;
      if (status === '100' && ++this.#continues <= MAX_CONTINUES && this.#swallowed <= MAX_HEAD)
        this.#release();
      else this.#pass(unread.subarray(0, next));
      unread = unread.subarray(next);
    }
    // The final answer, or nothing this could read: a body still held is never sent.
    this.#incoming = undefined;
    this.#disarm();
    this.#pass(unread);
  }

  #pass(bytes: Buffer): void {
    if (!this.push(bytes)) this.#inner.pause();
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}

// `expect: 100-continue`, which undici refuses.
// Checked on undici 8.12.0 and 8.13.1.
import type { Timer } from '@sluice/core/plugin';
import type { ContinueListener } from './unsolicited-continue.ts';
import type { ContinueWait } from '../wire/continue-wait.ts';
import type { WireSocket } from '../wire/wire-socket.ts';

/** The end of a head. */
const HEAD_END = '\r\n\r\n';

/** A head that is followed by a body. */
const HAS_BODY = /\r\n(?:transfer-encoding:|content-length: *[1-9])/i;

/**
 * What the gate does with the next bytes: pass them on (`open`), read them as the head of a request (`head`), hold them as
 * its body (`held`), or drop them after a final response that came before the body (`refused`).
 */
type State = 'open' | 'head' | 'held' | 'refused';

type Write = (chunk: string | Uint8Array, encoding?: BufferEncoding) => boolean;

interface Held {
  readonly chunk: string | Uint8Array;
  readonly encoding: BufferEncoding | undefined;
}

/**
 * Adds `expect: 100-continue` to requests on a socket, and holds their bodies until the server sends 100 or the limit has
 * passed (RFC 9110 section 10.1.1); after a final response the body is not sent. undici refuses that header, so the gate
 * is between undici and the socket: it replaces `write` for the life of the socket, and passes on what it does not hold.
 * If a version of undici writes heads in another way, the head is not found, and the request ends with its limit.
 */
export class ContinueGate implements ContinueListener {
  readonly #write: Write;
  readonly #socket: WireSocket;
  #state: State = 'open';
  #head = '';
  #held: Held[] = [];
  #wait: ContinueWait | undefined;
  #timer: Timer | undefined;

  /** Installs an open gate. */
  constructor(socket: WireSocket) {
    this.#socket = socket;
    this.#write = socket.write.bind(socket) as Write;
    socket.write = (chunk: string | Uint8Array, encoding?: unknown): boolean =>
      this.#take(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
  }

  /** Whether bytes that undici has written are held. */
  get holds(): boolean {
    return this.#state !== 'open';
  }

  /** The next bytes are the head of a request. @param wait of its body; undefined for none */
  begin(wait: ContinueWait | undefined): void {
    this.#wait = wait;
    this.#state = wait === undefined ? 'open' : 'head';
    this.#head = '';
  }

  /** The server asks for the body, or did not answer in time. */
  onContinue(): void {
    if (this.#state !== 'held') return;
    this.#stopTimer();
    this.#state = 'open';
    let room = true;
    for (const { chunk, encoding } of this.#held.splice(0)) room = this.#write(chunk, encoding);
    // undici waits for this event.
    if (room) this.#socket.emit('drain');
  }

  /** The final response begins: a body that is still held is dropped. */
  onFinalHead(): void {
    this.#stopTimer();
    if (this.#state === 'head' || this.#state === 'held') this.#state = 'refused';
    this.#held = [];
  }

  /** The connection is closed. */
  close(): void {
    this.onFinalHead();
  }

  #take(chunk: string | Uint8Array, encoding: BufferEncoding | undefined): boolean {
    if (this.#state === 'open') return this.#write(chunk, encoding);
    if (this.#state === 'head') return this.#takeHead(chunk);
    if (this.#state === 'held') this.#held.push({ chunk, encoding });
    return false;
  }

  /** undici writes a head in one piece or in two. */
  #takeHead(chunk: string | Uint8Array): boolean {
    this.#head += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1');
    const end = this.#head.indexOf(HEAD_END);
    if (end === -1) return true;
    const head = this.#head.slice(0, end + 2);
    const rest = this.#head.slice(end + HEAD_END.length);
    this.#head = '';
    if (!HAS_BODY.test(head)) {
      this.#state = 'open';
      return this.#write(`${head}\r\n${rest}`, 'latin1');
    }
    this.#state = 'held';
    if (rest !== '') this.#held.push({ chunk: rest, encoding: 'latin1' });
    const { limit = Infinity, clock } = this.#wait ?? {};
    if (limit !== Infinity) {
      this.#timer = clock?.setTimer(limit, () => {
        this.#timer = undefined;
        this.onContinue();
      });
    }
    this.#write(`${head}expect: 100-continue${HEAD_END}`, 'latin1');
    return false;
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) this.#wait?.clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}

// An exchange of HTTP/1.1 at the server.
import type { AnswerParts, Http1Answer, Http1Exchange } from '../../faults/http1-exchange.ts';
import type { CallPlan } from '../../plan/call-plan.ts';
import type { Content } from '../../plan/content.ts';
import { answerContent } from '../../plan/plan-call.ts';
import { Random } from '../../plan/random.ts';
import type { SeenRequest } from '../ledger.ts';
import type { Counted } from '../limit-watch.ts';
import type { AcceptedConnection } from '../accepted-connection.ts';
import { makeAnswer } from './answer.ts';

/** The interface through which an exchange uses its connection. */
export interface ExchangeHome {
  readonly connection: AcceptedConnection;
  /** The URL of a call at this server, or at another one if `elsewhere`. */
  urlOf(number: number, hop: number, elsewhere: boolean): string;
  stopReading(): void;
  endAtNextRequest(how: 'fin' | 'reset'): void;
}

/** One request over HTTP/1.1 and its response. */
export class ServedExchange implements Http1Exchange, Counted {
  readonly plan: CallPlan;
  readonly content: Content;
  readonly attempt: number;
  readonly random: Random;
  readonly seen: SeenRequest;
  /** Whether the response was sent, or the connection is closed. */
  over = false;
  /** Whether the whole response was written, so that the client may send its next request. */
  sent = false;
  /** Whether the whole request was read. */
  complete = false;
  readonly #home: ExchangeHome;
  #whole: (() => void)[] = [];

  constructor(seen: SeenRequest, seed: number, home: ExchangeHome) {
    this.seen = seen;
    this.plan = seen.plan;
    this.attempt = seen.attempt;
    this.content = answerContent(seen.plan);
    this.random = new Random(seed, seen.plan.number, seen.attempt);
    this.#home = home;
  }

  get writes(): number {
    return this.#home.connection.writes;
  }

  get endedByPeer(): boolean {
    return this.#home.connection.endedByPeer;
  }

  get blind(): boolean {
    return this.#home.connection.blind;
  }

  get gone(): boolean {
    return this.#home.connection.gone;
  }

  get bodyless(): boolean {
    return this.seen.method === 'HEAD';
  }

  next(elsewhere: boolean): string {
    return this.#home.urlOf(this.plan.number, this.seen.hop + 1, elsewhere);
  }

  mayRepeat(): void {
    this.seen.mayRepeat();
  }

  answer(parts: AnswerParts = {}): Http1Answer {
    const answer = makeAnswer(this.plan, this.content, parts);
    return this.bodyless ? { ...answer, body: Buffer.alloc(0) } : answer;
  }

  async uploaded(): Promise<void> {
    if (this.complete || this.gone) return;
    await Promise.race([new Promise<void>((resolve) => this.#whole.push(resolve)), this.closed()]);
  }

  async reply(parts?: AnswerParts): Promise<void> {
    await this.uploaded();
    if (this.plan.answer.delay > 0) await this.pause(this.plan.answer.delay);
    const { head, body } = this.answer(parts);
    await this.finish(Buffer.concat([Buffer.from(`${head}\r\n`), body]));
  }

  write(bytes: string | Uint8Array): Promise<void> {
    // The response to a HEAD consists of its head.
    if (this.bodyless) this.sent = true;
    return this.#home.connection.write(bytes);
  }

  finish(bytes: string | Uint8Array): Promise<void> {
    this.sent = true;
    return this.write(bytes);
  }

  pause(ms: number): Promise<void> {
    return this.#home.connection.pause(ms);
  }

  closed(): Promise<void> {
    return this.#home.connection.closed();
  }

  stopReading(): void {
    this.#home.stopReading();
  }

  fin(): void {
    this.#home.connection.fin();
  }

  truncate(): void {
    this.#home.connection.truncate();
  }

  reset(): void {
    this.#home.connection.reset();
  }

  writeRaw(bytes: Uint8Array): void {
    if (!this.#home.connection.raw.destroyed) this.#home.connection.raw.write(bytes);
  }

  endAtNextRequest(how: 'fin' | 'reset'): void {
    this.#home.endAtNextRequest(how);
  }

  /** Called by the connection when the whole request was read. */
  onComplete(): void {
    this.complete = true;
    if (!this.sent) this.seen.ended();
    for (const resolve of this.#whole.splice(0)) resolve();
  }
}

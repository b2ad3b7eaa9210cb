// An exchange of HTTP/2 at the server.
import http2 from 'node:http2';
import type { Http2Exchange, Http2Parts } from '../../faults/http2-exchange.ts';
import type { CallPlan } from '../../plan/call-plan.ts';
import type { Content } from '../../plan/content.ts';
import { answerContent } from '../../plan/plan-call.ts';
import { Random } from '../../plan/random.ts';
import type { SeenRequest } from '../ledger.ts';
import type { Counted } from '../limit-watch.ts';
import type { AcceptedConnection } from '../accepted-connection.ts';
import { encode } from '../http1/answer.ts';
import type { FrameTap } from './frame-tap.ts';
import { codePayload, FrameType, makeFrame } from './frames.ts';

/** The interface through which a stream uses its connection. */
export interface StreamHome {
  readonly connection: AcceptedConnection;
  readonly tap: FrameTap;
  readonly session: http2.ServerHttp2Session;
  goAway(code: number, lastStream: number): void;
  stopReading(): void;
}

/** One request over HTTP/2 and its response. */
export class ServedStream implements Http2Exchange, Counted {
  readonly plan: CallPlan;
  readonly content: Content;
  readonly attempt: number;
  readonly random: Random;
  readonly stream: http2.ServerHttp2Stream;
  readonly id: number;
  readonly seen: SeenRequest;
  over = false;
  writes = 0;
  /** Whether the whole response was written. */
  sent = false;
  readonly #home: StreamHome;
  readonly #uploaded: Promise<void>;
  readonly #closed: Promise<void>;

  constructor(stream: http2.ServerHttp2Stream, seen: SeenRequest, seed: number, home: StreamHome) {
    this.stream = stream;
    this.seen = seen;
    this.plan = seen.plan;
    this.attempt = seen.attempt;
    this.content = answerContent(seen.plan);
    this.random = new Random(seed, seen.plan.number, seen.attempt);
    this.id = stream.id ?? 0;
    this.#home = home;
    this.#closed = new Promise((resolve) => {
      stream.once('close', () => {
        this.over = true;
        resolve();
      });
    });
    const ended = new Promise<void>((resolve) => {
      let received = 0;
      stream.on('data', (bytes: Buffer) => {
        received += bytes.length;
        seen.take(bytes);
      });
      stream.once('end', () => {
        // Node.js ends a stream in the same way if it was reset or its session ended, and drops pending data.
        const whole = home.tap.ended(this.id) && home.tap.uploaded(this.id) === received;
        if (whole && !this.sent) seen.ended();
        resolve();
      });
    });
    this.#uploaded = Promise.race([ended, this.#closed]);
  }

  /** Whether the response has no body, since the method is HEAD. */
  get bodyless(): boolean {
    return this.seen.method === 'HEAD';
  }

  get tap(): FrameTap {
    return this.#home.tap;
  }

  get session(): http2.ServerHttp2Session {
    return this.#home.session;
  }

  get blind(): boolean {
    return this.#home.connection.blind;
  }

  get gone(): boolean {
    return this.stream.destroyed || this.stream.closed || this.#home.connection.gone;
  }

  get endedByPeer(): boolean {
    return this.over && (this.stream.aborted || this.#home.connection.endedByPeer);
  }

  uploaded(): Promise<void> {
    return this.#uploaded;
  }

  async reply(parts: Http2Parts = {}): Promise<void> {
    await this.uploaded();
    if (this.plan.answer.delay > 0) await this.pause(this.plan.answer.delay);
    if (this.gone) return;
    const { coding } = this.plan.answer;
    const payload = parts.payload ?? encode(coding, this.content.slice());
    const fields = parts.payload === undefined && coding !== 'identity' ? { 'content-encoding': coding } : {};
    this.#respond({ ...parts, fields: { ...fields, ...parts.fields } }, payload.length);
    await this.send(payload, true);
  }

  head(parts: Http2Parts = {}): void {
    this.#respond(parts, this.content.length);
  }

  async send(bytes: Uint8Array, last = false): Promise<void> {
    const { stream } = this;
    if (this.gone || stream.writableEnded) return;
    this.writes += 1;
    if (last) {
      this.sent = true;
      // The response to a HEAD consists of its head.
      if (this.bodyless) return;
      stream.end(bytes);
      return;
    }
    if (this.bodyless || stream.write(bytes)) return;
    await Promise.race([new Promise((resolve) => stream.once('drain', resolve)), this.#closed]);
  }

  async pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([passed, this.#closed]);
    clearTimeout(timer);
  }

  async flushed(): Promise<void> {
    do await this.pause(1);
    while (this.stream.headersSent && !this.tap.begun(this.id) && !this.gone);
  }

  closed(): Promise<void> {
    return this.#closed;
  }

  async rst(code: number): Promise<void> {
    await this.flushed();
    if (this.gone) return;
    // Node.js may end a stream normally instead of resetting it.
    this.tap.inject(makeFrame(FrameType.rstStream, 0, this.id, codePayload(code)));
    this.tap.silence(this.id);
    this.stream.close(http2.constants.NGHTTP2_CANCEL);
  }

  notProcessed(): void {
    this.seen.mayRepeat();
  }

  goAway(code: number, lastStream: number): void {
    this.#home.goAway(code, lastStream);
  }

  reset(): void {
    this.#home.connection.reset();
  }

  stopReading(): void {
    this.#home.stopReading();
  }

  #respond(
    {
      status = 200,
      fields = {},
      length = this.plan.answer.framing === 'length',
      trailers = false,
    }: Http2Parts,
    bytes: number,
  ): void {
    const { stream } = this;
    if (this.gone || stream.headersSent) return;
    const declared = length ? { 'content-length': bytes } : {};
    const head = { ':status': status, 'content-type': 'application/octet-stream', ...declared, ...fields };
    if (trailers) stream.once('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }));
    stream.respond(head, { waitForTrailers: trailers && !this.bodyless });
  }
}

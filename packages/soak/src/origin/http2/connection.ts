// A server connection of HTTP/2.
import http2 from 'node:http2';
import { faultOf } from '../../faults/index.ts';
import type { ConnectionOwner } from '../connection-owner.ts';
import type { AcceptedConnection } from '../accepted-connection.ts';
import { ServedStream, type StreamHome } from './exchange.ts';
import { FrameTap } from './frame-tap.ts';

/** The settings that a server announces. */
export interface SessionSettings {
  /** Default: 100. */
  readonly maxConcurrentStreams?: number;
}

/** A server connection of HTTP/2: a session of `node:http2` behind a tap. */
export class Http2Connection implements StreamHome {
  readonly connection: AcceptedConnection;
  readonly tap: FrameTap;
  readonly session: http2.ServerHttp2Session;
  readonly #server: ConnectionOwner;
  readonly #streams = new Set<ServedStream>();
  /** Streams above it are not processed, as a GOAWAY announced. */
  #lastStream = Infinity;

  constructor(
    connection: AcceptedConnection,
    server: ConnectionOwner,
    addRules?: (tap: FrameTap) => void,
    { maxConcurrentStreams = 100 }: SessionSettings = {},
  ) {
    this.connection = connection;
    this.#server = server;
    this.tap = new FrameTap(connection.stream);
    addRules?.(this.tap);
    this.session = http2.performServerHandshake(this.tap.inner, {
      // The default limit would end streams long before the faults do.
      maxSessionMemory: 1_000,
      settings: { maxConcurrentStreams },
    });
    this.session.on('error', () => connection.raw.destroy());
    this.session.on('close', () => connection.stream.end());
    this.session.on('stream', (stream, headers) => this.#onStream(stream, headers));
    void connection.closed().then(() => this.session.destroy());
  }

  goAway(code: number, lastStream: number): void {
    this.#lastStream = Math.min(this.#lastStream, lastStream);
    for (const stream of this.#streams) if (stream.id > lastStream) stream.notProcessed();
    if (!this.session.destroyed) this.session.goaway(code, lastStream);
  }

  stopReading(): void {
    this.connection.stopReading();
  }

  #onStream(stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders): void {
    stream.on('error', () => undefined);
    const seen = this.#server.ledger.see(headers[':method'] ?? '', headers[':path'] ?? '');
    const seed = this.#server.ledger.run?.key.seed;
    if (seen === undefined || seed === undefined) {
      stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
      return;
    }
    this.connection.lastUse = `call ${seen.plan.number} (${seen.plan.fault}), attempt ${seen.attempt}`;
    const exchange = new ServedStream(stream, seen, seed, this);
    if (exchange.id > this.#lastStream) {
      exchange.notProcessed();
      return;
    }
    const { exchanges } = this.#server;
    this.#streams.add(exchange);
    exchanges.add(exchange);
    const end = (): void => {
      exchange.over = true;
      this.#streams.delete(exchange);
      exchanges.remove(exchange);
    };
    void exchange.closed().then(end);
    void this.#play(exchange).then(() => exchange.sent && end());
  }

  async #play(exchange: ServedStream): Promise<void> {
    const { plan, attempt, seen } = exchange;
    const fault = faultOf(plan.fault);
    if (fault?.wire === 'http2' && seen.hop === 0 && attempt <= plan.faulted) await fault.play(exchange);
    else await exchange.reply();
  }
}

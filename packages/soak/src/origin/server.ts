import net from 'node:net';
import { socketStates } from '@sluice/fixtures';
import type { ConnectionTools, TlsManner } from '../faults/connection-tools.ts';
import { pathOf } from '../plan/run.ts';
import type { FrameTap } from './http2/frame-tap.ts';
import { Http2Connection, type SessionSettings } from './http2/connection.ts';
import { Http1Connection } from './http1/connection.ts';
import type { Ledger } from './ledger.ts';
import { LimitWatch, type Counted } from './limit-watch.ts';
import { Wire } from './wire.ts';

/** How a server treats the connections it accepts. */
export type Accept = (connection: ConnectionTools) => void;

/** What the servers of an origin have in common. */
export interface ServerHome {
  readonly ledger: Ledger;
  /** The URL of another server, that redirects may lead to. */
  elsewhere(): string;
}

/** How long connections may wait to be accepted after their client has gone, in ms. */
const BACKLOG = 100;

/** One server on loopback, with a port of its own. */
export class Server {
  readonly name: string;
  readonly scheme: 'http' | 'https';
  readonly ledger: Ledger;
  /** Connections accepted in this run. */
  opened = 0;
  wires: LimitWatch<Wire>;
  exchanges: LimitWatch<Counted>;
  readonly #home: ServerHome;
  readonly #accept: Accept;
  readonly #server: net.Server;

  constructor(name: string, secure: boolean, accept: Accept, home: ServerHome) {
    this.name = name;
    this.scheme = secure ? 'https' : 'http';
    this.ledger = home.ledger;
    this.#home = home;
    this.#accept = accept;
    this.wires = new LimitWatch<Wire>(Infinity, () => undefined);
    this.exchanges = new LimitWatch<Counted>(Infinity, () => undefined);
    this.#server = net.createServer({ noDelay: true }, (socket) => this.#onConnection(socket));
  }

  /** Starts to listen on loopback. */
  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: '127.0.0.1', port: 0, backlog: 1_024 }, resolve);
    });
  }

  get url(): string {
    // A name over TLS, so that SNI and the check of the certificate have something to do.
    const host = this.scheme === 'https' ? 'localhost' : '127.0.0.1';
    return `${this.scheme}://${host}:${this.#port}`;
  }

  /** The URL of a call. */
  urlOf(number: number, hop: number, elsewhere: boolean): string {
    const path = pathOf(this.ledger.run?.key.id ?? 0, number, hop);
    return `${elsewhere ? this.#home.elsewhere() : this.url}${path}`;
  }

  /** A new run begins, with these limits. */
  begin(maxConnections: number, maxExchanges: number): void {
    this.opened = 0;
    this.wires = new LimitWatch<Wire>(maxConnections, (wires) => {
      const uses = wires.slice(0, 3).map(({ lastUse }) => lastUse);
      this.ledger.fail(
        'limit overrun',
        `${wires.length} connections to ${this.name} at once, of ${maxConnections}: ${uses.join('; ')}`,
      );
    });
    this.exchanges = new LimitWatch<Counted>(maxExchanges, (exchanges) => {
      this.ledger.fail(
        'limit overrun',
        `${exchanges.length} requests at ${this.name} at once, of ${maxExchanges}`,
      );
    });
  }

  /** Judges what was seen, and reports the connections that are still open after `within` ms. */
  async end(within: number): Promise<void> {
    // What a busy machine has not let in yet belongs to this run.
    await new Promise((resolve) => {
      setTimeout(resolve, BACKLOG);
    });
    await Promise.all([this.wires.judged(), this.exchanges.judged()]);
    const { open } = this.wires;
    // A connection that is not read from does not notice that its peer has closed it.
    for (const wire of open) wire.stream.resume();
    for (let waited = 0; this.#held() > 0 && waited < within; waited += 25) {
      await new Promise((resolve) => {
        setTimeout(resolve, 25);
      });
    }
    const held = this.#held();
    const uses = [...open].map(({ lastUse }) => lastUse).join('; ');
    if (held > 0) this.ledger.fail('socket left', `${held} connections to ${this.name}; last uses: ${uses}`);
    for (const wire of open) wire.reset();
  }

  /** How many connections the client still holds: as the system says, where it tells. */
  #held(): number {
    if (this.wires.open.size === 0) return 0;
    const states = socketStates(this.#port);
    return states === undefined ? this.wires.open.size : states.ESTABLISHED + states.CLOSE_WAIT;
  }

  get #port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  #onConnection(socket: net.Socket): void {
    const index = this.opened++;
    const wire = new Wire(socket);
    const { wires } = this;
    wires.add(wire);
    void wire.closed().then(() => wires.remove(wire));
    this.#accept({
      socket,
      index,
      serveHttp1: (manner?: TlsManner) => {
        if (manner === undefined) void new Http1Connection(wire, this);
        else wire.secure(manner, () => void new Http1Connection(wire, this));
      },
      serveHttp2: (meddle?: (tap: FrameTap) => void, settings?: SessionSettings) => {
        wire.secure({ alpn: ['h2'] }, () => void new Http2Connection(wire, this, meddle, settings));
      },
      secure: (manner: TlsManner, onSecure: (socket: net.Socket) => void) => {
        wire.secure(manner, () => onSecure(wire.stream.resume()));
      },
      reset: () => wire.reset(),
    });
  }
}

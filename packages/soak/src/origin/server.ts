// One server of the origin.
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

/** Handles an accepted connection. */
export type Accept = (connection: ConnectionTools) => void;

/** The common parts of the servers of an origin. */
export interface ServerHome {
  readonly ledger: Ledger;
  /** The URL of another server, for redirects. */
  elsewhere(): string;
}

/** How long connections may take to be accepted after their client has closed them, in ms. */
const BACKLOG = 100;

/** A server on loopback, with its own port. */
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
    // A name, so that SNI and the check of the certificate apply.
    const host = this.scheme === 'https' ? 'localhost' : '127.0.0.1';
    return `${this.scheme}://${host}:${this.#port}`;
  }

  /** The URL of a call. */
  urlOf(number: number, hop: number, elsewhere: boolean): string {
    const path = pathOf(this.ledger.run?.key.id ?? 0, number, hop);
    return `${elsewhere ? this.#home.elsewhere() : this.url}${path}`;
  }

  /** Begins a run with limits. */
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

  /** Ends a run: reports the connections that are still open after `within` ms. */
  async end(within: number): Promise<void> {
    // Connections that are not accepted yet belong to this run.
    await new Promise((resolve) => {
      setTimeout(resolve, BACKLOG);
    });
    await Promise.all([this.wires.judged(), this.exchanges.judged()]);
    const { open } = this.wires;
    // The end of a connection is only detected while it is read.
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

  /** How many connections the client still holds: by the system's table of sockets, if it is available. */
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

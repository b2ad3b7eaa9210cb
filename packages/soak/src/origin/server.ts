// One server of the origin.
import net from 'node:net';
import { socketStates } from '@sluice/fixtures';
import type { ConnectionTools, ServedTls } from '../faults/connection-tools.ts';
import { pathOf } from '../plan/run.ts';
import type { FrameTap } from './http2/frame-tap.ts';
import { Http2Connection, type SessionSettings } from './http2/connection.ts';
import { Http1Connection } from './http1/connection.ts';
import type { Ledger } from './ledger.ts';
import { LimitWatch, type Counted } from './limit-watch.ts';
import { AcceptedConnection } from './accepted-connection.ts';

/** Handles an accepted connection. */
export type Accept = (connection: ConnectionTools) => void;

/** The common parts of the servers of an origin. */
export interface ServerHome {
  readonly ledger: Ledger;
  /** The URL of another server, for redirects. */
  elsewhere(): string;
}

/** How long the end of a run waits for connections that the system has accepted but not yet reported, in ms. */
const BACKLOG = 100;

/** A server on loopback, with its own port. */
export class Server {
  readonly name: string;
  readonly scheme: 'http' | 'https';
  readonly ledger: Ledger;
  /** Connections accepted in this run. */
  opened = 0;
  connections: LimitWatch<AcceptedConnection>;
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
    this.connections = new LimitWatch<AcceptedConnection>(Infinity, () => undefined);
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
    this.connections = new LimitWatch<AcceptedConnection>(maxConnections, (connections) => {
      const uses = connections.slice(0, 3).map(({ lastUse }) => lastUse);
      this.ledger.fail(
        'limit overrun',
        `${connections.length} connections to ${this.name} at once, of ${maxConnections}: ${uses.join('; ')}`,
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
    await Promise.all([this.connections.judged(), this.exchanges.judged()]);
    const { open } = this.connections;
    // The end of a connection is only detected while it is read.
    for (const connection of open) connection.stream.resume();
    for (let waited = 0; this.#held() > 0 && waited < within; waited += 25) {
      await new Promise((resolve) => {
        setTimeout(resolve, 25);
      });
    }
    const held = this.#held();
    const uses = [...open].map(({ lastUse }) => lastUse).join('; ');
    if (held > 0) this.ledger.fail('socket left', `${held} connections to ${this.name}; last uses: ${uses}`);
    for (const connection of open) connection.reset();
  }

  /** How many connections the client still holds: by the system's table of sockets, if it is available. */
  #held(): number {
    if (this.connections.open.size === 0) return 0;
    const states = socketStates(this.#port);
    return states === undefined ? this.connections.open.size : states.ESTABLISHED + states.CLOSE_WAIT;
  }

  get #port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  #onConnection(socket: net.Socket): void {
    const index = this.opened++;
    const connection = new AcceptedConnection(socket);
    const { connections } = this;
    connections.add(connection);
    void connection.closed().then(() => connections.remove(connection));
    this.#accept({
      socket,
      index,
      serveHttp1: (tls?: ServedTls) => {
        if (tls === undefined) void new Http1Connection(connection, this);
        else connection.secure(tls, () => void new Http1Connection(connection, this));
      },
      serveHttp2: (addRules?: (tap: FrameTap) => void, settings?: SessionSettings) => {
        connection.secure(
          { alpn: ['h2'] },
          () => void new Http2Connection(connection, this, addRules, settings),
        );
      },
      secure: (tls: ServedTls, onSecure: (socket: net.Socket) => void) => {
        connection.secure(tls, () => onSecure(connection.stream.resume()));
      },
      reset: () => connection.reset(),
    });
  }
}

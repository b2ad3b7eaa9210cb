// One event loop of the origin: its servers, whose ports all loops share.
import type { Server } from 'node:net';
import net from 'node:net';
import tls from 'node:tls';
import { serverKey, validCertificate } from '@sluice/fixtures';
import { http2Server } from './http2.ts';
import { serveHttp1 } from './http1.ts';
import { routeOf } from './routes.ts';

/** The ports of the servers. */
export interface SharedPorts {
  readonly plain: number;
  readonly tls: number;
  readonly h2: number;
}

/** Connections as one event loop counted them. */
export interface Connections {
  /** Opened since the last count. */
  readonly opened: number;
  /** Open now. */
  readonly open: number;
}

/** The servers of an event loop and their connections. */
export interface Loop {
  readonly ports: SharedPorts;
  count(): Connections;
}

const CREDENTIALS = { key: serverKey, cert: validCertificate };

/**
 * Starts the servers, one after the other: in a cluster, servers on port 0 share a port if every loop starts them in the same
 * order.
 */
export async function startLoop(): Promise<Loop> {
  const counter = new ConnectionCounter();
  const accept = (socket: net.Socket): void => serveHttp1(socket, routeOf);
  const listen = (server: Server): Promise<number> => {
    counter.watch(server);
    return listening(server);
  };
  return {
    ports: {
      plain: await listen(net.createServer({ noDelay: true }, accept)),
      tls: await listen(tls.createServer({ noDelay: true, ...CREDENTIALS }, accept)),
      h2: await listen(http2Server({ noDelay: true, ...CREDENTIALS })),
    },
    count: () => counter.take(),
  };
}

/** Resolves with the port when the server listens. */
export function listening(server: Server, port = 0, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 4_096 }, () => resolve((server.address() as net.AddressInfo).port));
  });
}

/** Counts the connections of servers. */
export class ConnectionCounter {
  #opened = 0;
  #open = 0;

  watch(server: Server): void {
    server.on('connection', (socket) => {
      this.#opened++;
      this.#open++;
      socket.once('close', () => this.#open--);
    });
  }

  take(): Connections {
    const counts = { opened: this.#opened, open: this.#open };
    this.#opened = 0;
    return counts;
  }
}

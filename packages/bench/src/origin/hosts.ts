// Many hosts: a server that listens on one port of many loopback addresses.
import net from 'node:net';
import { serveHttp1 } from './http1.ts';
import { listening, type ConnectionCounter } from './loop.ts';
import { loopback } from './loopback.ts';
import { routeOf } from './routes.ts';

const ports = new Map<number, Promise<number>>();

/** Listens on `count` addresses from 127.0.0.1 upwards. Repeated calls share the servers. Resolves with the port. */
export function listenOnHosts(count: number, counter: ConnectionCounter): Promise<number> {
  const listening = ports.get(count) ?? listenOnAll(count, counter);
  ports.set(count, listening);
  return listening;
}

async function listenOnAll(count: number, counter: ConnectionCounter): Promise<number> {
  let port = 0;
  for (let index = 0; index < count; index++) {
    const server = net.createServer({ noDelay: true }, (socket) => serveHttp1(socket, routeOf));
    counter.watch(server);
    port = await listening(server, port, loopback(index));
  }
  return port;
}

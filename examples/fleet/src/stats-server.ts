// Serves the statistics of the fleet to Prometheus.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A running endpoint of statistics. */
export interface StatsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the endpoint on a free port of this machine. */
export async function serveStats(metrics: () => string): Promise<StatsServer> {
  const server = http.createServer((request, response) => {
    if (request.url !== '/metrics') return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(metrics());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/metrics`,
    async close() {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}

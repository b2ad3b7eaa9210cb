// The process of the origin (see `startOriginProcess()`): a server per kind of connection, and one per connection fault.
import { serveProcess } from '@sluice/fixtures';
import { connectionFaults } from '../faults/index.ts';
import { configurationOf } from '../plan/configurations.ts';
import { faceOf } from '../plan/faces.ts';
import type { RunKey } from '../plan/run.ts';
import { Ledger, type OriginReport } from './ledger.ts';
import type { OriginQuestion } from './questions.ts';
import { Server, type Accept, type ServerHome } from './server.ts';
import { healthyTls } from './tls-contexts.ts';

const ledger = new Ledger();
const servers: Server[] = [];
const home: ServerHome = { ledger, elsewhere: () => servers[2]?.url ?? '' };

async function start(name: string, secure: boolean, accept: Accept): Promise<void> {
  const server = new Server(name, secure, accept, home);
  await server.listen();
  servers.push(server);
}

await start('plain', false, (connection) => connection.serveHttp1());
await start('tls12', true, (connection) => connection.serveHttp1({ context: healthyTls('TLSv1.2') }));
await start('tls13', true, (connection) => connection.serveHttp1({ context: healthyTls('TLSv1.3') }));
await start('h2', true, (connection) => connection.serveHttp2());
await start('h2-spreading', true, (connection) => connection.serveHttp2());
for (const fault of connectionFaults) {
  await start(fault.name, fault.secure, (connection) => fault.accept(connection));
}

function begin(key: RunKey): void {
  ledger.begin(key);
  const { maxPerHost, maxExchanges } = configurationOf(key.configuration);
  const gated = faceOf(key.face).client;
  for (const server of servers) server.begin(maxPerHost, gated ? maxExchanges : Infinity);
}

async function end(within: number): Promise<OriginReport> {
  await Promise.all(servers.map((server) => server.end(within)));
  const used = servers.filter(({ opened }) => opened > 0);
  return {
    failures: ledger.failures,
    requests: ledger.requests,
    opened: Object.fromEntries(used.map(({ name, opened }) => [name, opened])),
    peaks: Object.fromEntries(used.map(({ name, exchanges }) => [name, exchanges.peak])),
  };
}

serveProcess(Object.fromEntries(servers.map(({ name, url }) => [name, url])), (question) => {
  const asked = question as OriginQuestion;
  return asked.what === 'begin' ? begin(asked.run) : end(asked.within);
});

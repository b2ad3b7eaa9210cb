// The process of the origin (see `startOriginProcess()`): several event loops that share their ports, so that the origin does
// not limit the clients. Its CPU is not measured.
import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { serveProcess } from '@sluice/fixtures';
import { listenOnHosts } from './hosts.ts';
import { ConnectionCounter, startLoop, type Connections, type SharedPorts } from './loop.ts';

/** The requests to the process of the origin. */
export type OriginQuestion =
  /** The connections of all servers, as {@link Connections}. */
  | { readonly what: 'count' }
  /** Listens on `count` loopback addresses; the result is the port. */
  | { readonly what: 'hosts'; readonly count: number };

/** The report of the origin once it listens. */
export interface OriginReady {
  readonly ports: SharedPorts;
}

async function serveLoop(): Promise<void> {
  const loop = await startLoop();
  process.on('message', () => process.send?.(loop.count()));
  process.send?.(loop.ports);
}

async function startLoops(count: number): Promise<void> {
  const workers = Array.from({ length: count }, () => cluster.fork());
  cluster.on('exit', () => process.exit(1));
  const [ports] = await Promise.all(
    workers.map(async (worker) => {
      const [ports] = (await once(worker, 'message')) as [SharedPorts];
      return ports;
    }),
  );
  const counter = new ConnectionCounter();
  serveProcess({ ports } satisfies { ports: SharedPorts | undefined }, (question) => {
    const asked = question as OriginQuestion;
    return asked.what === 'count' ? countAll(workers, counter) : listenOnHosts(asked.count, counter);
  });
}

async function countAll(workers: readonly Worker[], own: ConnectionCounter): Promise<Connections> {
  const counts = await Promise.all(
    workers.map(async (worker) => {
      const answer = once(worker, 'message');
      worker.send('count');
      const [counted] = (await answer) as [Connections];
      return counted;
    }),
  );
  counts.push(own.take());
  return {
    opened: counts.reduce((sum, { opened }) => sum + opened, 0),
    open: counts.reduce((sum, { open }) => sum + open, 0),
  };
}

if (cluster.isPrimary) await startLoops(Number(process.argv[2] ?? 2));
else await serveLoop();

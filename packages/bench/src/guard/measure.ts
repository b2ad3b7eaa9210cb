// Measures the cost of a kind of work in a separate process.
import type { OriginProcess } from '@sluice/fixtures';
import type { Connections } from '../origin/loop.ts';
import type { OriginReady } from '../origin/origin.ts';
import { startProcess } from '../run/processes.ts';
import type { Cost } from './cost.ts';
import type { Budget, KindName } from './budgets.ts';
import { KINDS } from './kinds.ts';

/** Without optimizing compilers, which remove some allocations, and with a young generation that is rarely collected. */
const FLAGS = ['--no-opt', '--no-maglev', '--min-semi-space-size=128', '--max-semi-space-size=128'];

/** Measures the figures that `budgets.ts` limits. */
export async function measureKind(name: KindName, origin: OriginProcess<OriginReady>): Promise<Budget> {
  const { server, path } = KINDS[name];
  const host = server === 'plain' ? 'http://127.0.0.1' : 'https://localhost';
  await origin.ask<Connections>({ what: 'count' });
  const url = `${host}:${origin.ready.ports[server]}${path}`;
  await using measuring = await startProcess('guard/worker', [name, url], FLAGS);
  const cost = await measuring.ask<Cost>();
  const { opened } = await origin.ask<Connections>({ what: 'count' });
  return { ...cost, connections: opened };
}

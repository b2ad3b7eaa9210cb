// Measures peers at one workload: one process per peer, in alternating rounds.
import type { Round, RoundQuestion } from '../client/questions.ts';
import type { Connections } from '../origin/loop.ts';
import type { Peer } from '../peers/peer.ts';
import type { Workload } from '../work/workload.ts';
import { settledConnections, startAll, type Contender, type Site } from './contender.ts';
import { figuresOf, type Observed, type PeerFigures } from './figures.ts';

/** The number and the length of rounds. */
export interface RoundPlan {
  readonly rounds: number;
  /** CPU time of a round in ms. */
  readonly ms: number;
  /** CPU time of the first round of each process in ms, which is not counted: the code is compiled meanwhile. */
  readonly warmUp: number;
}

/** Measures the peers. */
export async function measureWorkload(
  workload: Workload,
  peers: readonly Peer[],
  plan: RoundPlan,
  site: Site,
): Promise<readonly PeerFigures[]> {
  const rounds = Math.min(plan.rounds, workload.rounds ?? plan.rounds);
  const ms = Math.max(plan.ms, workload.ms ?? 0);
  const contenders = await startAll(peers, workload, site);
  const observed = new Map<Contender, Observed>(
    contenders.map((contender) => [contender, { rounds: [], opened: 0 }]),
  );
  try {
    for (let turn = -1; turn < rounds; turn++) {
      for (const [contender, seen] of observed) {
        const round = await contender.ask<Round>(questionOf(workload, turn < 0 ? plan.warmUp : ms));
        seen.opened += (await site.origin.ask<Connections>({ what: 'count' })).opened;
        if (turn >= 0 && round !== undefined) seen.rounds.push(round);
      }
    }
    if (workload.hosts !== undefined) await countOpen(observed, site);
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()));
  }
  const fixedRate = 'perSecond' in workload.pace;
  return [...observed].map(([{ peer, failure }, seen]) =>
    figuresOf(peer.name, { ...seen, failure }, fixedRate),
  );
}

/** The limit on the duration ends rounds of clients that mostly wait; on a busy machine, other clients need longer. */
function questionOf({ faults }: Workload, ms: number): RoundQuestion {
  return { ms, longest: ms * (faults ? 4 : 20) };
}

/** Counts the connections that each contender has left open: those that close with its process. */
async function countOpen(observed: ReadonlyMap<Contender, Observed>, site: Site): Promise<void> {
  for (const [contender, seen] of observed) {
    const before = await settledConnections(site);
    await contender.close();
    seen.open = before - (await settledConnections(site));
  }
}

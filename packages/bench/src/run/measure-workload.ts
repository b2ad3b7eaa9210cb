// Measures peers at one workload: a process each, rounds in turns.
import type { OriginProcess } from '@sluice/fixtures';
import type { Round, RoundQuestion } from '../client/questions.ts';
import type { OriginReady } from '../origin/origin.ts';
import type { Connections } from '../origin/loop.ts';
import type { Peer } from '../peers/peer.ts';
import type { Workload } from '../work/workload.ts';
import { startProcess } from './processes.ts';
import type { PeerFigures } from './figures.ts';
import { figuresOf } from './figures.ts';

export interface RoundPlan {
  readonly rounds: number;
  /** Duration of a round in ms. */
  readonly ms: number;
}

/** Where the work is done. */
export interface Site {
  readonly origin: OriginProcess<OriginReady>;
  /** A file to upload. */
  readonly file: string;
}

/** The first round is at least so long, until the code is compiled. */
const WARM_UP_MS = 500;

interface Contender {
  readonly peer: Peer;
  readonly process: OriginProcess;
  readonly rounds: Round[];
  opened: number;
}

/** Measures the peers; the first round of each is a warm-up that is not counted. */
export async function measureWorkload(
  workload: Workload,
  peers: readonly Peer[],
  { rounds, ms }: RoundPlan,
  site: Site,
): Promise<readonly PeerFigures[]> {
  const contenders: Contender[] = [];
  try {
    for (const peer of peers) contenders.push(await startContender(workload, peer, site));
    for (let turn = -1; turn < rounds; turn++) {
      for (const contender of contenders) {
        const question: RoundQuestion = { ms: turn < 0 ? Math.max(ms, WARM_UP_MS) : ms };
        const round = await contender.process.ask<Round>(question);
        contender.opened += (await site.origin.ask<Connections>({ what: 'count' })).opened;
        if (turn >= 0) contender.rounds.push(round);
      }
    }
  } finally {
    await Promise.all(contenders.map(({ process }) => process.close()));
  }
  const base = contenders.find(({ peer }) => peer.name === workload.base)?.rounds;
  return contenders.map(({ peer, rounds, opened }) => figuresOf(peer.name, rounds, base, opened));
}

async function startContender(workload: Workload, peer: Peer, { origin, file }: Site): Promise<Contender> {
  const { server, path } = workload;
  const host = server === 'plain' ? 'http://127.0.0.1' : 'https://localhost';
  const url = `${host}:${origin.ready.ports[server]}${path}`;
  const setup = { peer: peer.name, workload, url, file };
  const process = await startProcess('client/worker', [JSON.stringify(setup)]);
  return { peer, process, rounds: [], opened: 0 };
}

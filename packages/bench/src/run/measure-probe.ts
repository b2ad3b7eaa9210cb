// Measures peers with one probe: a fresh process for each value, in alternating rounds.
import type { Peer } from '../peers/peer.ts';
import type { Measured, ProbeWork } from '../probes/probe.ts';
import { Contender, type Site } from './contender.ts';
import type { ProbeFigures } from './figures.ts';
import { spread } from './statistics.ts';

/** Measures the peers `rounds` times each. */
export async function measureProbe(
  probe: ProbeWork,
  peers: readonly Peer[],
  rounds: number,
  site: Site,
): Promise<readonly ProbeFigures[]> {
  const measured = new Map<Peer, Measured[]>(peers.map((peer) => [peer, []]));
  for (let turn = 0; turn < rounds; turn++) {
    for (const [peer, values] of measured) values.push(await measureOnce(peer, probe, site));
  }
  return [...measured].map(([peer, values]) => {
    const failed = values.find(({ firstError }) => firstError !== undefined)?.firstError;
    return {
      peer: peer.name,
      value: spread(values.map(({ value }) => value)),
      errors: Math.max(...values.map(({ errors }) => errors)),
      ...(failed === undefined ? {} : { firstError: failed }),
    };
  });
}

async function measureOnce(peer: Peer, probe: ProbeWork, site: Site): Promise<Measured> {
  const contender = await Contender.start(peer, probe, site);
  try {
    const measured = await contender.ask<Measured>();
    return measured ?? { value: Number.NaN, errors: 1, firstError: contender.failure ?? 'no answer' };
  } finally {
    await contender.close();
  }
}

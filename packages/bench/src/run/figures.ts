// The figures of a peer at a workload, from its rounds.
import type { Round } from '../client/questions.ts';
import { percentile, spread, type Spread } from './statistics.ts';

export interface PeerFigures {
  readonly peer: string;
  readonly calls: number;
  /** CPU per call in microseconds. */
  readonly cpu: Spread;
  /** CPU per call as a ratio to the base of the workload in the same turn; absent without base. */
  readonly ratio?: Spread;
  readonly perSecond: Spread;
  /** In ms, over all rounds. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly p999: number };
  /** Connections opened, warm-up included. */
  readonly opened: number;
  /** In MB. */
  readonly peakMemory: number;
  readonly errors: number;
  readonly firstError?: string;
}

/** Summarizes the rounds of a peer. @param base the rounds of the base, in the same turns */
export function figuresOf(
  peer: string,
  rounds: readonly Round[],
  base: readonly Round[] | undefined,
  opened: number,
): PeerFigures {
  const latencies = Float64Array.from(rounds.flatMap((round) => [...round.latencies])).sort();
  const firstError = rounds.find((round) => round.firstError !== undefined)?.firstError;
  return {
    peer,
    calls: rounds.reduce((sum, { calls }) => sum + calls, 0),
    cpu: spread(rounds.map(({ cpu }) => cpu)),
    ...(base === undefined ? {} : { ratio: spread(rounds.map(({ cpu }, turn) => cpu / base[turn]!.cpu)) }),
    perSecond: spread(rounds.map(({ perSecond }) => perSecond)),
    latency: {
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      p999: percentile(latencies, 0.999),
    },
    opened,
    peakMemory: Math.max(...rounds.map(({ peakMemory }) => peakMemory)),
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
    ...(firstError === undefined ? {} : { firstError }),
  };
}

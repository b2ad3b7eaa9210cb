// The figures of a peer at a workload, from its rounds.
import type { Round } from '../client/questions.ts';
import { percentile, spread, type Spread } from './statistics.ts';

/** The figures of a peer at one workload. */
export interface PeerFigures {
  readonly peer: string;
  readonly calls: number;
  /** CPU per call in microseconds. */
  readonly cpu: Spread;
  /** CPU per call in each turn. */
  readonly cpuByTurn: readonly number[];
  readonly perSecond: Spread;
  /** In ms: p50 and p99 of each round, and p99.9 over all rounds. */
  readonly latency: {
    readonly p50: Spread;
    readonly p99: Spread;
    /** p99 over all rounds: at a fixed rate, where the last hundredth of a round has few calls. */
    readonly pooled99?: number;
    readonly p999: number;
  };
  /** Connections opened, warm-up included. */
  readonly opened: number;
  /** Connections left open at the end, if they were counted. */
  readonly open?: number;
  /** In MB. */
  readonly peakMemory: number;
  readonly errors: number;
  readonly firstError?: string;
}

/** The figures of a peer with a probe. */
export interface ProbeFigures {
  readonly peer: string;
  readonly value: Spread;
  readonly errors: number;
  readonly firstError?: string;
}

/** The observations of a peer. */
export interface Observed {
  readonly rounds: Round[];
  opened: number;
  open?: number;
  /** Why its process failed. */
  readonly failure?: string | undefined;
}

/**
 * Summarizes the rounds of a peer.
 * @param fixedRate whether calls began at a fixed rate
 */
export function figuresOf(
  peer: string,
  { rounds, opened, open, failure }: Observed,
  fixedRate: boolean,
): PeerFigures {
  const sorted = rounds.map(({ latencies }) => latencies.toSorted());
  const latencies = Float64Array.from(sorted.flatMap((round) => [...round])).sort();
  const firstError = failure ?? rounds.find((round) => round.firstError !== undefined)?.firstError;
  const cpuByTurn = rounds.map(({ cpu }) => rounded(cpu));
  return {
    peer,
    calls: rounds.reduce((sum, { calls }) => sum + calls, 0),
    cpu: spread(cpuByTurn),
    cpuByTurn,
    perSecond: spread(rounds.map(({ perSecond }) => rounded(perSecond))),
    latency: {
      p50: spread(sorted.map((round) => rounded(percentile(round, 0.5)))),
      p99: spread(sorted.map((round) => rounded(percentile(round, 0.99)))),
      ...(fixedRate ? { pooled99: rounded(percentile(latencies, 0.99)) } : {}),
      p999: rounded(percentile(latencies, 0.999)),
    },
    opened,
    ...(open === undefined ? {} : { open }),
    peakMemory: Math.round(Math.max(0, ...rounds.map(({ peakMemory }) => peakMemory))),
    errors: rounds.reduce((sum, { errors }) => sum + errors, failure === undefined ? 0 : 1),
    ...(firstError === undefined ? {} : { firstError }),
  };
}

/** The 99th percentile that is reported: over all rounds at a fixed rate, otherwise the median of the rounds. */
export function p99Of({ latency }: PeerFigures): number {
  return latency.pooled99 ?? latency.p99.median;
}

/** Rounds to four significant digits, more than the measurement has. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

// The contract of a scenario.
import type { FaultOrigin, FaultOriginOptions } from '@sluice/fixtures';
import type { ClientSpec } from '../clients/client.ts';
import type { Trial } from '../measure/trial.ts';
import type { Excerpts, Group, Measurement, Metric, Row, Verdict } from '../model.ts';
import type { Work } from '../workloads/index.ts';

/** Why Sluice's figure can be higher than that of the plain client, by metric. */
export type Reasons = Readonly<Partial<Record<Metric, string>>>;

/** The same work for a plain client and for Sluice. */
export interface Comparison extends Trial {
  readonly label: string;
  readonly plain: ClientSpec;
  readonly sluice: ClientSpec;
  work(origin: FaultOrigin, client: ClientSpec): Work;
  /** Judges Sluice. */
  judge(sluice: Measurement): Verdict;
  readonly reasons?: Reasons;
}

/** The tools of a scenario. */
export interface Lab {
  /** A number of calls, reduced by the scale of the lab; at least `least`. */
  size(calls: number, least?: number): number;
  /** Starts an origin for one client, over TLS if the scenario or the command line requires it. */
  origin(options?: FaultOriginOptions): Promise<FaultOrigin>;
  /** Lets the plain client do the work, then Sluice. */
  compare(comparison: Comparison): Promise<Row>;
}

/** The findings of a scenario. */
export interface Findings {
  readonly groups: readonly Group[];
  readonly finding: string;
}

/** A scenario of the lab. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly code: Excerpts;
  readonly columns: readonly Metric[];
  readonly bars: readonly Metric[];
  /** Whether its calls use TLS: always, never, or with `--tls`. */
  readonly overTls: 'always' | 'never' | 'on request';
  /** The number of its comparisons. */
  readonly steps: number;
  run(lab: Lab): Promise<Findings>;
}

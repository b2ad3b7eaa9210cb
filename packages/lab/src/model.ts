// The results of the lab.

/** The number of a port's sockets by state: `established` and `closeWait` at the client's end, `timeWait` at either end. */
export interface SocketStates {
  readonly established: number;
  readonly closeWait: number;
  readonly timeWait: number;
}

/** The states `at` ms after the start of the work. */
export interface StateSample extends SocketStates {
  readonly at: number;
}

/** A metric of a client's work. */
export type Metric =
  | 'opened'
  | 'open'
  | 'peakInFlight'
  | 'requests'
  | 'time'
  | 'unanswered'
  | 'memory'
  | 'established'
  | 'closeWait'
  | 'timeWait'
  | 'wait';

/** The measurements of a client's work. */
export interface Measurement {
  readonly client: string;
  /** False if the lab ended it at its time limit. */
  readonly finished: boolean;
  readonly calls: number;
  readonly answered: number;
  /** Why the process of the client crashed. */
  readonly broken?: string;
  /** The number of failed calls, by the code or name of their error. */
  readonly errors: Readonly<Record<string, number>>;
  /** The values; null if this machine cannot measure a metric. */
  readonly values: Readonly<Record<Metric, number | null>>;
  readonly samples: readonly StateSample[];
}

/** A verdict on Sluice. */
export interface Verdict {
  readonly pass: boolean;
  readonly because: string;
}

/** One comparison: the same work done by a plain client and by Sluice. */
export interface Row {
  readonly label: string;
  readonly plain: Measurement;
  readonly sluice: Measurement;
  readonly verdict: Verdict;
  /** Why Sluice's figure is the higher one, for each metric in which it is and a reader would expect the opposite. */
  readonly notes: readonly string[];
}

/** Rows that belong together. */
export interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** The code of both clients, shortened to what matters. */
export interface Excerpts {
  readonly plain: string;
  readonly sluice: string;
}

/** The result of a scenario. */
export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  /** A description for readers who do not know the problem. */
  readonly about: string;
  /** The result in a sentence or two. */
  readonly finding: string;
  readonly groups: readonly Group[];
  /** Code of a program with the plain client, and of the same program with Sluice. */
  readonly code: Excerpts;
  /** The metrics in the tables. */
  readonly columns: readonly Metric[];
  /** The metrics with a bar chart in the report. */
  readonly bars: readonly Metric[];
  readonly ms: number;
  /** Why it could not be run on this machine; then there are no rows. */
  readonly skipped?: string;
}

/** The result of the lab. */
export interface LabResult {
  readonly node: string;
  readonly platform: string;
  readonly startedAt: string;
  readonly ms: number;
  readonly scale: number;
  /** Whether every scenario that supports TLS used it. */
  readonly tls: boolean;
  readonly scenarios: readonly ScenarioResult[];
  readonly passed: number;
  readonly failed: number;
  /** The number of scenarios that could not be run here, or in time. */
  readonly notTried: number;
}

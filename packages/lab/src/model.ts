/** How many sockets of a port the kernel holds in the states that matter; `established` and `closeWait` on the client's side. */
export interface SocketStates {
  readonly established: number;
  readonly closeWait: number;
  readonly timeWait: number;
}

/** The states at a moment, `at` ms after the work began. */
export interface StateSample extends SocketStates {
  readonly at: number;
}

/** What is measured of a client at work. */
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

/** One client's work, measured. */
export interface Measurement {
  readonly client: string;
  /** False: the lab ended it when its time was up. */
  readonly finished: boolean;
  readonly calls: number;
  readonly answered: number;
  /** Why the process that did the work broke down. */
  readonly broken?: string;
  /** How many calls failed, by the code or name of their error. */
  readonly errors: Readonly<Record<string, number>>;
  /** Null where this machine cannot tell. */
  readonly values: Readonly<Record<Metric, number | null>>;
  readonly samples: readonly StateSample[];
}

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

/** Rows that are read together. */
export interface Group {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** The code of both clients, shortened to what matters. */
export interface Excerpts {
  readonly plain: string;
  readonly sluice: string;
}

export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  /** What is being tried, for somebody who never heard of it. */
  readonly about: string;
  /** What came out, in a sentence or two. */
  readonly finding: string;
  readonly groups: readonly Group[];
  /** What a program with the plain client does, as code, and the same with Sluice. */
  readonly code: Excerpts;
  /** What the tables show. */
  readonly columns: readonly Metric[];
  /** What the report draws as bars. */
  readonly bars: readonly Metric[];
  readonly ms: number;
  /** Why it could not be tried on this machine; then there are no rows. */
  readonly skipped?: string;
}

export interface LabResult {
  readonly node: string;
  readonly platform: string;
  readonly startedAt: string;
  readonly ms: number;
  readonly scale: number;
  /** Whether everything that could be was run over TLS. */
  readonly tls: boolean;
  readonly scenarios: readonly ScenarioResult[];
  readonly passed: number;
  readonly failed: number;
  /** Scenarios that could not be tried, here or in time. */
  readonly notTried: number;
}

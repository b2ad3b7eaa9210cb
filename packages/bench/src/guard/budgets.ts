// The budgets: the most that a call may cost, by kind of work. A change that costs more raises its budget, with a reason in
// its commit; a change that costs less lowers it.

/** The most that a call of one kind may cost. */
export interface Budget {
  /** Bytes of JavaScript objects per call, before any optimization by the compiler; 15 % more is allowed. */
  readonly allocated: number;
  /** The bytes of them that outlive the call and a collection of the young generation; 15 % more is allowed. */
  readonly kept: number;
  /** Promises per call. */
  readonly promises: number;
  /** Timers and immediates per call. */
  readonly timers: number;
  /** Connections for all calls. */
  readonly connections: number;
}

/** The budgets by kind of work. */
export const BUDGETS = {
  GET: { allocated: 16_900, kept: 100, promises: 3, timers: 1, connections: 1 },
  POST: { allocated: 20_700, kept: 100, promises: 3, timers: 2, connections: 1 },
  'GET, 50 in flight on 10 connections': {
    allocated: 17_500,
    kept: 300,
    promises: 5,
    timers: 0.2,
    connections: 10,
  },
  '1 MiB as bytes': { allocated: 46_100, kept: 400, promises: 12, timers: 1, connections: 1 },
  '1 MiB streamed': { allocated: 60_100, kept: 400, promises: 44, timers: 1, connections: 1 },
  'GET over TLS': { allocated: 16_800, kept: 100, promises: 3, timers: 1, connections: 1 },
  'GET over HTTP/2': { allocated: 31_700, kept: 1_700, promises: 6, timers: 3, connections: 1 },
  'GET over HTTP/2, 50 in flight': {
    allocated: 29_200,
    kept: 1_700,
    promises: 8,
    timers: 1.2,
    connections: 1,
  },
  'client.fetch': { allocated: 22_800, kept: 100, promises: 17, timers: 1, connections: 1 },
  'client.fetch, POST': { allocated: 26_400, kept: 100, promises: 17, timers: 2, connections: 1 },
  'GET on got': { allocated: 91_800, kept: 16_000, promises: 24, timers: 3, connections: 1 },
  'POST on got': { allocated: 99_300, kept: 17_000, promises: 24, timers: 3, connections: 1 },
} as const;

export type KindName = keyof typeof BUDGETS;

/** The costs that exceed their budget, in words. */
export function findingsOf(name: KindName, cost: Budget): readonly string[] {
  const budget: Budget = BUDGETS[name];
  const limits: Budget = { ...budget, allocated: budget.allocated * 1.15, kept: budget.kept * 1.15 };
  return (Object.keys(limits) as (keyof Budget)[])
    .filter((what) => cost[what] > limits[what])
    .map((what) => `${name}: ${what} ${cost[what]}, the budget in src/guard/budgets.ts is ${budget[what]}`);
}

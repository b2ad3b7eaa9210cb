// Measures what calls cost, in units that do not depend on the speed of the machine.
import { createHook } from 'node:async_hooks';
import { getHeapStatistics } from 'node:v8';

/** The cost of a call. */
export interface Cost {
  /** Bytes of JavaScript objects. */
  readonly allocated: number;
  readonly promises: number;
  readonly timers: number;
}

/** How calls are made. */
export interface Calls {
  /** Calls per batch whose allocations are measured: enough for the steps in which V8 counts them. */
  readonly calls: number;
  /** Calls per batch whose promises and timers are counted: so few that some batch has no delay between them. */
  readonly counted: number;
  /** Calls under way at once. */
  readonly inFlight: number;
}

type Perform = () => Promise<unknown>;

const ALLOCATION_BATCHES = 12;
const COUNTED_BATCHES = 40;

/** A batch is repeated so often if a collection of garbage hides what it allocated. */
const TRIES = 10;

const nothing = Promise.resolve();

/**
 * Measures the cost per call in several batches and returns the least of each figure: what else happens, such as the
 * poll that follows a delay of the machine, only adds to a batch. Needs `--expose-gc`, no optimizing compiler, and a
 * young generation that holds a batch.
 */
export async function costOf(call: Perform, { calls, counted, inFlight }: Calls): Promise<Cost> {
  const many = (perform: Perform) => () => makeCalls(perform, calls, inFlight);
  const few = (perform: Perform) => () => makeCalls(perform, counted, inFlight);
  // Until every function of the path has run often enough to have its feedback.
  await makeCalls(() => nothing, calls * 6, inFlight);
  await makeCalls(call, calls * 6, inFlight);
  const allocated = (await leastAllocated(many(call))) - (await leastAllocated(many(() => nothing)));
  const [own, whole] = [await leastCounted(few(() => nothing)), await leastCounted(few(call))];
  return {
    allocated: Math.round(allocated / calls),
    promises: roundedTenth((whole.promises - own.promises) / counted),
    timers: roundedTenth((whole.timers - own.timers) / counted),
  };
}

/** Makes calls, so many at a time. */
async function makeCalls(call: Perform, calls: number, inFlight: number): Promise<void> {
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
}

async function leastAllocated(work: Perform): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < ALLOCATION_BATCHES; batch++) least = Math.min(least, await allocatedBy(work));
  return least;
}

async function allocatedBy(work: Perform): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    globalThis.gc?.();
    const canary = new WeakRef({});
    const before = getHeapStatistics().used_heap_size;
    await work();
    const after = getHeapStatistics().used_heap_size;
    if (canary.deref() !== undefined) return after - before;
  }
  throw new Error('garbage was collected during every batch');
}

type Counted = Pick<Cost, 'promises' | 'timers'>;

async function leastCounted(work: Perform): Promise<Counted> {
  const counts: Counted[] = [];
  for (let batch = 0; batch < COUNTED_BATCHES; batch++) counts.push(await countedIn(work));
  return {
    promises: Math.min(...counts.map(({ promises }) => promises)),
    timers: Math.min(...counts.map(({ timers }) => timers)),
  };
}

async function countedIn(work: Perform): Promise<Counted> {
  let promises = 0;
  let timers = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === 'PROMISE') promises++;
      else if (type === 'Timeout' || type === 'Immediate') timers++;
    },
  }).enable();
  try {
    // Switching the hook takes long enough for a connection to be polled before its next exchange.
    await work();
    promises = timers = 0;
    await work();
  } finally {
    hook.disable();
  }
  return { promises, timers };
}

function roundedTenth(value: number): number {
  return Math.round(value * 10) / 10;
}

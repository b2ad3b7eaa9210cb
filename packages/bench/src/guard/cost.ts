// Measures the cost of calls in units that do not depend on the speed of the machine.
import { createHook } from 'node:async_hooks';
import { getHeapStatistics } from 'node:v8';

/** The cost of a call. */
export interface Cost {
  /** Bytes of JavaScript objects. */
  readonly allocated: number;
  /** Bytes of JavaScript objects that collections of the young generation leave behind. */
  readonly kept: number;
  readonly promises: number;
  readonly timers: number;
}

/** The numbers of calls. */
export interface Calls {
  /** Calls per batch whose allocations are measured: many, since V8 counts allocations in large steps. */
  readonly calls: number;
  /** Calls per batch whose promises and timers are counted: few, so that at least one batch runs without a delay. */
  readonly counted: number;
  /** Concurrent calls. */
  readonly inFlight: number;
}

type Perform = () => Promise<unknown>;

const ALLOCATION_BATCHES = 12;
const COUNTED_BATCHES = 40;

/** The most repetitions of a batch during which garbage was collected, which hides its allocations. */
const TRIES = 10;

const nothing = Promise.resolve();

/**
 * Measures the cost per call in several batches and returns the lowest value of each figure: other activity, such as the poll
 * after a delay of the machine, only adds to a batch. Needs `--expose-gc`, no optimizing compiler, and a young generation
 * larger than the garbage of a batch.
 */
export async function costOf(call: Perform, { calls, counted, inFlight }: Calls): Promise<Cost> {
  const many = (perform: Perform) => () => makeCalls(perform, calls, inFlight);
  const few = (perform: Perform) => () => makeCalls(perform, counted, inFlight);
  // Warm-up: V8 allocates type feedback for every function on the path.
  await makeCalls(() => nothing, calls * 6, inFlight);
  await makeCalls(call, calls * 6, inFlight);
  const allocated = (await leastAllocated(many(call))) - (await leastAllocated(many(() => nothing)));
  const [own, whole] = [await leastCounted(few(() => nothing)), await leastCounted(few(call))];
  return {
    allocated: Math.round(allocated / calls),
    kept: Math.max(0, Math.round((await leastKept(many(call))) / calls)),
    promises: roundedTenth((whole.promises - own.promises) / counted),
    timers: roundedTenth((whole.timers - own.timers) / counted),
  };
}

/** Makes calls, `inFlight` at a time. */
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
  throw new Error(
    `garbage was collected during each of ${TRIES} batches: enlarge --max-semi-space-size or make fewer calls`,
  );
}

/**
 * The memory that a batch leaves behind once it has ended and the young generation was collected. The major collection before
 * it moves all that lives to the old generation: what is dropped there keeps what it refers to, until the next major one.
 */
async function leastKept(work: () => Promise<void>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < ALLOCATION_BATCHES; batch++) {
    globalThis.gc?.();
    await work();
    const before = await usedAfterMinor();
    await work();
    least = Math.min(least, (await usedAfterMinor()) - before);
  }
  return least;
}

/** The bytes in use after a collection of the young generation, once what the calls had scheduled has run. */
async function usedAfterMinor(): Promise<number> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  globalThis.gc?.({ type: 'minor' });
  globalThis.gc?.({ type: 'minor' });
  return getHeapStatistics().used_heap_size;
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
    // Not counted: to enable the hook takes so long that the idle connection is polled before this exchange.
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

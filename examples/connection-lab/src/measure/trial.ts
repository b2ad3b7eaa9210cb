import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultOrigin, caCertificate } from '@sluice/fixtures';
import type { ClientSpec } from '../clients/client.ts';
import type { Measurement, SocketStates } from '../model.ts';
import type { Work } from '../workloads/index.ts';
import type { PortWatch, StateWatch } from './state-watch.ts';
import { type Outcome, WorkerProcess } from './worker-process.ts';

/** The same work for one client or another, each with an origin and a process of its own. */
export interface Trial {
  readonly calls: number;
  /** Starts a fresh origin. */
  origin(): Promise<FaultOrigin>;
  /** How long the client may work, in ms; then it is ended. */
  readonly limit: number;
  /** How long to wait, once the work is done, before the states are looked at, in ms. */
  readonly settle: number;
  /** Ends the wait early. */
  settled?(states: SocketStates): boolean;
}

/** Puts a client to work and measures. */
export async function measure(
  trial: Trial,
  client: ClientSpec,
  work: (origin: FaultOrigin) => Work,
  watch: StateWatch,
): Promise<Measurement> {
  const origin = await trial.origin();
  const port = watch.watch(origin.port);
  const worker = new WorkerProcess();
  try {
    const trust = origin.url().startsWith('https:') ? caCertificate : undefined;
    const order = { client, work: work(origin), trust };
    const outcome = await worker.carryOut(order, trial.limit, () => port.begin());
    const after = await settle(port, trial);
    return measurement(trial, client, outcome, origin, port, after);
  } finally {
    port.stop();
    await worker.end();
    await origin.close();
  }
}

async function settle(port: PortWatch, trial: Trial): Promise<SocketStates | undefined> {
  const until = performance.now() + trial.settle;
  for (;;) {
    const left = until - performance.now();
    const states = await port.now();
    if (left <= 0 || (states !== undefined && trial.settled?.(states) === true)) return states;
    await sleep(Math.min(left, 50));
  }
}

function measurement(
  trial: Trial,
  client: ClientSpec,
  outcome: Outcome,
  origin: FaultOrigin,
  port: PortWatch,
  after: SocketStates | undefined,
): Measurement {
  const { opened, open, peakInFlight, requests } = origin.stats();
  const { finished, broken, ms, memory, progress } = outcome;
  return {
    client: client.kind,
    finished,
    ...(broken !== undefined && { broken }),
    calls: trial.calls,
    answered: progress.answered,
    errors: progress.errors,
    samples: [...port.samples],
    values: {
      opened,
      open,
      peakInFlight,
      requests,
      memory,
      time: Math.round(ms),
      unanswered: trial.calls - progress.answered,
      wait: progress.wait === null ? null : Math.round(progress.wait),
      established: after?.established ?? null,
      closeWait: after?.closeWait ?? null,
      timeWait: after?.timeWait ?? null,
    },
  };
}

// Measures the work of one client.
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultOrigin, caCertificate } from '@sluice/fixtures';
import type { ClientSpec } from '../clients/client.ts';
import type { Measurement, SocketStates } from '../model.ts';
import type { Work } from '../workloads/index.ts';
import type { Crew } from './crew.ts';
import type { PortWatch, StateWatch } from './state-watch.ts';
import type { Outcome } from './worker-process.ts';

/** The same work for different clients, each with its own origin. */
export interface Trial {
  readonly calls: number;
  /** Starts a fresh origin. */
  origin(): Promise<FaultOrigin>;
  /** The time limit of the work, in ms, after which the process of the client is killed. */
  readonly limit: number;
  /** Whether the process may be used for further work. Default: false. */
  readonly sharesProcess?: boolean;
  /** How long to wait after the work until the states are read, in ms. */
  readonly settle: number;
  /** Ends the wait early if it returns true. */
  readonly settled?: (states: SocketStates) => boolean;
}

/** The tools of a measurement. */
export interface Instruments {
  readonly watch: StateWatch;
  readonly crew: Crew;
}

/** Lets a client do its work, and measures it. */
export async function measure(
  trial: Trial,
  client: ClientSpec,
  work: (origin: FaultOrigin) => Work,
  { watch, crew }: Instruments,
): Promise<Measurement> {
  const origin = await trial.origin();
  const port = watch.watch(origin.port);
  const worker = crew.take(client.kind);
  let fit = false;
  try {
    const trust = origin.url().startsWith('https:') ? caCertificate : undefined;
    const order = { client, work: work(origin), trust };
    const outcome = await worker.carryOut(order, trial.limit, () => port.begin());
    fit = outcome.finished && trial.sharesProcess === true;
    const after = await settle(port, trial);
    // The origin detects a closed connection slightly later than the kernel.
    await sleep(20);
    return measurement(trial, client, outcome, origin, port, after);
  } finally {
    port.stop();
    if (fit) crew.giveBack(client.kind, worker);
    else await worker.end();
    await origin.close();
  }
}

async function settle(port: PortWatch, { settle, settled }: Trial): Promise<SocketStates | undefined> {
  const until = performance.now() + settle;
  for (;;) {
    const states = await port.next();
    const enough = states !== undefined && settled?.(states) === true;
    if (enough || performance.now() >= until) return states;
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
    client: nameOf(client),
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

/** The name of a client in tables and reports. */
function nameOf(client: ClientSpec): string {
  return client.kind === 'sluice' && client.transport !== undefined
    ? `sluice on ${client.transport}`
    : client.kind;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultOrigin, caCertificate } from '@sluice/fixtures';
import type { ClientSpec } from '../clients/client.ts';
import type { Measurement, SocketStates } from '../model.ts';
import type { Work } from '../workloads/index.ts';
import type { Crew } from './crew.ts';
import type { PortWatch, StateWatch } from './state-watch.ts';
import type { Outcome } from './worker-process.ts';

/** The same work for one client or another, each with an origin of its own. */
export interface Trial {
  readonly calls: number;
  /** Starts a fresh origin. */
  origin(): Promise<FaultOrigin>;
  /** How long the client may work, in ms; then it is ended. */
  readonly limit: number;
  /** Whether a process that did one such piece of work may do another; else each has its own. */
  readonly sharesProcess?: boolean;
  /** How long to wait, once the work is done, before the states are looked at, in ms. */
  readonly settle: number;
  /** Ends the wait early. */
  readonly settled?: (states: SocketStates) => boolean;
}

/** What measuring needs. */
export interface Instruments {
  readonly watch: StateWatch;
  readonly crew: Crew;
}

/** Puts a client to work and measures. */
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
    // The kernel knows of a closed connection a moment before the origin does.
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

/** The client as tables and reports name it. */
function nameOf(client: ClientSpec): string {
  return client.kind === 'sluice' && client.transport !== undefined
    ? `sluice on ${client.transport}`
    : client.kind;
}

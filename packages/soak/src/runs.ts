// Carries out runs with an origin and a client, each in its own process.
import type { OriginProcess } from '@sluice/fixtures';
import type { ClientQuestion, ClientReport } from './clients/questions.ts';
import type { OriginReport } from './origin/ledger.ts';
import type { OriginQuestion, Servers } from './origin/questions.ts';
import type { RunKey } from './plan/run.ts';
import { leave, startProcess } from './processes.ts';
import type { Failure } from './verdicts/failure.ts';

/** How long it may take until the origin detects the connections that the client closed, in ms. */
const SOCKETS_GONE = 2_000;
/** How long a run may take before its client counts as hung, in ms. */
const HUNG = 120_000;

/** The result of a run. */
export interface RunResult {
  readonly run: RunKey;
  readonly client: ClientReport;
  readonly origin: OriginReport;
  readonly failures: readonly Failure[];
}

/** A run, and the number of its calls. */
export interface RunOrder {
  readonly run: RunKey;
  readonly calls: number;
  /** Makes only the call with this number. */
  readonly only?: number | undefined;
}

/** An origin and a client in child processes, which carry out runs one after another. */
export class Pair implements AsyncDisposable {
  readonly #origin: OriginProcess<Servers>;
  readonly #client: OriginProcess<undefined>;
  #last: RunKey | undefined;
  #hung = false;

  constructor(origin: OriginProcess<Servers>, client: OriginProcess<undefined>) {
    this.#origin = origin;
    this.#client = client;
  }

  /** Whether a run hung: calls of it may still run, so that no further run can be judged. */
  get hung(): boolean {
    return this.#hung;
  }

  /** Carries out a run. */
  async carryOut({ run, calls, only }: RunOrder): Promise<RunResult> {
    this.#last = run;
    await this.#origin.ask({ what: 'begin', run } satisfies OriginQuestion);
    const question = { what: 'run', run, servers: this.#origin.ready, calls, only } satisfies ClientQuestion;
    const client = await this.#report(this.#client.ask<ClientReport>(question), run);
    const end = { what: 'end', within: SOCKETS_GONE } satisfies OriginQuestion;
    const origin = await this.#origin.ask<OriginReport>(end);
    return { run, client, origin, failures: [...client.failures, ...origin.failures] };
  }

  /** Lets the client's process exit. @returns the findings */
  async leave(): Promise<readonly Failure[]> {
    if (this.#last === undefined || this.#hung) return [];
    const wrong = await leave(this.#client, { what: 'leave' } satisfies ClientQuestion);
    return wrong === undefined ? [] : [{ verdict: 'no exit', run: this.#last, detail: wrong }];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#origin.close(), this.#client.close()]);
  }

  /** The client's report, or a report with a finding if the process hangs or has died. */
  async #report(asked: Promise<ClientReport>, run: RunKey): Promise<ClientReport> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no report after ${HUNG} ms`)), HUNG);
    });
    try {
      return await Promise.race([asked, late]);
    } catch (error) {
      this.#hung = true;
      const failure: Failure = {
        verdict: 'no exit',
        run,
        detail: `the process of the client: ${String(error)}`,
      };
      return { failures: [failure], outcomes: {}, memory: 0, ms: 0 };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Starts an origin and a client. */
export async function startPair(): Promise<Pair> {
  const [origin, client] = await Promise.all([
    startProcess<Servers>('origin/origin'),
    startProcess<undefined>('clients/worker'),
  ]);
  return new Pair(origin, client);
}

import type { OriginProcess } from '@sluice/fixtures';
import type { ClientQuestion, ClientReport } from './clients/questions.ts';
import type { OriginReport } from './origin/ledger.ts';
import type { OriginQuestion, Servers } from './origin/questions.ts';
import type { RunKey } from './plan/run.ts';
import { leave, startProcess } from './processes.ts';
import type { Failure } from './verdicts/failure.ts';

/** How long what the client has closed may take to be seen as closed by the origin, in ms. */
const SOCKETS_GONE = 2_000;
/** A client that has not come back from a run after so many ms is ended. */
const HUNG = 120_000;

/** What came of one run. */
export interface RunResult {
  readonly run: RunKey;
  readonly client: ClientReport;
  readonly origin: OriginReport;
  readonly failures: readonly Failure[];
}

/** What is run, and how much of it. */
export interface RunOrder {
  readonly run: RunKey;
  readonly calls: number;
  /** Makes only the call of this number. */
  readonly only?: number | undefined;
}

/** An origin and a client, each in a process of its own, that carry out runs one after the other. */
export class Pair implements AsyncDisposable {
  readonly #origin: OriginProcess<Servers>;
  readonly #client: OriginProcess<undefined>;
  #last: RunKey | undefined;
  #hung = false;

  constructor(origin: OriginProcess<Servers>, client: OriginProcess<undefined>) {
    this.#origin = origin;
    this.#client = client;
  }

  /** Calls of an earlier run may be under way, so that no other one can be judged. */
  get hung(): boolean {
    return this.#hung;
  }

  async carryOut({ run, calls, only }: RunOrder): Promise<RunResult> {
    this.#last = run;
    await this.#origin.ask({ what: 'begin', run } satisfies OriginQuestion);
    const question = { what: 'run', run, servers: this.#origin.ready, calls, only } satisfies ClientQuestion;
    const client = await this.#report(this.#client.ask<ClientReport>(question), run);
    const end = { what: 'end', within: SOCKETS_GONE } satisfies OriginQuestion;
    const origin = await this.#origin.ask<OriginReport>(end);
    return { run, client, origin, failures: [...client.failures, ...origin.failures] };
  }

  /** Has the client's process end by itself, and returns what is wrong with how it did. */
  async leave(): Promise<readonly Failure[]> {
    if (this.#last === undefined || this.#hung) return [];
    const wrong = await leave(this.#client, { what: 'leave' } satisfies ClientQuestion);
    return wrong === undefined ? [] : [{ verdict: 'no exit', run: this.#last, detail: wrong }];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#origin.close(), this.#client.close()]);
  }

  /** A report that says so for a process that hangs or has died. */
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

import type { OriginReport } from './origin/ledger.ts';
import type { OriginQuestion, Servers } from './origin/questions.ts';
import type { ClientQuestion, ClientReport } from './clients/questions.ts';
import { faceOf, type FaceName } from './plan/faces.ts';
import type { RunKey } from './plan/run.ts';
import { leave, startProcess } from './processes.ts';
import type { Failure } from './verdicts/failure.ts';

/** How long what the client has closed may take to be seen as closed by the origin, in ms. */
const SOCKETS_GONE = 2_000;
/** A client that does not come back from a run after so many ms for each call is ended. */
const HUNG = 120_000;

/** What to soak. */
export interface HostileOptions {
  readonly seeds: readonly number[];
  readonly faces: readonly FaceName[];
  /** Names of configurations; those a face does not have are left out. Undefined: all. */
  readonly configurations?: readonly string[] | undefined;
  /** Calls of each face with each seed, over all configurations. */
  readonly calls: number;
  /** Meets every call that is not healthy; one a face cannot meet is an error. Undefined: all faults in turn. */
  readonly fault?: string | undefined;
  /** Makes only the call of this number. */
  readonly only?: number | undefined;
  /** Takes what came of each run, while the soak goes on. */
  readonly onRun?: ((result: RunResult) => void) | undefined;
}

/** What came of one run. */
export interface RunResult {
  readonly run: RunKey;
  readonly client: ClientReport;
  readonly origin: OriginReport;
  readonly failures: readonly Failure[];
}

/** Soaks every face with every seed and configuration, against an origin full of faults; resolves to the findings. */
export async function soakHostile(options: HostileOptions): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const face of options.faces) failures.push(...(await soakFace(face, options)));
  return failures;
}

async function soakFace(name: FaceName, options: HostileOptions): Promise<readonly Failure[]> {
  const { seeds, configurations, calls, fault, only, onRun } = options;
  const face = faceOf(name);
  const chosen = face.configurations.filter((one) => configurations?.includes(one) ?? true);
  const failures: Failure[] = [];
  await using origin = await startProcess<Servers>('origin/origin');
  await using client = await startProcess<undefined>('clients/worker');
  let last: RunKey | undefined;
  let id = 0;
  for (const seed of seeds) {
    for (const configuration of chosen) {
      const run: RunKey = { id: id++, seed, face: name, configuration, fault };
      last = run;
      await origin.ask({ what: 'begin', run } satisfies OriginQuestion);
      const order = {
        what: 'run',
        run,
        servers: origin.ready,
        calls: Math.ceil(calls / chosen.length),
        only,
      } as const;
      const clientReport = await inTime(client.ask<ClientReport>(order satisfies ClientQuestion), run);
      const originReport = await origin.ask<OriginReport>({
        what: 'end',
        within: SOCKETS_GONE,
      } satisfies OriginQuestion);
      const found = [...clientReport.failures, ...originReport.failures];
      failures.push(...found);
      onRun?.({ run, client: clientReport, origin: originReport, failures: found });
      // Calls of it would be under way in the runs that follow.
      if (found.some(({ verdict }) => verdict === 'no exit')) return failures;
    }
  }
  const wrong = await leave(client, { what: 'leave' } satisfies ClientQuestion);
  if (wrong !== undefined && last !== undefined)
    failures.push({ verdict: 'no exit', run: last, detail: wrong });
  return failures;
}

/** A report that says so for a process that hangs or has died. */
async function inTime(asked: Promise<ClientReport>, run: RunKey): Promise<ClientReport> {
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no report after ${HUNG} ms`)), HUNG);
  });
  try {
    return await Promise.race([asked, hung]);
  } catch (error) {
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

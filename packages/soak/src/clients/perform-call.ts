// Makes one call of a run and judges its outcome.
import { ContentCheck } from '../plan/content.ts';
import { answerContent, planCall } from '../plan/plan-call.ts';
import { pathOf, type Run } from '../plan/run.ts';
import { SoakAbort } from '../verdicts/errors.ts';
import type { Failure, Verdict } from '../verdicts/failure.ts';
import { judgeCall, type Outcome } from '../verdicts/judge-call.ts';
import type { SoakClient } from './soak-client.ts';
import type { SteadyTime } from './steady-time.ts';
import { makeUpload, type Upload } from './uploads.ts';

/** How much longer than its limit a call may take before it counts as late, in ms of steady time. */
const LATE = 3_000;
/** How much longer it may take before it counts as stuck, in ms of steady time. */
const STUCK = 12_000;

/** When a call is aborted if its client has no limit for the whole call, in ms. */
const PATIENCE = 1_500;

/** The common parts of the calls of a run. */
export interface RunContext {
  readonly run: Run;
  readonly client: SoakClient;
  /** The URL of each server, by its name. */
  readonly servers: Readonly<Record<string, string>>;
  /** The folder for the files of uploads. */
  readonly folder: string;
  readonly time: SteadyTime;
  /** Reports a finding. */
  fail(failure: Failure): void;
  /** Counts the outcome of a call, for the summary: its status, or the code or name of its error. */
  count(outcome: string): void;
}

/** Makes one call and judges it. Never rejects. */
export async function performCall(context: RunContext, number: number): Promise<void> {
  const { run, client, servers, folder, time } = context;
  const plan = planCall(run, number);
  const check = new ContentCheck(answerContent(plan));
  const fail = (verdict: Verdict, detail: string): void =>
    context.fail({ verdict, run: run.key, number, fault: plan.fault, detail });
  const { total } = run.configuration;
  const controller = new AbortController();
  const limit = plan.abortAfter ?? limitOf(run);
  const timer =
    limit === undefined ? undefined : setTimeout(() => controller.abort(new SoakAbort('aborted')), limit);
  const began = time.now;
  let stuck = false;
  const upload: Upload | undefined =
    plan.upload === undefined ? undefined : await makeUpload(plan, plan.upload.kind, folder);
  const call = async (): Promise<Outcome> => {
    const url = `${servers[plan.listener]}${pathOf(run.key.id, number)}`;
    const signal = limit === undefined ? undefined : controller.signal;
    try {
      return { is: 'answered', ...(await client.call({ plan, url, upload, check, signal })) };
    } catch (error) {
      return { is: 'failed', error };
    }
  };
  let cancel = (): void => undefined;
  const late = new Promise<undefined>((resolve) => {
    cancel = time.after(total + STUCK, () => resolve(undefined));
  });
  const outcome = await Promise.race([call(), late]);
  cancel();
  clearTimeout(timer);
  if (outcome === undefined) {
    stuck = true;
    fail('stuck call', `not settled ${STUCK} ms after its limit of ${total} ms`);
  } else {
    const took = time.now - began;
    if (took > total + LATE) fail('late call', `took ${Math.round(took)} ms with a limit of ${total} ms`);
    const finding = judgeCall(run, plan, outcome, check);
    if (finding !== undefined) fail(finding.verdict, finding.detail);
    context.count(outcome.is === 'answered' ? `status ${outcome.status}` : nameOf(outcome.error));
  }
  if (!stuck) await upload?.release();
}

/** After how many ms a call is aborted by its signal; undefined if its client has a limit for the whole call. */
function limitOf({ key, face, configuration }: Run): number | undefined {
  if (face.client) return undefined;
  return key.shape === undefined ? Math.min(configuration.total, PATIENCE) : configuration.total;
}

function nameOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return String(code ?? name);
}

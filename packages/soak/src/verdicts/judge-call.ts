import { describeAttempt, isSluiceError } from 'sluice';
import { isOneShot, mustFail } from '../clients/uploads.ts';
import type { Fault } from '../faults/fault.ts';
import { faultOf } from '../faults/index.ts';
import { prefixOf } from '../faults/http1-exchange.ts';
import { isIdempotent, type CallPlan } from '../plan/call-plan.ts';
import type { ContentCheck } from '../plan/content.ts';
import type { Run } from '../plan/run.ts';
import { isForeign, isResendable, mayBeSpared } from './errors.ts';
import type { Verdict } from './failure.ts';

/** What came of a call. */
export type Outcome =
  | { readonly is: 'answered'; readonly status: number; readonly whole: boolean }
  | { readonly is: 'failed'; readonly error: unknown };

/** A finding about a call, in short. */
export interface Finding {
  readonly verdict: Verdict;
  readonly detail: string;
}

/** Judges what the client saw of a call; undefined if it may see that. */
export function judgeCall(
  run: Run,
  plan: CallPlan,
  outcome: Outcome,
  check: ContentCheck,
): Finding | undefined {
  const fault = faultOf(plan.fault);
  if (check.wrong !== undefined) return { verdict: 'wrong body', detail: check.wrong };
  if (outcome.is === 'answered') return judgeAnswer(run, plan, fault, outcome, check);
  return judgeError(run, plan, fault, outcome.error);
}

function judgeAnswer(
  run: Run,
  plan: CallPlan,
  fault: Fault | undefined,
  { status, whole }: Outcome & { readonly is: 'answered' },
  check: ContentCheck,
): Finding | undefined {
  if (status >= 300) return judgeStatus(run, plan, fault, status);
  if (plan.upload !== undefined && mustFail(plan.upload.kind) && !answersEarly(fault)) {
    return { verdict: 'wrong upload', detail: `status ${status} for a body of the kind ${plan.upload.kind}` };
  }
  if (!whole || fault?.sees === 'cut') return undefined;
  const lengths = [plan.method === 'HEAD' ? 0 : plan.answer.bytes];
  if (fault?.sees === 'prefix') lengths.push(prefixOf(plan));
  if (fault?.sees === 'empty') lengths.push(0);
  // A redirect may have made a GET of a HEAD, never the other way round.
  if (lengths.includes(check.received)) return undefined;
  return {
    verdict: 'wrong body',
    detail: `${check.received} bytes passed for the whole of ${plan.answer.bytes} (status ${status})`,
  };
}

function judgeStatus(
  { face }: Run,
  plan: CallPlan,
  fault: Fault | undefined,
  status: number,
): Finding | undefined {
  // The server closes an idle connection with it, and the request may have been seen: only a client that may send it
  // again can take it for a close.
  if (status === 408 && !(face.client && mayRepeat(plan))) return undefined;
  const expected = fault?.sees === 'status' || fault?.sees === 'empty' || fault?.phase === 'redirect';
  return expected ? undefined : { verdict: 'needless failure', detail: `status ${status}` };
}

/** Whether the server answers before it has the whole upload. */
function answersEarly(fault: Fault | undefined): boolean {
  return fault?.phase === 'upload';
}

function judgeError(run: Run, plan: CallPlan, fault: Fault | undefined, error: unknown): Finding | undefined {
  if (isForeign(run.face, error)) return { verdict: 'foreign error', detail: describeError(error) };
  const status = (error as { readonly status?: unknown } | null)?.status;
  if (isSluiceError(error) && typeof status === 'number') return judgeStatus(run, plan, fault, status);
  if (!mustSucceed(run, plan, fault) || mayBeSpared(run, plan, error)) return undefined;
  return { verdict: 'needless failure', detail: describeError(error) };
}

/** Whether nothing that happens to this call is a reason to fail. */
function mustSucceed({ face, configuration }: Run, plan: CallPlan, fault: Fault | undefined): boolean {
  const { upload } = plan;
  if (plan.abortAfter !== undefined) return false;
  if (upload !== undefined && mustFail(upload.kind)) return false;
  if (plan.listener === 'h2-spreading') return false;
  if (fault === undefined) return true;
  const resendable = isResendable(face, plan);
  if (fault.phase === 'redirect') return fault.sees === 'whole' && resendable;
  const retries = face.client ? configuration.retries : 0;
  // What was refused is sent again at once a single time.
  if (fault.sees === 'whole')
    return plan.fault.includes('refused') ? resendable && plan.faulted <= (retries > 0 ? 2 : 1) : true;
  // From here on only another attempt can help.
  return (
    fault.retried &&
    mayRepeat(plan) &&
    plan.reading === 'bytes' &&
    plan.faulted <= retries &&
    configuration.name !== 'impatient'
  );
}

/** Whether the client may send it twice, and can. */
function mayRepeat({ method, idempotencyKey, upload }: CallPlan): boolean {
  return (isIdempotent(method) || idempotencyKey) && (upload === undefined || !isOneShot(upload.kind));
}

/** An error and what lies beneath it, in one line. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as { readonly code?: unknown }).code;
  const own = `${error.name}${typeof code === 'string' ? ` ${code}` : ''}: ${error.message}`;
  const attempts =
    isSluiceError(error) && error.attempts.length > 1
      ? ` (${error.attempts.map((attempt) => describeAttempt(attempt)).join(' | ')})`
      : '';
  return error.cause === undefined ? own + attempts : `${own}${attempts} <- ${describeError(error.cause)}`;
}

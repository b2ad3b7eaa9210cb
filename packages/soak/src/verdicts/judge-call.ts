// Judges the outcome of a call.
import { describeAttempt, isSluiceError } from 'sluice';
import { isOneShot, mustFail } from '../clients/uploads.ts';
import type { Fault } from '../faults/fault.ts';
import { faultOf } from '../faults/index.ts';
import { prefixOf } from '../faults/http1-exchange.ts';
import { isIdempotent, type CallPlan } from '../plan/call-plan.ts';
import type { ContentCheck } from '../plan/content.ts';
import type { Run } from '../plan/run.ts';
import { isForeign, isResendable, isExcusable } from './errors.ts';
import type { Verdict } from './failure.ts';

/** The outcome of a call. */
export type Outcome =
  | { readonly is: 'answered'; readonly status: number; readonly whole: boolean }
  | { readonly is: 'failed'; readonly error: unknown };

/** A finding about a call. */
export interface Finding {
  readonly verdict: Verdict;
  readonly detail: string;
}

/** Judges the outcome of a call at the client; undefined if it is acceptable. */
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
  if (!whole || fault?.outcome === 'cut') return undefined;
  const lengths = [plan.method === 'HEAD' ? 0 : plan.answer.bytes];
  if (fault?.outcome === 'prefix') lengths.push(prefixOf(plan));
  if (fault?.outcome === 'empty') lengths.push(0);
  // A redirect can turn a HEAD into a GET, but not a GET into a HEAD.
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
  // A 408 closes an idle connection, but the server may have received the request: only a client that may send the request
  // again can treat the 408 as a close.
  if (status === 408 && !(face.client && mayRepeat(plan))) return undefined;
  const expected = fault?.outcome === 'status' || fault?.outcome === 'empty' || fault?.phase === 'redirect';
  return expected ? undefined : { verdict: 'needless failure', detail: `status ${status}` };
}

/** Whether the server responds before it has read the whole upload. */
function answersEarly(fault: Fault | undefined): boolean {
  return fault?.phase === 'upload';
}

function judgeError(run: Run, plan: CallPlan, fault: Fault | undefined, error: unknown): Finding | undefined {
  if (isForeign(run.face, error)) return { verdict: 'foreign error', detail: describeError(error) };
  const status = (error as { readonly status?: unknown } | null)?.status;
  if (isSluiceError(error) && typeof status === 'number') return judgeStatus(run, plan, fault, status);
  if (!mustSucceed(run, plan, fault) || isExcusable(run, plan, error)) return undefined;
  return { verdict: 'needless failure', detail: describeError(error) };
}

/** Whether the call has no acceptable reason to fail. */
function mustSucceed({ face, configuration }: Run, plan: CallPlan, fault: Fault | undefined): boolean {
  const { upload } = plan;
  if (plan.abortAfter !== undefined) return false;
  if (upload !== undefined && mustFail(upload.kind)) return false;
  if (plan.listener === 'h2-spreading') return false;
  if (fault === undefined) return true;
  const resendable = isResendable(face, plan);
  if (fault.phase === 'redirect') return fault.outcome === 'whole' && resendable;
  const retries = face.client ? configuration.retries : 0;
  // A refused request is replayed once.
  if (fault.outcome === 'whole')
    return plan.fault.includes('refused') ? resendable && plan.faulted <= (retries > 0 ? 2 : 1) : true;
  // Otherwise, the call needs another attempt to succeed.
  return (
    fault.retried &&
    mayRepeat(plan) &&
    plan.reading === 'bytes' &&
    plan.faulted <= retries &&
    configuration.name !== 'impatient'
  );
}

/** Whether the client may send the request twice, and is able to. */
function mayRepeat({ method, idempotencyKey, upload }: CallPlan): boolean {
  return (isIdempotent(method) || idempotencyKey) && (upload === undefined || !isOneShot(upload.kind));
}

/** Describes an error and its causes in one line. */
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

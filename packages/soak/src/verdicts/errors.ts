// Decides which errors are acceptable.
import { isGateError, isNetworkError, isSluiceError, isTimeoutError } from 'sluice';
import { isOneShot, SourceFailure } from '../clients/uploads.ts';
import { isIdempotent, type CallPlan } from '../plan/call-plan.ts';
import type { Face } from '../plan/faces.ts';
import type { Run } from '../plan/run.ts';

/** The reason of an abort by the soak. */
export class SoakAbort extends Error {
  override readonly name = 'SoakAbort';
}

const PROGRAMMING = new Set(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'AssertionError']);
const EXCUSABLE_CODES = new Set([
  'ERR_SLUICE_COOLDOWN',
  'ERR_SLUICE_BREAKER_OPEN',
  'ERR_SLUICE_BODY_NOT_REPLAYABLE',
]);

/** Whether an error is not one that the face documents, and therefore a bug. */
export function isForeign({ client }: Face, error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  if (error instanceof SoakAbort || error instanceof SourceFailure || isSluiceError(error)) return false;
  // fetch wraps every error.
  if (error.name === 'TypeError' && error.cause !== undefined)
    return isForeign({ client } as Face, error.cause);
  if (client) return true;
  return PROGRAMMING.has(error.name);
}

/** Whether a failure can be caused by the configuration, or by the fault of another call. */
export function isExcusable({ face, configuration }: Run, plan: CallPlan, error: unknown): boolean {
  const cause = error instanceof TypeError ? error.cause : error;
  if (wasAborted(error) || isTimeoutError(cause) || isGateError(cause)) return true;
  if (!isSluiceError(cause)) return !face.client && hasExcusableCode(cause);
  if (EXCUSABLE_CODES.has(cause.code)) return true;
  // The retry budget or the time of the call was used up.
  if (/budget|does not fit/.test(cause.attempts.at(-1)?.reason ?? '')) return true;
  if (!isNetworkError(cause) || !cause.reused) return false;
  // The fault of another call may have closed the connection while it was reused.
  const replays =
    face.client &&
    configuration.retries > 0 &&
    (isIdempotent(plan.method) || plan.idempotencyKey) &&
    isResendable(face, plan);
  return !replays;
}

/** Whether the body of a request can be sent a second time. */
export function isResendable({ client }: Face, { reading, upload }: CallPlan): boolean {
  // fetch turns every body of a Request into a stream. A client reads it ahead, but not on a busy machine.
  const streamed = reading === 'fetch-request' || (reading === 'fetch' && !client);
  return upload === undefined || !(streamed || isOneShot(upload.kind));
}

function wasAborted(error: unknown): boolean {
  return error instanceof SoakAbort || (error instanceof Error && wasAborted(error.cause));
}

/** Whether a face without retries can get this error on a connection that the fault of another call has closed. */
function hasExcusableCode(error: unknown): boolean {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  // Bytes that arrived while the connection was reused.
  if (name === 'HTTPParserError') return true;
  return (
    typeof code === 'string' &&
    /^(ECONNRESET|EPIPE|EPROTO|ETIMEDOUT|UND_ERR_SOCKET|UND_ERR_\w+_TIMEOUT|ERR_SSL\w*|HPE_\w+)$/.test(code)
  );
}

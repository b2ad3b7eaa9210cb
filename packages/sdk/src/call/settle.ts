// Turns the result of a call into its outcome: a declared answer by status, or a failure by phase.
import { isHttpError } from '@sluice/core';
import type { Endpoint } from './api-state.ts';
import type { CallResult } from './run-call.ts';
import { kindOf } from './failure.ts';
import { phaseOf } from './phase.ts';
import { errorReader, readErrorBody } from './readers.ts';
import type { Answer, Failed, FailKind, Meta } from './types.ts';

/** The outcome of any operation. */
export type AnySettled = Answer<boolean, number, unknown> | Failed;

/**
 * The outcome of a call. Never rejects.
 * @param signal the signal of the call
 */
export async function settle(
  endpoint: Endpoint,
  result: CallResult,
  signal: AbortSignal | undefined,
): Promise<AnySettled> {
  const { meta } = result;
  if (result.ok) return { ok: true, status: result.status, body: result.value, meta };
  const { error } = result;
  if (!isHttpError(error)) return failed(kindOf(error, signal), error, meta);
  const { status } = error;
  const reader = errorReader(endpoint.declaration, status);
  if (reader === undefined) return failed('status', error, meta);
  try {
    const body = await readErrorBody(error.response, reader, endpoint.drift);
    return { ok: false, status, body, meta };
  } catch (cause) {
    const kind = kindOf(cause, signal);
    return {
      ok: false,
      status: 0,
      failure: { kind: kind === 'schema' ? kind : 'body', phase: 'body', cause },
      meta,
    };
  }
}

function failed(kind: FailKind, cause: unknown, meta: Meta): Failed {
  const isOfBody = kind === 'schema' || (kind === 'status' && meta.status !== undefined);
  const phase = isOfBody ? 'body' : phaseOf(cause, meta.attempts);
  return { ok: false, status: 0, failure: { kind, phase, cause }, meta };
}

import type { AttemptScope } from '../../attempt-scope.ts';
import { attachCall } from '../../errors/base.ts';
import { isSluiceError } from '../../errors/guards.ts';

/** The same error, told which call it belongs to. */
export function named(error: unknown, { request, call }: AttemptScope): unknown {
  if (isSluiceError(error)) attachCall(error, request, call);
  return error;
}

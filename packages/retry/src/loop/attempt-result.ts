// The result of one attempt of the retry loop.
import type { HttpResponse } from '@sluice/core';

/** A response or an error. */
export type AttemptResult =
  | {
      readonly response: HttpResponse;
      readonly error: undefined;
      readonly final: false;
    }
  | {
      readonly response: undefined;
      readonly error: unknown;
      /** Whether the error ends the call regardless of the policy: an abort, or an error of one of the caller's hooks. */
      readonly final: boolean;
    };

/** The result of an attempt that was answered. */
export function answered(response: HttpResponse): AttemptResult {
  return { response, error: undefined, final: false };
}

/** The result of an attempt that failed; the policy decides what follows. */
export function failed(error: unknown): AttemptResult {
  return { response: undefined, error, final: false };
}

/** An error that ends the call. */
export function ended(error: unknown): AttemptResult {
  return { response: undefined, error, final: true };
}

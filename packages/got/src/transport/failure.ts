import { codeOf, type WireState } from '@sluice/core/transport';
import { ownReason } from './got-errors.ts';
import type { Phase } from './phases.ts';
import { isGotError, rootOf } from './plain-cause.ts';
import { dialError, exchangeError, isWireError } from './wire-errors.ts';

/**
 * How far got had come: its hooks still run, or it has made Node's request, or the head of the response is there, which
 * it looks at before it hands it over.
 */
export type Reached = 'hooks' | 'request' | 'head';

/** What an exchange knew when it broke. */
export interface FailureState extends WireState {
  /** Where the request goes to. */
  readonly url: URL;
  readonly reached: Reached;
  readonly phase: Phase;
}

/**
 * Why an exchange failed: an error of this project, or that of whoever hooked into got, as it was thrown.
 * @param error what got's stream failed with
 * @param wireError the first error of Node's request, which got may keep to itself
 */
export function failureOf(error: unknown, wireError: unknown, state: FailureState): unknown {
  const own = ownReason(error, state.headReceived);
  if (own !== undefined) return own;
  const root = wireError ?? rootOf(error);
  const { url, phase, reached } = state;
  if (reached === 'hooks') {
    // A hook, the cookie jar or the cache failed, or got's search for the protocol.
    return isWireError(root) ? dialError(root, url, false) : (hookError(root) ?? dialError(root, url, false));
  }
  // The cookie jar failed, or a handler that looks at the response.
  const late = reached === 'head' && !state.headReceived && wireError === undefined && !isWireError(root);
  const thrown = late && codeOf(root) !== 'ECONNRESET' ? hookError(root) : undefined;
  if (thrown !== undefined) return thrown;
  return phase === 'sent' ? exchangeError(root, state) : dialError(root, url, phase === 'tls');
}

/** What a hook threw; undefined for an error of got's own, which carries the request. */
function hookError(root: unknown): unknown {
  return isGotError(root) ? undefined : root;
}

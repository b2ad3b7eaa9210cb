// Describes the state of an exchange when it failed.
import type { ResponseBody } from '@sluice/core/transport';
import type { FailureState, Reached } from './failure.ts';
import type { Phases } from './phases.ts';

/**
 * The state of an exchange when it failed.
 * @param url the URL of the request
 * @param reached how far got had processed the request
 * @param phases undefined before the request was passed to got
 * @param body undefined before the headers of the response
 */
export function stateOf(
  url: URL,
  reached: Reached,
  phases: Phases | undefined,
  body: ResponseBody | undefined,
): FailureState {
  return {
    url,
    reached,
    phase: phases?.phase ?? 'queue',
    reused: phases?.reused ?? false,
    bytesWritten: phases?.bytesWritten ?? 0,
    responseStarted: phases?.responseStarted ?? false,
    headReceived: body !== undefined,
    bodyBytes: body?.received ?? 0,
  };
}

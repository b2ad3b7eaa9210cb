import type { ResponseBody } from '@sluice/core/transport';
import type { FailureState, Reached } from './failure.ts';
import type { Phases } from './phases.ts';

/**
 * How far an exchange had come when it broke.
 * @param url where the request goes to
 * @param reached how far got had come
 * @param phases undefined before anything was asked of got
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

import type { ResponseBody } from '@sluice/core';
import type { FailureState } from './failure.ts';
import type { Phases } from './phases.ts';

/**
 * How far an exchange had come when it broke.
 * @param host host and port of the URL
 * @param requested Node's request was made
 * @param phases undefined before anything was asked of got
 * @param body undefined before the headers of the response
 */
export function stateOf(
  host: string,
  requested: boolean,
  phases: Phases | undefined,
  body: ResponseBody | undefined,
): FailureState {
  return {
    host,
    requested,
    phase: phases?.phase ?? 'queue',
    reused: phases?.reused ?? false,
    bytesWritten: phases?.bytesWritten ?? 0,
    responseStarted: phases?.responseStarted ?? false,
    headReceived: body !== undefined,
    bodyBytes: body?.received ?? 0,
  };
}

// The errors of readers of a reclaimed body.
import { BodyError, TimeoutError } from '@sluice/core';
import type { ReclaimReason } from './report.ts';

/**
 * The error for a reader of a body that was reclaimed.
 * @param begun whether the reader had read before
 */
export function reclaimError(
  reason: ReclaimReason,
  { unread, stalled }: { readonly unread: number; readonly stalled: number },
  begun: boolean,
): Error {
  switch (reason) {
    case 'unread':
      return discarded(`no reader started within ${unread} ms (watchdog.unread)`);
    case 'collected':
      return discarded('its response was garbage-collected');
    case 'stalled':
      return new TimeoutError(
        'body',
        begun ? stalled : unread,
        `watchdog.${begun ? 'stalled' : 'unread'}: the reader left bytes unread that had arrived`,
      );
  }
}

function discarded(why: string): BodyError {
  return new BodyError('ERR_SLUICE_BODY_DISCARDED', `the body was discarded by the watchdog: ${why}`);
}

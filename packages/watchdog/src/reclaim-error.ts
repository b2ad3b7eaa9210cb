import { BodyError, TimeoutError } from '@sluice/core';
import type { ReclaimReason } from './report.ts';

/** What whoever comes to read a reclaimed body after all gets. */
export function reclaimError(reason: ReclaimReason, unread: number): Error {
  switch (reason) {
    case 'unread':
      return discarded(`nobody began to read it within ${unread} ms (watchdog.unread)`);
    case 'collected':
      return discarded('nobody was left who could read it');
    case 'stalled':
      return new TimeoutError(
        'body',
        unread,
        'watchdog.unread: the reader asked for no bytes, though some waited,',
      );
  }
}

function discarded(why: string): BodyError {
  return new BodyError('ERR_SLUICE_BODY_DISCARDED', `the body was discarded by the watchdog: ${why}`);
}

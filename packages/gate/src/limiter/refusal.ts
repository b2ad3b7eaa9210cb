// Creates the error of a refused attempt.
import { safeText } from '@sluice/core/plugin';
import { GateError, type GateErrorCode } from '../gate-error.ts';
import type { KeyState } from '../stats.ts';

/** The error of a refused attempt. @param timeout the limit of the wait that passed, in ms */
export function refusal(host: KeyState, code: GateErrorCode, timeout?: number): GateError {
  const { key, running, limit, waiting } = host;
  const why =
    code === 'ERR_SLUICE_GATE_FULL'
      ? 'no slot is available, and the waiting list is full (gate.maxQueue)'
      : `no slot became available within ${timeout} ms (gate.queueTimeout)`;
  const state = `${running} under way (limit ${limit}), ${waiting} waiting`;
  return new GateError(code, `${safeText(key)}: ${why}; ${state}`, key);
}

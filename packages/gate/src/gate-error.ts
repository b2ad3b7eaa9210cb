import { GateError, safeText } from '@sluice/core';
import type { Host } from './host.ts';

/** Why a gate refuses. */
export type GateErrorCode = ConstructorParameters<typeof GateError>[0];

/** The error of a refusal. @param timeout the bound of the wait that passed, in ms */
export function gateError(host: Host, code: GateErrorCode, timeout?: number): GateError {
  const { key, running, line, limit } = host;
  const now = `${running} under way (limit ${limit}), ${line.size} waiting`;
  const why =
    code === 'ERR_SLUICE_GATE_FULL'
      ? 'no slot is free and no more may wait (gate.maxQueue)'
      : `no slot became free within ${timeout} ms (gate.queueTimeout)`;
  return new GateError(code, `${safeText(key)}: ${why}; ${now}`, key);
}

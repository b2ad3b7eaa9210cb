import { systemClock } from '@sluice/core/plugin';
import { EARLY_CLOSE_WAIT } from '@sluice/pool';
import type { AgentConnection } from './connection.ts';
import type { KeyedConnections } from './keyed-connections.ts';
import { setImmediate } from './phases.ts';

/**
 * Calls back when it is known whether the server has closed a connection since its last request. A FIN may wait in the
 * kernel until the event loop has polled, also one right behind the last response, and no agent can send a request again.
 * Of two immediates at least one comes after a poll that began now: what is asked for in the midst of one has its first
 * right behind it.
 * @param all what is known of the server
 */
export function checkIdle(
  connection: AgentConnection,
  all: KeyedConnections,
  onChecked: (usable: boolean) => void,
): void {
  const idle = performance.now() - connection.idleSince;
  setImmediate(() =>
    setImmediate(() => {
      const advice = all.advise(connection.key, idle);
      if (advice !== 'wait') onChecked(advice === 'use' && connection.isUsable());
      else systemClock.setTimer(EARLY_CLOSE_WAIT, () => onChecked(connection.isUsable()));
    }),
  );
}

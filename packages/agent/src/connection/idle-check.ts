// Checks an idle connection before its next request.
import type { Clock } from '@sluice/core';
import { checkEarlyClose, idleChecked } from '@sluice/core/transport';
import type { AgentConnection } from './agent-connection.ts';

/**
 * Checks whether the server has closed an idle connection, after the event loop has polled its socket. An agent cannot
 * send a request again, so every request waits for this check.
 */
export function checkIdle(
  connection: AgentConnection,
  clock: Clock,
  onChecked: (usable: boolean) => void,
): void {
  const idle = clock.now() - connection.idleSince;
  void idleChecked(idle, false).then(() => {
    const { earlyCloses } = connection;
    if (!earlyCloses.expected) onChecked(connection.isUsable());
    else checkEarlyClose(earlyCloses, idle, clock, (discard) => onChecked(!discard && connection.isUsable()));
  });
}

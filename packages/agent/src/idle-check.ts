// The check of an idle connection before its next request.
import type { Clock } from '@sluice/core';
import { checkEarlyClose, idleChecked } from '@sluice/core/transport';
import type { AgentConnection } from './connection.ts';

/** Calls back once it is known whether the server has closed a connection, since an agent cannot send a request again. */
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

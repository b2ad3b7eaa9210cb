// Opens a socket and waits until it can carry a request.
import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';
import type { AgentSocket, TargetOptions } from './node-internals.ts';

/** A dial in progress. */
export interface Dialing {
  /** The key of the pool. */
  readonly key: string;
  /** The socket, once it exists. */
  socket: AgentSocket | undefined;
}

/** Opens a socket as `createConnection` of an agent does: returns it, or passes it to the callback once it is ready. */
export type Opener = (
  options: TargetOptions,
  callback: (error: unknown, socket?: AgentSocket) => void,
) => AgentSocket | null | undefined;

/**
 * Opens a connection and resolves when it can carry a request: after TCP, a proxy's tunnel and TLS. Rejects with the error of
 * Node.js, with an error of code `ETIMEDOUT`, or with the reason of a signal.
 * @param dialing gets the socket
 * @param limit the limit in ms; Infinity for none
 * @param signal aborts the dial
 * @param abandoned aborts the dial while TCP connects, which keeps the process alive, but not later
 */
export function openSocket(
  dialing: Dialing,
  open: Opener,
  options: TargetOptions,
  limit: number,
  clock: Clock,
  signal: AbortSignal,
  abandoned: AbortSignal,
): Promise<AgentSocket> {
  return new Promise((resolve, reject) => {
    let timer: Timer | undefined;
    let over = false;
    const end = (): void => {
      over = true;
      if (timer !== undefined) clock.clearTimer(timer);
      signal.removeEventListener('abort', onAbort);
      abandoned.removeEventListener('abort', onAbandoned);
      const { socket } = dialing;
      socket
        ?.off('error', fail)
        .off('close', onClose)
        .off('connect', onConnect)
        .off('secureConnect', onReady);
    };
    const fail = (error: unknown): void => {
      if (over) return;
      end();
      reject(error);
      dialing.socket?.on('error', ignore).destroy();
    };
    const onAbort = (): void => fail(signal.reason);
    const onAbandoned = (): void => {
      if (dialing.socket?.connecting !== false) fail(abandoned.reason);
    };
    const onClose = (): void => fail(hungUp());
    // The event decides, not `secureConnecting`, which is still set with libraries that mock connections.
    const onReady = (): void => {
      if (over || dialing.socket === undefined) return;
      end();
      resolve(dialing.socket);
    };
    const onConnect = (): void => {
      // Not earlier, since Node.js creates a handle for each address that it tries.
      dialing.socket?.unref?.();
      if (dialing.socket?.secureConnecting !== true) onReady();
    };
    const watch = (socket: AgentSocket): void => {
      if (dialing.socket === socket) return;
      dialing.socket?.off('error', fail).off('close', onClose);
      dialing.socket = socket;
      if (over) return void socket.on('error', ignore).destroy();
      socket.on('error', fail).on('close', onClose);
      if (socket.destroyed) return fail(hungUp());
      if (waitsForTunnel(socket)) {
        // The callback passes the socket once the tunnel is open.
        socket.once('connect', () => socket.unref?.());
        return;
      }
      socket.on('connect', onConnect).on('secureConnect', onReady);
      if (!socket.connecting) onConnect();
    };
    if (limit !== Infinity) timer = clock.setTimer(limit, () => fail(timedOut(options)), true);
    signal.addEventListener('abort', onAbort);
    abandoned.addEventListener('abort', onAbandoned);
    if (signal.aborted) return onAbort();
    try {
      const socket = open(options, (error, ready) => {
        if (error != null) fail(error);
        else if (ready !== undefined) watch(ready);
      });
      if (socket != null) watch(socket);
    } catch (error) {
      fail(error);
    }
  });
}

/** Whether this is the socket to a proxy: Node.js returns it, and calls back with the socket through the tunnel. */
function waitsForTunnel(socket: AgentSocket): boolean {
  return Object.getOwnPropertySymbols(socket).some((symbol) => symbol.description === 'kWaitForProxyTunnel');
}

function hungUp(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

function timedOut({ host = 'localhost', port, socketPath }: TargetOptions): Error {
  const where = socketPath ?? `${host}:${port}`;
  const error = new Error(`connect ETIMEDOUT ${where}`);
  return Object.assign(error, { code: 'ETIMEDOUT', syscall: 'connect' });
}

function ignore(): void {}

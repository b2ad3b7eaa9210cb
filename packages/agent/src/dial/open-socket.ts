// One dial of an agent: from `createConnection` to a socket that can carry a request.
import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';
import type { AgentSocket, TargetOptions } from '../node-internals.ts';

/** A dial in progress. */
export interface PendingDial {
  readonly key: string;
  /** Undefined until `createConnection` has returned or passed a socket. */
  socket: AgentSocket | undefined;
}

/** `createConnection` of an agent: returns the socket, or passes it to the callback when it is ready. */
export type CreateConnection = (
  options: TargetOptions,
  callback: (error: unknown, socket?: AgentSocket) => void,
) => AgentSocket | null | undefined;

/**
 * Opens a connection. Resolves when it can carry a request: after TCP, the tunnel of a proxy, and TLS. Rejects with Node's
 * error, with an error of the code `ETIMEDOUT`, or with the reason of the signal.
 * @param dial receives the socket
 * @param limit of the dial, in ms; Infinity for no limit
 * @param signal ends the dial
 * @param abandoned ends the dial if TCP has not connected yet; a connecting socket keeps the process alive
 */
export function openSocket(
  dial: PendingDial,
  create: CreateConnection,
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
      const { socket } = dial;
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
      dial.socket?.on('error', ignore).destroy();
    };
    const onAbort = (): void => fail(signal.reason);
    const onAbandoned = (): void => {
      if (dial.socket?.connecting !== false) fail(abandoned.reason);
    };
    const onClose = (): void => fail(hungUp());
    // The event alone counts: libraries that mock connections emit it before they change the socket's state.
    const onReady = (): void => {
      if (over || dial.socket === undefined) return;
      end();
      resolve(dial.socket);
    };
    const onConnect = (): void => {
      // Not earlier: Node.js creates a handle for each address that it tries.
      dial.socket?.unref?.();
      if (dial.socket?.secureConnecting !== true) onReady();
    };
    const watch = (socket: AgentSocket): void => {
      if (dial.socket === socket) return;
      dial.socket?.off('error', fail).off('close', onClose);
      dial.socket = socket;
      if (over) return void socket.on('error', ignore).destroy();
      socket.on('error', fail).on('close', onClose);
      if (socket.destroyed) return fail(hungUp());
      if (waitsForTunnel(socket)) {
        // The callback passes the socket of the tunnel.
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
      const socket = create(options, (error, ready) => {
        if (error != null) fail(error);
        else if (ready !== undefined) watch(ready);
      });
      if (socket != null) watch(socket);
    } catch (error) {
      fail(error);
    }
  });
}

/** Whether this is the socket to a proxy. Node passes the socket of the tunnel to the callback later. */
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

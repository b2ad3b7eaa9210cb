import type { Clock } from '@sluice/core';
import type { Timer } from '@sluice/core/plugin';
import type { AgentSocket, TargetOptions } from './node-internals.ts';

/** A dial under way. */
export interface Dialing {
  /** The key it dials for. */
  readonly key: string;
  /** The socket, as soon as there is one. */
  socket: AgentSocket | undefined;
}

/** Opens a socket as `createConnection` of an agent does: returned at once, or handed to the callback when ready. */
export type Opener = (
  options: TargetOptions,
  callback: (error: unknown, socket?: AgentSocket) => void,
) => AgentSocket | null | undefined;

/**
 * Opens a connection and resolves when it can carry a request: TCP, a proxy's tunnel and TLS are through.
 * @param dialing is told of the socket
 * @param limit how long it may take, in ms; Infinity for ever
 * @param signal ends it
 * @param abandoned ends it while TCP connects, which keeps the process alive; once connected, the dial does not
 * Rejects with the error Node gives, with one of code `ETIMEDOUT`, or with the signal's reason.
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
    // The event decides: libraries that mock connections emit it while the socket still calls itself insecure.
    const onReady = (): void => {
      if (over || dialing.socket === undefined) return;
      end();
      resolve(dialing.socket);
    };
    const onConnect = (): void => {
      // Only now: Node.js makes a handle for each address it tries.
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
        // The callback tells.
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

/** Node hands back the socket to the proxy and calls back with the one through the tunnel. */
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

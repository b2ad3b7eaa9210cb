import type http from 'node:http';
import type https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { PooledHttpAgent, PooledHttpsAgent, type PooledAgentOptions } from '@sluice/agent';

/** How long a connection took to open, in ms. */
export interface DialTimes {
  connect: number | undefined;
  tls: number | undefined;
}

const times = new WeakMap<object, DialTimes>();
const dials = new WeakMap<http.ClientRequest, Socket>();

/** How long the dial of a connection took, when an agent of this transport made it. */
export function dialTimes(socket: object): DialTimes | undefined {
  return times.get(socket);
}

/** The connection that is being opened because of a request; another one may serve it before. */
export function dialFor(request: http.ClientRequest): Socket | undefined {
  return dials.get(request);
}

type Callback = (error: Error | null, stream: Duplex) => void;

/** The agent for `http:` requests of this transport: the pool's, with its dials measured. */
export class MeasuringHttpAgent extends PooledHttpAgent {
  #adding: http.ClientRequest | undefined;

  override addRequest(request: http.ClientRequest, options: http.RequestOptions): void {
    this.#adding = request;
    super.addRequest(request, options);
    this.#adding = undefined;
  }

  override createConnection(options: http.ClientRequestArgs, callback?: Callback): Duplex | null | undefined {
    return measure(super.createConnection(options, callback), this.#adding);
  }
}

/** The agent for `https:` requests of this transport. */
export class MeasuringHttpsAgent extends PooledHttpsAgent {
  #adding: http.ClientRequest | undefined;

  override addRequest(request: http.ClientRequest, options: https.RequestOptions): void {
    this.#adding = request;
    super.addRequest(request, options);
    this.#adding = undefined;
  }

  override createConnection(options: https.RequestOptions, callback?: Callback): Duplex | null | undefined {
    return measure(super.createConnection(options, callback), this.#adding);
  }
}

/** Options of both, for the limits of a transport. */
export type MeasuringOptions = Pick<PooledAgentOptions, 'registry' | 'connectTimeout'>;

function measure(
  duplex: Duplex | null | undefined,
  request: http.ClientRequest | undefined,
): Duplex | null | undefined {
  if (duplex == null) return duplex;
  const socket = duplex as Socket;
  if (request !== undefined) dials.set(request, socket);
  const taken: DialTimes = { connect: undefined, tls: undefined };
  times.set(socket, taken);
  let from = performance.now();
  socket.once('connect', () => {
    taken.connect = performance.now() - from;
    from = performance.now();
  });
  socket.once('secureConnect', () => (taken.tls = performance.now() - from));
  return duplex;
}

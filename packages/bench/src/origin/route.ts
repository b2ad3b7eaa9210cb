// The type of a route of the origin, and routes with a constant response.
import type net from 'node:net';
import { USER_BYTES, type BodyCheck } from '../payloads.ts';
import type { BodyReader } from './request-body.ts';

/** Responds to a request. @param body its reader, undefined without a body */
export type Respond = (socket: net.Socket, body: BodyReader | undefined) => void;

/** One path of the origin. */
export interface Route {
  readonly respond: Respond;
  /** Creates the check of a request's body. */
  readonly check?: () => BodyCheck;
}

/** An HTTP/1.1 response in one piece. */
export function reply(status: string, body: Buffer, ...headers: readonly string[]): Buffer {
  const lines = [`HTTP/1.1 ${status}`, ...headers, `content-length: ${body.length}`, '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n')), body]);
}

export const JSON_TYPE = 'content-type: application/json';

/** The response to most requests. */
export const user: Buffer = reply('200 OK', USER_BYTES, JSON_TYPE);

/** Responds to every request with the same bytes. */
export function always(bytes: Buffer): Route {
  return { respond: (socket) => void socket.write(bytes) };
}

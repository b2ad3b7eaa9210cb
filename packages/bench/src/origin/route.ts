// What a route of the origin is, and the routes that always answer the same.
import type net from 'node:net';
import { USER_BYTES, type BodyCheck } from '../payloads.ts';
import type { BodyReader } from './request-body.ts';

export type Respond = (socket: net.Socket, body: BodyReader | undefined) => void;

/** One path of the origin. */
export interface Route {
  readonly respond: Respond;
  /** Makes what the body of a request is compared with. */
  readonly check?: () => BodyCheck;
}

/** A response of HTTP/1.1 in one piece. */
export function reply(status: string, body: Buffer, ...headers: readonly string[]): Buffer {
  const lines = [`HTTP/1.1 ${status}`, ...headers, `content-length: ${body.length}`, '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n')), body]);
}

export const JSON_TYPE = 'content-type: application/json';

/** The answer to most requests. */
export const user: Buffer = reply('200 OK', USER_BYTES, JSON_TYPE);

/** Answers every request with the same bytes. */
export function always(bytes: Buffer): Route {
  return { respond: (socket) => void socket.write(bytes) };
}

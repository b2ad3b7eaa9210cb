// What the origin answers to healthy and flaky requests, over HTTP/1.1.
import type net from 'node:net';
import {
  BodyCheck,
  CATALOG_GZIP,
  MIB_BYTES,
  ORDER_BYTES,
  PATTERN,
  repeated,
  UPLOAD_SIZE,
  USER_BYTES,
} from '../payloads.ts';
import type { BodyReader } from './request-body.ts';

export type Respond = (socket: net.Socket, body: BodyReader | undefined) => void;

/** One path of the origin. */
export interface Route {
  readonly respond: Respond;
  /** Makes what the body of a request is compared with. */
  readonly check?: () => BodyCheck;
}

/** A response of HTTP/1.1 in one piece. */
function reply(status: string, body: Buffer, ...headers: readonly string[]): Buffer {
  const lines = [`HTTP/1.1 ${status}`, ...headers, `content-length: ${body.length}`, '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n')), body]);
}

const JSON_TYPE = 'content-type: application/json';
const BYTES_TYPE = 'content-type: application/octet-stream';

const user = reply('200 OK', USER_BYTES, JSON_TYPE);
const received = reply('200 OK', Buffer.from('{"received":true}'), JSON_TYPE);
const unavailable = reply('503 Service Unavailable', Buffer.alloc(512, '.'), 'content-type: text/plain');
const spoiled = reply('400 Bad Request', Buffer.from('the body is not the one that was sent'));
const unknown = reply('404 Not Found', Buffer.from('no such route'));

function always(bytes: Buffer): Route {
  return { respond: (socket) => void socket.write(bytes) };
}

function upload(check: () => BodyCheck): Route {
  return {
    check,
    respond: (socket, body) => void socket.write(body?.check?.good === true ? received : spoiled),
  };
}

/** Fails `share` of the requests, in an order that is the same in every run. */
function flaky(share: number): Route {
  let state = 1;
  return {
    respond(socket) {
      // A linear congruential generator (Numerical Recipes).
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      socket.write(state / 2 ** 32 < share ? unavailable : user);
    },
  };
}

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /user': always(user),
  'POST /user': always(user),
  'POST /order': upload(() => new BodyCheck(ORDER_BYTES)),
  'GET /mib': always(reply('200 OK', MIB_BYTES, BYTES_TYPE)),
  'GET /unread': always(reply('200 OK', repeated(300_000), BYTES_TYPE)),
  'GET /catalog': always(reply('200 OK', CATALOG_GZIP, JSON_TYPE, 'content-encoding: gzip')),
  'POST /upload': upload(() => new BodyCheck(PATTERN, UPLOAD_SIZE)),
  'GET /flaky-10': flaky(0.1),
  'GET /flaky-50': flaky(0.5),
};

const nowhere = always(unknown);

/** The route of a request line. */
export function routeOf(method: string, path: string): Route {
  return ROUTES[`${method} ${path}`] ?? nowhere;
}

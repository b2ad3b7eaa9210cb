// The routes of the origin over HTTP/1.1.
import {
  BodyCheck,
  CATALOG_GZIP,
  MIB_BYTES,
  ORDER_BYTES,
  PATTERN,
  repeated,
  UPLOAD_SIZE,
} from '../payloads.ts';
import { delayed, endless, flaky, never, numbered, slow, stale, unavailable } from './faulty-routes.ts';
import { always, JSON_TYPE, reply, user, type Route } from './route.ts';

const BYTES_TYPE = 'content-type: application/octet-stream';

const received = reply('200 OK', Buffer.from('{"received":true}'), JSON_TYPE);
const spoiled = reply('400 Bad Request', Buffer.from('the body is not the one that was sent'));
const unknown = reply('404 Not Found', Buffer.from('no such route'));

function upload(check: () => BodyCheck): Route {
  return {
    check,
    respond: (socket, body) => void socket.write(body?.check?.good === true ? received : spoiled),
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
  'GET /flaky-10': flaky(0.1, unavailable),
  'GET /flaky-50': flaky(0.5, unavailable),
  'GET /slow-errors': flaky(0.1, slow(1_000)),
  'GET /endless-errors': flaky(0.1, endless),
  'GET /stale': flaky(0.05, stale),
  'POST /stale': flaky(0.05, stale),
  'GET /delayed': delayed(500),
  'GET /never': never,
};

const nowhere = always(unknown);

const NUMBERED = '/numbered-faults?';

/** The route of a request line. */
export function routeOf(method: string, path: string): Route {
  if (path.startsWith(NUMBERED)) return numbered(Number(path.slice(NUMBERED.length)), unavailable);
  return ROUTES[`${method} ${path}`] ?? nowhere;
}

// Serves HTTP/1.1 on a connection of the origin, with a minimal parser.
import type net from 'node:net';
import { ChunkedReader, type BodyReader, LengthReader } from './request-body.ts';
import type { Respond, Route } from './route.ts';

const HEAD_END = Buffer.from('\r\n\r\n');

/** Serves a socket until it closes. @param routeOf finds the route of a request line */
export function serveHttp1(socket: net.Socket, routeOf: (method: string, path: string) => Route): void {
  let rest: Buffer | undefined;
  let body: BodyReader | undefined;
  let respond: Respond | undefined;

  const answer = (): void => {
    respond?.(socket, body);
    body = undefined;
  };

  socket.on('data', (chunk: Buffer) => {
    const data = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      if (body !== undefined) {
        at = body.read(data, at);
        if (!body.ended) break;
        answer();
      }
      const end = data.indexOf(HEAD_END, at);
      if (end === -1) break;
      const head = data.toString('latin1', at, end);
      at = end + HEAD_END.length;
      const [method = '', path = ''] = head.split(' ', 2);
      const route = routeOf(method, path);
      respond = route.respond;
      body = bodyOf(head, route);
      if (body === undefined) answer();
    }
    rest = at < data.length ? data.subarray(at) : undefined;
  });
  socket.on('error', () => socket.destroy());
}

/** The reader of a request's body; undefined if the request has none. */
function bodyOf(head: string, { check }: Route): BodyReader | undefined {
  if (/^transfer-encoding:/im.test(head)) return new ChunkedReader(check?.());
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return length === 0 ? undefined : new LengthReader(length, check?.());
}

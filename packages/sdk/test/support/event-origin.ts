// The process of an origin of event streams: `/feed?last=N&per=K` sends the events up to N, and breaks after every K events.
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { serveProcess, serverKey, validCertificate } from '@sluice/fixtures';

/** The ports of the origin. */
export interface EventOriginPorts {
  readonly plain: number;
  readonly tls: number;
  readonly http2: number;
}

let open = 0;

function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  const { searchParams } = new URL(request.url ?? '', 'http://a.test');
  const last = Number(searchParams.get('last'));
  const per = Number(searchParams.get('per'));
  const from = Number(request.headers['last-event-id'] ?? 0);
  open++;
  response.on('close', () => open--);
  response.on('error', () => undefined);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  // Head and events are written at once, so that they arrive in one read.
  const to = Math.min(last, from + per);
  let text = '';
  for (let id = from + 1; id <= to; id++) text += `id: ${id}\nevent: n\ndata: {"n":${id}}\n\n`;
  if (to === last) {
    response.end(text);
    return;
  }
  response.write(`${text}id: ${to + 1}\ndata: {"n":`, () => setImmediate(() => response.destroy()));
}

const secure = { key: serverKey, cert: validCertificate };
const servers = [
  http.createServer(answer),
  https.createServer(secure, answer),
  http2.createSecureServer(secure, answer as never),
];
const ports = await Promise.all(
  servers.map(
    (server) =>
      new Promise<number>((resolve) => {
        (server as http.Server).listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      }),
  ),
);
serveProcess({ plain: ports[0], tls: ports[1], http2: ports[2] }, () => open);

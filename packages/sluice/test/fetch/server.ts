// A server whose every answer is the same over HTTP/1.1, TLS and HTTP/2, for the comparison of fetch functions.
import { createHash } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import zlib from 'node:zlib';
import { serverKey, validCertificate } from '@sluice/fixtures';

/** How a server speaks. */
export type Protocol = 'plain' | 'tls' | 'h2';

/** What the server saw of a request. */
export interface Seen {
  readonly method: string;
  readonly target: string;
  /** Names as received, with their values. */
  readonly headers: readonly (readonly [string, string])[];
  readonly length: number;
  readonly sha256: string;
  /** False if the body broke off. */
  readonly whole: boolean;
}

/** A running server. */
export interface ComparedServer {
  /** The URL of a path. */
  url(path: string): string;
  /** Every request so far. */
  readonly seen: Seen[];
  close(): Promise<void>;
}

type Handle = (request: IncomingMessage, response: ServerResponse, nth: number) => unknown;

/** Bytes that differ from one another, so that a chunk out of place is noticed. */
export function pattern(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) % 251));
}

function destroy(response: ServerResponse): void {
  const { stream } = response as unknown as { stream?: http2.ServerHttp2Stream };
  const socket = response.socket;
  if (stream !== undefined) stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  // A TLS socket cannot be reset.
  else if (socket instanceof tls.TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

function query(request: IncomingMessage, name: string): string | null {
  return new URL(request.url ?? '/', 'http://x').searchParams.get(name);
}

const ENCODERS = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  zstd: zlib.zstdCompressSync,
};

const handlers: Readonly<Record<string, Handle>> = {
  '/status': (request, response) => {
    response.writeHead(Number(query(request, 'code')), { 'x-a': '1', 'content-type': 'text/plain' });
    response.end(request.method === 'HEAD' ? undefined : (query(request, 'body') ?? 'status'));
  },
  '/headers': (_request, response) => {
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.setHeader('x-list', ['1', '2']);
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.end('x');
  },
  '/json': (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"a":[1,2]}');
  },
  '/text': (_request, response) => void response.end('\uFEFFgrüße'),
  '/big': (request, response) => void response.end(pattern(Number(query(request, 'size') ?? 200_000))),
  '/pieces': async (_request, response) => {
    for (const piece of ['one', 'two', 'three']) {
      response.write(piece);
      // oxlint-disable-next-line no-await-in-loop -- pieces are sent one after the other
      await sleep(15);
    }
    response.end();
  },
  '/form': (_request, response) => {
    response.setHeader('content-type', 'application/x-www-form-urlencoded');
    response.end('a=1&b=two');
  },
  '/gzip': (request, response) => {
    response.writeHead(Number(query(request, 'code') ?? 200), { 'content-encoding': 'gzip' });
    response.end(
      zlib.gzipSync('decoded '.repeat(1_000)).subarray(0, Number(query(request, 'bytes') ?? 1_000)),
    );
  },
  '/bad-coding': (request, response) => {
    response.setHeader('content-encoding', query(request, 'coding') ?? 'gzip');
    response.end('this is not encoded');
  },
  '/identity': (_request, response) => {
    response.setHeader('content-encoding', 'gzip, identity');
    response.end(zlib.gzipSync('decoded'));
  },
  '/coded': (request, response) => {
    const coding = query(request, 'coding') as keyof typeof ENCODERS;
    const once = ENCODERS[coding](Buffer.from('decoded'));
    const rest = query(request, 'rest');
    const more = rest === 'again' ? once : Buffer.from(rest === 'zeros' ? '\0\0\0\0' : (rest ?? ''));
    response.setHeader('content-encoding', query(request, 'list') ?? coding);
    response.end(query(request, 'empty') === null ? Buffer.concat([once, more]) : undefined);
  },
  '/reason': (request, response) => {
    const reason = Buffer.from(query(request, 'text') ?? '', query(request, 'as') as BufferEncoding);
    response.socket?.end(
      Buffer.concat([Buffer.from('HTTP/1.1 200 '), reason, Buffer.from('\r\ncontent-length: 2\r\n\r\nok')]),
    );
  },
  '/padded': (_request, response) => {
    response.socket?.end('HTTP/1.1 200 OK\r\nx-a:  1 \t \r\ncontent-length: 2\r\n\r\nok');
  },
  '/redirect': (request, response) => {
    const to = query(request, 'to');
    const policy = query(request, 'policy');
    if (policy !== null) response.setHeader('referrer-policy', policy);
    response.writeHead(Number(query(request, 'code') ?? 302), to === null ? {} : { location: to });
    response.end('redirecting');
  },
  '/locations': (request, response) => {
    const to = new URL(request.url ?? '', 'http://a').searchParams.getAll('to');
    response.writeHead(
      302,
      to.flatMap((location) => ['location', location]),
    );
    response.end();
  },
  '/redirect-once': (request, response, nth) => {
    response.writeHead(nth === 1 ? 302 : 200, nth === 1 ? { location: request.url } : {});
    response.end('here');
  },
  '/cut': async (request, response) => {
    if (query(request, 'chunked') === null) response.setHeader('content-length', '1000');
    response.write('x'.repeat(100));
    await sleep(30);
    destroy(response);
  },
  '/reset': (_request, response) => destroy(response),
  '/flaky-reset': (_request, response, nth) => (nth === 1 ? destroy(response) : response.end('ok')),
  '/flaky-status': (_request, response, nth) => {
    response.writeHead(nth === 1 ? 503 : 200);
    response.end(nth === 1 ? 'down' : 'ok');
  },
  '/misdirected': (_request, response, nth) => {
    response.writeHead(nth === 1 ? 421 : 200);
    response.end();
  },
  '/hang': () => undefined,
  '/head-then-hang': (_request, response) => void response.write('begin'),
  '/bad-chunk': async (_request, response) => {
    const { socket } = response;
    socket?.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n');
    // Long enough for a busy client to read the first piece: an error discards what is unread.
    await sleep(250);
    socket?.end('zz\r\n\r\n');
  },
  '/status-600': (_request, response) => {
    response.socket?.end('HTTP/1.1 600 Odd\r\nx-a: 1\r\ncontent-length: 3\r\n\r\nodd');
  },
  '/status-999': (_request, response) => {
    response.socket?.end('HTTP/1.1 999 Odd\r\nx-a: 1\r\ncontent-length: 3\r\n\r\nodd');
  },
  '/garbage': (_request, response) => {
    response.socket?.end('this is not HTTP\r\n\r\n');
  },
  '/early-hints': (_request, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.end('after hints');
  },
};

function respond(protocol: Protocol, server: ComparedServer) {
  const counts = new Map<string, number>();
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on('error', () => undefined);
    const path = (request.url ?? '').replace(/\?.*$/s, '');
    const hash = createHash('sha256');
    let length = 0;
    let whole = true;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        hash.update(chunk);
        length += chunk.length;
      }
    } catch {
      whole = false;
    }
    const raw = protocol === 'h2' ? Object.entries(request.headers).flat().map(String) : request.rawHeaders;
    const headers = raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));
    const seen: Seen = {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: headers.filter(([name]) => !name.startsWith(':')),
      length,
      sha256: hash.digest('hex'),
      whole,
    };
    server.seen.push(seen);
    const nth = (counts.get(request.url ?? '') ?? 0) + 1;
    counts.set(request.url ?? '', nth);
    const handle = handlers[path];
    if (handle === undefined) {
      response.setHeader('content-type', 'application/json');
      response.end(request.method === 'HEAD' ? undefined : JSON.stringify(seen));
    } else {
      await handle(request, response, nth);
    }
  };
}

/** Starts a server on loopback. */
export async function startServer(protocol: Protocol): Promise<ComparedServer> {
  const secure = { key: serverKey, cert: validCertificate };
  const sockets = new Set<{ destroy(): unknown }>();
  const scheme = protocol === 'plain' ? 'http' : 'https';
  const result: ComparedServer = {
    url: (path) => `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    seen: [],
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  const listener = respond(protocol, result) as unknown as http.RequestListener;
  const server =
    protocol === 'plain'
      ? http.createServer(listener)
      : protocol === 'tls'
        ? https.createServer(secure, listener)
        : http2.createSecureServer(secure, listener as unknown as never);
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => undefined);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', (socket: Socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return result;
}

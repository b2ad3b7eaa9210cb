// A server on which exchanges stop in a chosen phase.
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { once } from 'node:events';
import { createSilentPort, serverKey, validCertificate } from '@sluice/fixtures';

/** How the server speaks. */
export type Wire = 'plain' | 'tls' | 'h2';

/** A phase of a call. */
export type Phase = 'dial' | 'line' | 'upload' | 'head' | 'body' | 'retry' | 'drain';

/** A server whose answers stop in the phase that the path names. */
export interface StallingServer {
  /** The URL on which an exchange stops in a phase. */
  url(phase: Phase): string;
  /** A URL that is answered at once. */
  readonly quick: string;
  /** Requests that it has received. */
  readonly received: number;
  /** Connections that are open. */
  readonly open: number;
  close(): Promise<void>;
}

/** The parts of a response that HTTP/1.1 and HTTP/2 have in common. */
interface Answer {
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(text: string): unknown;
  end(text?: string): unknown;
}

function answer(path: string, answered: Answer): void {
  if (path === '/quick') {
    answered.writeHead(200, { 'content-length': '2' });
    answered.end('ok');
  } else if (path === '/body') {
    answered.writeHead(200, { 'content-length': '100' });
    answered.write('0123456789');
  } else if (path === '/retry') {
    answered.writeHead(503, { 'content-length': '4' });
    answered.end('busy');
  } else if (path === '/drain') {
    answered.writeHead(503, { 'content-length': '100' });
    answered.write('0123456789');
  }
}

/** Starts a server for one phase. In `line`, it allows one stream at a time over HTTP/2. */
export async function stallingServer(wire: Wire, stalls: Phase): Promise<StallingServer> {
  const single = stalls === 'line';
  const sockets = new Set<net.Socket>();
  let received = 0;
  const onRequest = (request: { url?: string | undefined }, response: Answer): void => {
    received++;
    answer(request.url ?? '', response);
  };
  const keys = { key: serverKey, cert: validCertificate };
  const made = {
    plain: () => http.createServer(onRequest as http.RequestListener),
    tls: () => https.createServer(keys, onRequest as http.RequestListener),
    h2: () =>
      http2.createSecureServer(
        { ...keys, ...(single && { settings: { maxConcurrentStreams: 1 } }) },
        onRequest as never,
      ),
  }[wire]();
  made.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  // TLS: accepts and says nothing.
  const silent = net.createServer((socket) => void socket.on('error', () => {}).resume());
  await Promise.all([
    once(made.listen(0, '127.0.0.1'), 'listening'),
    once(silent.listen(0, '127.0.0.1'), 'listening'),
  ]);
  const port = stalls === 'dial' && wire === 'plain' ? await createSilentPort() : undefined;
  const scheme = wire === 'plain' ? 'http' : 'https';
  const portOf = (server: net.Server): number => (server.address() as net.AddressInfo).port;
  const dialed = port?.port ?? portOf(silent);
  const paths = {
    line: '/head',
    upload: '/upload',
    head: '/head',
    body: '/body',
    retry: '/retry',
    drain: '/drain',
  };
  return {
    url: (phase) =>
      phase === 'dial'
        ? `${scheme}://127.0.0.1:${dialed}/`
        : `${scheme}://127.0.0.1:${portOf(made)}${paths[phase]}`,
    get quick() {
      return `${scheme}://127.0.0.1:${portOf(made)}/quick`;
    },
    get received() {
      return received;
    },
    get open() {
      return sockets.size;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise((resolve) => made.close(resolve)),
        new Promise((resolve) => silent.close(resolve)),
        port?.close(),
      ]);
    },
  };
}

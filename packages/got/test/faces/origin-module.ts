// An origin in a separate process. It answers each complete request with the facts that it read.
import { createHash } from 'node:crypto';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { serveProcess, serverKey, validCertificate } from '@sluice/fixtures';

/** The `ready` message of the process: its ports. */
export interface Ports {
  readonly plain: number;
  readonly 'TLS 1.2': number;
  readonly 'TLS 1.3': number;
  /** Of an HTTP proxy that is reached over TLS, and tunnels. */
  readonly proxy: number;
}

const HEAD_END = '\r\n\r\n';

/** The result of `ask()`: the counts since the last `ask()`. */
export interface Counts {
  /** Connections. */
  readonly opened: number;
  /** Requests that came whole. */
  readonly requests: number;
}

let opened = 0;
let requests = 0;
const open = new Set<net.Socket>();

const gathered: (() => void)[] = [];

/** Closes the connection without notice, some ms after the answer (`/closing/3`) or directly after it. */
function closeAfter(socket: net.Socket, path: string): void {
  const after = /^\/closing\/(\d+)/.exec(path)?.[1];
  if (after === '0') socket.end();
  else if (after !== undefined) setTimeout(() => socket.end(), Number(after));
}

/** When an answer is sent: at once, some ms later (`/slow/3`), or when as many requests wait for it (`/together/50`). */
function schedule(path: string, reply: () => void): void {
  const [, when, count] = /^\/(slow|together)\/(\d+)/.exec(path) ?? [];
  if (when === 'slow') setTimeout(reply, Number(count));
  else if (when === undefined) reply();
  else if (gathered.push(reply) === Number(count)) for (const each of gathered.splice(0)) each();
}

function answer(socket: net.Socket, head: string, bytes: number, digest: string): void {
  const [method, path = ''] = head.split(' ', 2);
  const body = `${method} ${path} ${bytes} ${digest}`;
  schedule(path, () => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}${HEAD_END}${body}`);
    closeAfter(socket, path);
  });
}

function serve(socket: net.Socket): void {
  opened++;
  open.add(socket);
  let pending: Buffer = Buffer.alloc(0);
  let head = '';
  let left = 0;
  let bytes = 0;
  let hash = createHash('sha256');
  socket.setNoDelay(true);
  socket.on('close', () => open.delete(socket));
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    let rest: Buffer = chunk;
    if (head === '') {
      pending = Buffer.concat([pending, chunk]);
      const end = pending.indexOf(HEAD_END);
      if (end === -1) return;
      head = pending.toString('latin1', 0, end);
      rest = pending.subarray(end + HEAD_END.length);
      pending = Buffer.alloc(0);
      left = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (head.includes(' /early ')) {
        // Answers before the end of the upload, reads no more of it, and keeps the connection.
        socket.pause();
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 5${HEAD_END}early`);
        return;
      }
    }
    hash.update(rest);
    bytes += rest.length;
    left -= rest.length;
    if (left > 0) return;
    requests++;
    answer(socket, head, bytes, hash.digest('hex'));
    head = '';
    bytes = 0;
    hash = createHash('sha256');
  });
}

function listen(server: net.Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 }, () =>
      resolve((server.address() as AddressInfo).port),
    );
  });
}

function secured(version: tls.SecureVersion): net.Server {
  const context = { key: serverKey, cert: validCertificate, minVersion: version, maxVersion: version };
  return tls.createServer(context, serve);
}

function tunnel(socket: net.Socket): void {
  socket.once('data', (head: Buffer) => {
    const port = Number(/^CONNECT [^ ]*:(\d+) /.exec(head.toString('latin1'))?.[1]);
    const onward = net.connect({ port, host: '127.0.0.1', noDelay: true }, () => {
      socket.write(`HTTP/1.1 200 OK${HEAD_END}`);
      socket.pipe(onward).pipe(socket);
    });
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
}

const ports: Ports = {
  plain: await listen(net.createServer(serve)),
  'TLS 1.2': await listen(secured('TLSv1.2')),
  'TLS 1.3': await listen(secured('TLSv1.3')),
  proxy: await listen(tls.createServer({ key: serverKey, cert: validCertificate }, tunnel)),
};

serveProcess(ports, (): Counts => {
  const counts = { opened, requests };
  opened = requests = 0;
  return counts;
});

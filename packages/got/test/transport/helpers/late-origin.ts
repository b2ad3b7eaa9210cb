import { writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import net from 'node:net';
import { setTimeout } from 'node:timers/promises';
import tls from 'node:tls';
import { serveProcess, serverKey, validCertificate } from '@sluice/fixtures';

/** The ports of an origin that holds answers until they are released. */
export interface LatePorts {
  /**
   * HTTP. The path names the delayed part: `/head…` the whole answer, `/close…` an answer that ends with its
   * connection, `/refused…` a 413, `/body…` half of the body. `/now…` is answered at once; `/silent…` and the second
   * half of `/body-silent…` never.
   */
  readonly plain: number;
  /** HTTPS: all bytes after the ClientHello are delayed. */
  readonly secure: number;
  /** HTTPS that never answers a ClientHello. */
  readonly mute: number;
  /** HTTP/2: the end of every body is delayed, and all frames after a PING. */
  readonly shared: number;
  /** An HTTP proxy that always connects to `secureHome`: its answer to CONNECT is delayed. */
  readonly proxy: number;
}

/** Written when all delayed answers were passed to the kernel. */
const done = process.argv[2] as string;

/** Sends the delayed answers. */
const held: (() => void)[] = [];

/** The received bytes of request bodies. */
let uploaded = 0;

function ignore(): void {}

/** Ends and errors of either socket end the other. */
function join(one: net.Socket, other: net.Socket): void {
  for (const socket of [one, other]) {
    socket.on('error', ignore);
    socket.on('close', () => {
      one.destroy();
      other.destroy();
    });
  }
}

function portOf(server: net.Server): number {
  return (server.address() as net.AddressInfo).port;
}

const SHORT = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

function onRequest(socket: net.Socket, head: string): void {
  const [, path = ''] = head.split(' ');
  if (path.startsWith('/now')) socket.write(SHORT);
  else if (path.startsWith('/head')) held.push(() => socket.write(SHORT));
  else if (path.startsWith('/close')) {
    held.push(() => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nok'));
  } else if (path.startsWith('/refused')) {
    held.push(() => socket.write('HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n'));
  } else if (path.startsWith('/body')) {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nok');
    if (!path.startsWith('/body-silent')) held.push(() => socket.write('ok'));
  }
}

/** Each read contains one request. */
function serve(socket: net.Socket): void {
  socket.on('error', ignore);
  socket.on('data', (bytes) => {
    const text = bytes.toString('latin1');
    if (/^[A-Z]+ \//.test(text)) onRequest(socket, text);
    else uploaded += bytes.length;
  });
}

const credentials = { key: serverKey, cert: validCertificate };

const plain = net.createServer(serve);
const secureHome = tls.createServer(credentials, serve);
const mute = net.createServer((socket) => socket.on('error', ignore).resume());

const secure = net.createServer((socket) => {
  const home = net.connect(portOf(secureHome), '127.0.0.1');
  join(socket, home);
  socket.pipe(home);
  held.push(() => home.pipe(socket));
});

const proxy = net.createServer((socket) => {
  const home = net.connect(portOf(secureHome), '127.0.0.1');
  join(socket, home);
  socket.once('data', () => {
    held.push(() => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(home).pipe(socket);
    });
  });
});

const sharedHome = http2.createServer();
sharedHome.on('stream', (stream) => {
  stream.on('error', ignore);
  stream.respond({ ':status': 200 });
  stream.write('ok');
  held.push(() => stream.end('ok'));
});

/** The type of a PING in the header of its frame, which arrives in a separate read. */
const PING = 6;

const shared = tls.createServer({ ...credentials, ALPNProtocols: ['h2'] }, (socket) => {
  const home = net.connect(portOf(sharedHome), '127.0.0.1');
  join(socket, home);
  home.pipe(socket);
  socket.on('data', (bytes) => {
    home.write(bytes);
    if (bytes.length !== 17 || bytes[3] !== PING) return;
    home.unpipe(socket).pause();
    held.push(() => home.pipe(socket));
  });
});

const servers = { plain, secure, mute, shared, proxy };
for (const server of [secureHome, sharedHome, ...Object.values(servers)]) {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
}
const ports = Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, portOf(server)]));

serveProcess(ports, async (question) => {
  if (question === 'held') return held.length;
  if (question === 'uploaded') return uploaded;
  for (const send of held.splice(0)) send();
  await setTimeout(100);
  return writeFileSync(done, '');
});

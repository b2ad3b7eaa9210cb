// The origin of the benchmarks: answers every request with one small JSON body at the least cost that Node.js allows.
// It runs in its own process, so that its CPU is not measured.
import net from 'node:net';
import tls from 'node:tls';
import { serverKey, validCertificate } from '@sluice/fixtures';
import { loopback } from './loopback.ts';

const BODY = '{"id":1,"name":"Ada Lovelace","tags":["a","b","c"]}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: keep-alive\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);

let connections = 0;

function answer(socket: net.Socket): void {
  connections++;
  let rest = '';
  socket.on('data', (chunk) => {
    const parts = (rest + chunk.toString('latin1')).split('\r\n\r\n');
    rest = parts.pop() ?? '';
    for (let index = 0; index < parts.length; index++) socket.write(ANSWER);
  });
  socket.on('error', () => socket.destroy());
}

const hosts = Number(process.argv[2] ?? 1);
const secure = process.argv[3] === 'tls';

function listen(host: string, port: number): Promise<number> {
  const server = secure
    ? tls.createServer({ noDelay: true, key: serverKey, cert: validCertificate }, answer)
    : net.createServer({ noDelay: true }, answer);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 4_096 }, () => resolve((server.address() as net.AddressInfo).port));
  });
}

const port = await listen('127.0.0.1', 0);
for (let index = 1; index < hosts; index++) {
  // oxlint-disable-next-line no-await-in-loop -- starting thousands of listeners at once would load the machine
  await listen(loopback(index), port);
}
process.on('message', () => {
  process.send?.({ connections });
  connections = 0;
});
process.on('disconnect', () => process.exit(0));
process.send?.({ port });

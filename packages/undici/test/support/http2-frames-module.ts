import type net from 'node:net';
import tls from 'node:tls';
import { serveProcess, serverKey, validCertificate } from '@sluice/fixtures';
import { frame, STATUS_200 } from './http2-frames.ts';

// An HTTP/2 origin made of frames. It allows uploads of any size, reads 200 KB of each connection, then does what its
// first argument says, and from then on reads nothing.
const [, , behaviour = ''] = process.argv;
const READ = 200_000;

/** What it sends when it has read enough. */
const ANSWERS: Record<string, (stream: number) => Buffer> = {
  stalls: () => Buffer.alloc(0),
  answers: (stream) => frame(1, 5, stream, STATUS_200),
  resets: (stream) => frame(3, 0, stream, Buffer.alloc(4)),
  leaves: (stream) => goaway(stream, 0),
  complains: (stream) => goaway(stream, 11),
  errs: () => frame(0, 0, 0),
  ends: () => Buffer.alloc(0),
};

function goaway(stream: number, code: number): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeUInt32BE(stream, 0);
  payload.writeUInt32BE(code, 4);
  return frame(7, 0, 0, payload);
}

const answer = ANSWERS[behaviour];
if (answer === undefined) throw new Error(`no such behaviour: ${behaviour}`);
const size = Buffer.alloc(4);
size.writeUInt32BE(0x7fff_ffff - 65_535);
const window = Buffer.from([0, 4, 0x7f, 0xff, 0xff, 0xff]);

const server = tls.createServer(
  { key: serverKey, cert: validCertificate, ALPNProtocols: ['h2'], allowHalfOpen: true },
  (socket) => {
    let read = 0;
    socket.on('error', () => socket.destroy());
    socket.write(Buffer.concat([frame(4, 0, 0, window), frame(8, 0, 0, size), frame(4, 1, 0)]));
    socket.on('data', (bytes: Buffer) => {
      read += bytes.length;
      if (read < READ) return;
      socket.pause();
      socket.write(answer(1));
      if (behaviour === 'ends') socket.end();
    });
  },
);

server.listen(0, '127.0.0.1', () => serveProcess({ port: (server.address() as net.AddressInfo).port }));

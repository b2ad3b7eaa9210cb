import { createHash } from 'node:crypto';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { serveProcess, serverKey, validCertificate } from '@sluice/fixtures';

// A plain HTTP/2 origin. It echoes what it is sent, and otherwise answers with as many bytes as the path says:
// `/<bytes>` without a content-length, `/length/<bytes>` with one.
const server = http2.createSecureServer({
  key: serverKey,
  cert: validCertificate,
  // In MB. Beyond the default of 10, which 100 answers of 100 KB at once reach, streams are reset.
  maxSessionMemory: 1_000,
});

server.on('stream', (stream, headers) => {
  stream.on('error', () => undefined);
  const [, first = '', second] = String(headers[':path']).split('/');
  const respond = (body: Buffer): void => {
    stream.respond({
      ':status': 200,
      'x-sha256': createHash('sha256').update(body).digest('hex'),
      ...(first === 'length' && { 'content-length': body.length }),
    });
    stream.end(body);
  };
  if (headers[':method'] === 'GET') {
    respond(Buffer.alloc(Number(second ?? first), 'sluice'));
    stream.resume();
    return;
  }
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => respond(Buffer.concat(chunks)));
});

server.listen(0, '127.0.0.1', () => serveProcess({ port: (server.address() as AddressInfo).port }));

// The HTTP/2 server of the origin.
import http2 from 'node:http2';
import { MIB_BYTES, USER_BYTES } from '../payloads.ts';

const BODIES: Readonly<Record<string, Buffer>> = { '/user': USER_BYTES, '/mib': MIB_BYTES };

/** Creates a server for GET requests over TLS. */
export function http2Server(options: http2.SecureServerOptions): http2.Http2SecureServer {
  const server = http2.createSecureServer(options);
  server.on('stream', (stream, headers) => {
    const body = BODIES[headers[':path'] ?? ''];
    stream.on('error', () => stream.destroy());
    stream.respond({
      ':status': body === undefined ? 404 : 200,
      'content-type': 'application/json',
      'content-length': body?.length ?? 0,
    });
    stream.end(body);
  });
  server.on('sessionError', () => undefined);
  return server;
}

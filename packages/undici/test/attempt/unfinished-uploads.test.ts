import diagnostics from 'node:diagnostics_channel';
import net from 'node:net';
import tls from 'node:tls';
import * as undici from 'undici';
import { expect, test } from 'vitest';
import { serverKey, validCertificate } from '@sluice/fixtures';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { trusted } from '../support/http2-setup.ts';
import { afterwards, rig } from '../support/setup.ts';

const ANSWER = `HTTP/1.1 200 OK\r\ncontent-length: 3000\r\n\r\n${'o'.repeat(3_000)}`;
const LAST_CHUNK = '\r\n0\r\n\r\n';

/** A server that answers every request as soon as its head is there, and notes requests within an unfinished body. */
async function earlyServer(secure: boolean): Promise<{ readonly url: string; readonly within: string[] }> {
  const within: string[] = [];
  const serve = (socket: net.Socket): void => {
    let uploading = false;
    let text = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (uploading) {
        const head = /[A-Z]+ \/next HTTP\/1\.1/.exec(text)?.[0];
        if (head !== undefined) {
          within.push(head);
          socket.destroy();
        }
        if (text.includes(LAST_CHUNK)) uploading = false;
      } else if (end >= 0) {
        uploading = text.slice(0, end).includes('transfer-encoding: chunked');
        socket.write(ANSWER);
      }
      text = uploading ? text.slice(-40) : '';
    });
  };
  const certificate = { key: serverKey, cert: validCertificate };
  const server = secure ? tls.createServer(certificate, serve) : net.createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => server.close(() => resolve())));
  return {
    url: `http${secure ? 's' : ''}://localhost:${(server.address() as net.AddressInfo).port}`,
    within,
  };
}

/** Resolves when undici has the end of the response to `/upload`, before anything else learns of it. */
function answered(): Promise<void> {
  return new Promise((resolve) => {
    const note = (message: unknown): void => {
      if ((message as { request: { path: string } }).request.path !== '/upload') return;
      diagnostics.unsubscribe('undici:request:trailers', note);
      resolve();
    };
    diagnostics.subscribe('undici:request:trailers', note);
  });
}

/** A body whose source fails at the moment when its answer is complete. */
async function* failing(): AsyncGenerator<Uint8Array> {
  const end = answered();
  yield Buffer.alloc(1_000, 'x');
  await end;
  throw new Error('the source failed');
}

const CASES = (['transport', 'dispatcher'] as const).flatMap((face) =>
  [false, true].map((secure) => ({ face, secure })),
);

test.each(CASES)(
  'no request follows on a connection whose upload has failed after its answer: $face, TLS: $secure',
  async ({ face, secure }) => {
    const { url, within } = await earlyServer(secure);
    const { client, registry } = await rig({ transport: { tls: trusted }, baseUrl: url });
    const dispatcher = dispatcherOf(registry, { tls: trusted });
    const send = async (path: string, body: AsyncIterable<Uint8Array> | string): Promise<void> => {
      if (face === 'transport') {
        await client.put(path, { body }).bytes();
      } else {
        const options = { dispatcher, method: 'PUT', body: body as string };
        await (await undici.request(`${url}${path}`, options)).body.bytes();
      }
    };
    for (let turn = 0; turn < 5; turn++) {
      // The answer may win, or the failure of the source.
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await send('/upload', failing()).catch(() => undefined);
      // oxlint-disable-next-line no-await-in-loop -- as above
      await send('/next', 'hello').catch((error: unknown) => within.push(String(error)));
    }
    expect(within).toEqual([]);
  },
);

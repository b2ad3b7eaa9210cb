import net from 'node:net';
import tls from 'node:tls';
import {
  caCertificate,
  createHttp2Origin,
  serverKey,
  validCertificate,
  type Http2Origin,
  type Http2OriginOptions,
} from '@sluice/fixtures';
import type { PoolOptions } from '@sluice/pool';
import type { ConnectHook, UndiciTransportOptions } from '../../src/index.ts';
import { frame } from './http2-frames.ts';
import { afterwards, rig, type Rig } from './setup.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/**
 * Whether `node:http2` reports that the peer violates the protocol. Node 22.19 to 22.22 say nothing, and the calls on the
 * connection end at their timeouts.
 */
export const REPORTS_VIOLATIONS: boolean = major > 22 || minor >= 23;

/** Trust in the origin's certificate. */
export const trusted: { readonly ca: string } = { ca: caCertificate };

/** A way over whose connections, as many as there are by then, everything can stop without anything being closed. */
export function freezable(): { readonly connect: ConnectHook; freeze(): void } {
  let freezes = 0;
  const connect: ConnectHook = async ({ port }) => {
    const server = net.createServer((near) => {
      const far = net.connect(port, '127.0.0.1');
      const before = freezes;
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on('data', (bytes) => freezes > before || other.write(bytes));
        one.on('close', () => other.destroy());
        one.on('error', () => other.destroy());
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    afterwards(() => new Promise((resolve) => server.close(() => resolve())));
    return net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  };
  return {
    connect,
    freeze() {
      freezes++;
    },
  };
}

/**
 * An HTTP/2 server that answers every request with these bytes, and knows no rules.
 * @param acknowledges whether it confirms the client's SETTINGS
 */
export async function rawServer(
  answer: (stream: number, socket: tls.TLSSocket) => Buffer,
  acknowledges = true,
): Promise<string> {
  const server = tls.createServer(
    { key: serverKey, cert: validCertificate, ALPNProtocols: ['h2'] },
    (socket) => {
      let unread = Buffer.alloc(0);
      let greeted = false;
      socket.on('error', () => socket.destroy());
      socket.write(frame(4, 0, 0));
      socket.on('data', (bytes: Buffer) => {
        unread = Buffer.concat([unread, bytes]);
        if (!greeted && unread.length >= 24) {
          unread = unread.subarray(24);
          greeted = true;
        }
        if (!greeted) return;
        while (unread.length >= 9 && unread.length >= 9 + unread.readUIntBE(0, 3)) {
          if (unread[3] === 1) socket.write(answer(unread.readUInt32BE(5), socket));
          if (acknowledges && unread[3] === 4 && unread[4] === 0) socket.write(frame(4, 1, 0));
          unread = unread.subarray(9 + unread.readUIntBE(0, 3));
        }
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(() => new Promise((resolve) => server.close(() => resolve())));
  return `https://localhost:${(server.address() as net.AddressInfo).port}/x`;
}

/** A client that speaks HTTP/2 beside an origin that does. */
export interface Http2Rig extends Rig {
  readonly server: Http2Origin;
}

/** Makes one; `/ok` answers `ok`. */
export async function http2Rig(
  options: {
    readonly server?: Http2OriginOptions;
    readonly pool?: PoolOptions;
    readonly transport?: UndiciTransportOptions;
  } = {},
): Promise<Http2Rig> {
  const server = await createHttp2Origin(options.server);
  afterwards(() => server.close());
  const made = await rig({
    pool: options.pool,
    transport: { http2: true, tls: trusted, ...options.transport },
    baseUrl: server.url(),
  });
  server.on('/ok', (exchange) => exchange.reply(200, 'ok'));
  return Object.assign(made, { server });
}

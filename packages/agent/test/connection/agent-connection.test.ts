import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { caCertificate, createFaultOrigin } from '@sluice/fixtures';
import { createAgentRegistry } from '@sluice/pool';
import { PooledHttpAgent, PooledHttpsAgent } from '../../src/index.ts';
import { afterwards } from '../setup.ts';

const BURST = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n';

// node-fetch 2 takes a 'data' listener on the socket at this moment for a body that was cut short.
test.each(['http', 'https'] as const)(
  'no listener of data is on the socket at the end of a chunked response (%s)',
  async (scheme) => {
    const origin = await createFaultOrigin(scheme === 'https' ? { tls: true } : {});
    origin.on('/').raw(BURST, { connection: 'keep' });
    const registry = createAgentRegistry();
    afterwards(async () => {
      await registry.close();
      await origin.close();
    });
    const agent =
      scheme === 'https'
        ? new PooledHttpsAgent({ registry, ca: caCertificate })
        : new PooledHttpAgent({ registry });
    for (let round = 0; round < 3; round++) {
      const request = (scheme === 'https' ? https : http).get(origin.url('/'), { agent });
      const [socket] = (await once(request, 'socket')) as [Socket];
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      response.resume();
      await once(response, 'close');
      expect(socket.listenerCount('data')).toBe(0);
      expect(request.reusedSocket).toBe(round > 0);
      await new Promise(setImmediate);
    }
  },
);

import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { caCertificate } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { PooledHttpsAgent } from '../../src/index.ts';
import { rig, until } from '../setup.ts';

test.each<[string, number, string[], boolean]>([
  ['has', 5, ['he', 'llo'], true],
  ['has (characters of two bytes)', 4, ['é', 'é'], true],
  ['has (empty)', 0, [], true],
  ['exceeds', 3, ['hel', 'lo'], false],
  ['exceeds (zero)', 0, ['hello'], false],
  ['does not reach', 9, ['hello'], false],
])(
  'a body that %s its declared length of %i bytes: %j; connection kept: %s',
  async (_, declared, pieces, kept) => {
    for (const secure of [false, true]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { origin, registry, agent, pool } = await rig({ origin: { tls: secure } });
      // Answers at once, as a server does that needs no more.
      origin.on('/x').reply(200, { upload: 'early', body: 'ok' });
      const options = {
        method: 'POST',
        headers: { 'content-length': String(declared) },
        agent: secure ? new PooledHttpsAgent({ registry, ca: caCertificate }) : agent,
      };
      const request = (secure ? https : http).request(origin.url('/x'), options);
      for (const piece of pieces) request.write(piece);
      request.end();
      // oxlint-disable-next-line no-await-in-loop -- as above
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      response.resume();
      // oxlint-disable-next-line no-await-in-loop -- as above
      await once(response, 'end');
      // oxlint-disable-next-line no-await-in-loop -- as above
      await until(() => pool().active === 0);
      expect(pool().idle).toBe(kept ? 1 : 0);
    }
  },
);

interface Sent {
  readonly method: string;
  /** As an object, as a list, or none. */
  readonly headers?: http.OutgoingHttpHeaders | readonly string[];
  readonly pieces: readonly string[];
  readonly kept: boolean;
}

test.each<[string, Sent]>([
  [
    'a DELETE with a body',
    { method: 'DELETE', headers: { 'content-length': 2 }, pieces: ['ab'], kept: false },
  ],
  [
    'an OPTIONS with chunks',
    { method: 'OPTIONS', headers: { 'transfer-encoding': 'chunked' }, pieces: ['a', 'b'], kept: false },
  ],
  ['a REPORT, whose length Node adds', { method: 'REPORT', pieces: ['ab'], kept: false }],
  ['a DELETE without a body', { method: 'DELETE', pieces: [], kept: true }],
  ['a PUT, whose length Node adds', { method: 'PUT', pieces: ['ab'], kept: true }],
  ['a POST with chunks', { method: 'POST', pieces: ['a', 'b'], kept: true }],
  [
    'a POST with the right length in a list',
    { method: 'POST', headers: ['host', 'a', 'Content-Length', '2'], pieces: ['ab'], kept: true },
  ],
  [
    'a POST with a wrong length in a list',
    { method: 'POST', headers: ['host', 'a', 'Content-Length', '1'], pieces: ['ab'], kept: false },
  ],
  // Node sends this body without any framing.
  ['a DELETE with a body and no length', { method: 'DELETE', pieces: ['GET /y HTTP/1.1\r\n'], kept: false }],
])('%s; connection kept: %j', async (_, { method, headers, pieces, kept }) => {
  for (const secure of [false, true]) {
    // oxlint-disable no-await-in-loop -- one after the other
    const { origin, registry, agent, pool } = await rig({ origin: { tls: secure } });
    origin.on('/x').reply(200, { upload: 'early', body: 'ok' });
    const request = (secure ? https : http).request(origin.url('/x'), {
      method,
      ...(headers !== undefined && { headers }),
      agent: secure ? new PooledHttpsAgent({ registry, ca: caCertificate }) : agent,
    });
    // The last piece is given to end(), so that Node can add the length of a body of one piece.
    for (const piece of pieces.slice(0, -1)) request.write(piece);
    request.end(pieces.at(-1));
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    await once(response, 'end');
    await until(() => pool().active === 0);
    expect(pool().idle).toBe(kept ? 1 : 0);
    // oxlint-enable no-await-in-loop
  }
});

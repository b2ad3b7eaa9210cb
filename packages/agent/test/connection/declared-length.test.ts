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

// Declared operations with OAuth 2.
import { json, op } from '../../src/index.ts';
import { clientCredentials } from 'sluice';
import { expect, test } from 'vitest';
import { apiOf, originOf } from '../setup.ts';

test('100 calls that get a 401 renew once; a refused renewal is a failure of the kind `auth`, before anything is sent', async () => {
  const origin = await originOf();
  let issued = 0;
  let valid = 't1';
  let isRevoked = false;
  origin.on('/token').handle(() => {
    if (isRevoked) return { status: 401, json: { error: 'invalid_client' } };
    return { status: 200, json: { access_token: `t${++issued}`, token_type: 'Bearer', expires_in: 3600 } };
  });
  origin
    .on('POST /things')
    .handle((request) =>
      request.header('authorization') === `Bearer ${valid}` ? { status: 201, json: { ok: true } } : 401,
    );
  const plugins = [
    clientCredentials({ tokenUrl: origin.url('/token'), clientId: 'a', clientSecret: 's3cret' }),
  ];
  const operations = { create: op('POST /things', { body: json(), ok: { 201: json<{ ok: boolean }>() } }) };
  const api = apiOf(origin, operations, { plugins, retry: { maxRetries: 0 } });
  await api.create({ body: {} });
  valid = 't2';
  await Promise.all(Array.from({ length: 100 }, () => api.create({ body: {} })));
  expect(issued).toBe(2);
  isRevoked = true;
  valid = 't3';
  const sent = origin.seen('/things').length;
  const settled = await api.create({ body: {} }).settled();
  expect(settled).toMatchObject({
    ok: false,
    status: 0,
    failure: { kind: 'auth', cause: { oauthError: 'invalid_client' } },
  });
  expect(origin.seen('/things')).toHaveLength(sent + 1);
  // The refused token is not sent again.
  const again = await api.create({ body: {} }).settled();
  expect(again).toMatchObject({ failure: { kind: 'auth', phase: 'before-send' } });
  expect(origin.seen('/things')).toHaveLength(sent + 1);
  expect(JSON.stringify(again)).not.toContain('s3cret');
});

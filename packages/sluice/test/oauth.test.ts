// The OAuth 2 plugins with the client of their own that `sluice` gives them.
import { expect, test } from 'vitest';
import { clientCredentials, isOAuthError, refreshToken } from 'sluice';
import { checkLeaks, clientOf, failure, originOf } from './setup.ts';

checkLeaks();

test('client credentials are asked for again after a 503 of the token endpoint; a refresh token is not', async () => {
  const origin = await originOf();
  const token = { access_token: 't1', token_type: 'Bearer' };
  origin.on('/token').reply(503, {}, { nth: 1 }).reply(200, { json: token });
  origin.on('/rotating').reply(503, {}, { nth: 1 }).reply(200, { json: token });
  origin.on('/x').echo();
  const base = { clientId: 'shop', clientSecret: 's' };
  const service = clientOf({
    baseUrl: origin.url('/'),
    plugins: [clientCredentials({ ...base, tokenUrl: origin.url('/token') })],
  });
  await service.get('x').text();
  expect(origin.seen('/token')).toHaveLength(2);
  const user = clientOf({
    baseUrl: origin.url('/'),
    plugins: [refreshToken({ ...base, tokenUrl: origin.url('/rotating'), refreshToken: 'r' })],
  });
  const error = await failure(user.get('x'));
  expect(isOAuthError(error)).toBe(true);
  expect(error['status']).toBe(503);
  expect(origin.seen('/rotating')).toHaveLength(1);
  await user.get('x').text();
  expect(origin.seen('/x').map((seen) => seen.header('authorization'))).toEqual(['Bearer t1', 'Bearer t1']);
});

test('50 calls that fill the gate and the pool get their token from the same host', async () => {
  const origin = await originOf();
  let issued = 0;
  origin
    .on('/token')
    .handle(() => ({ status: 200, json: { access_token: `t${++issued}`, expires_in: 3600 } }));
  origin.on('/x').echo();
  const api = clientOf({
    baseUrl: origin.url('/'),
    gate: { maxPerHost: 1 },
    pool: { maxPerHost: 1 },
    plugins: [clientCredentials({ clientId: 'shop', clientSecret: 's', tokenUrl: origin.url('/token') })],
  });
  await Promise.all(Array.from({ length: 50 }, () => api.get('x').text()));
  expect(issued).toBe(1);
});

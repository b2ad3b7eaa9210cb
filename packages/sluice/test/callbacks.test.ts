// Functions of the caller: one that only observes, or decides at once, never causes an unhandled rejection.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  bearer,
  breaker,
  clientCredentials,
  createClient,
  hedge,
  refreshToken,
  type SluiceOptions,
} from 'sluice';
import { carried } from './carrier.ts';
import { checkLeaks, clientOf, failure, originOf } from './setup.ts';

checkLeaks();

const FAILED = new Error('the callback failed');
/** An async function where the types may not expect one. */
const rejects = (): never => Promise.reject(FAILED) as never;
const throws = (): never => {
  throw FAILED;
};

const unhandled: unknown[] = [];
const warnings: (Error & { code?: string })[] = [];
const onUnhandled = (error: unknown): void => void unhandled.push(error);
const onWarning = (warning: Error): void => void warnings.push(warning);

beforeEach(() => {
  process.on('unhandledRejection', onUnhandled).on('warning', onWarning);
});

afterEach(async () => {
  // Node.js reports a rejection after the turn in which it was not handled.
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', onUnhandled).off('warning', onWarning);
  expect(unhandled.splice(0)).toEqual([]);
});

describe('a function that decides at once must not be async:', () => {
  test.each<[string, SluiceOptions, string]>([
    ['throwHttpErrors', { throwHttpErrors: rejects }, 'throwHttpErrors'],
    ['retry.statuses', { retry: { statuses: rejects } }, 'retry.statuses'],
    ['retry.backoff', { retry: { backoff: rejects } }, 'retry.backoff'],
    ['idempotencyKey.make', { idempotencyKey: { methods: ['GET'], make: rejects } }, 'idempotencyKey'],
    ['gate.key', { gate: { key: rejects } }, 'gate.key'],
    ['breaker.key', { plugins: [breaker({ key: rejects })] }, 'breaker.key'],
    ['breaker.statuses', { plugins: [breaker({ statuses: rejects })] }, 'breaker.statuses'],
    ['bearer.refused', { plugins: [bearer({ token: 't', refused: rejects })] }, 'bearer.refused'],
    ['hooks.onError', { hooks: { onError: rejects } }, 'hooks.onError'],
  ])('%s', async (_name, options, option) => {
    const origin = await originOf();
    origin.on('/x').reply(503);
    const client = clientOf({ baseUrl: origin.url(), ...options });
    expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_OPTION', option });
  });

  test('idempotencyKey of a call', async () => {
    const origin = await originOf();
    const client = clientOf({ baseUrl: origin.url() });
    const call = client.get('/x', { idempotencyKey: rejects });
    expect(await failure(call)).toMatchObject({ code: 'ERR_SLUICE_OPTION', option: 'idempotencyKey' });
  });

  test('retry.statuses of a hedge', async () => {
    const origin = await originOf();
    origin.on('/x').reply(503, { delay: 30 });
    const plugins = [hedge({ delay: 1, statuses: rejects })];
    const client = clientOf({ baseUrl: origin.url(), retry: false, plugins });
    await failure(client.get('/x'));
  });

  test('the function of the client of an OAuth 2 plugin', async () => {
    const origin = await originOf();
    const plugins = [
      clientCredentials({
        tokenUrl: origin.url('/token'),
        clientId: 'a',
        clientSecret: 's',
        client: rejects,
      }),
    ];
    const client = clientOf({ baseUrl: origin.url(), plugins });
    expect(await failure(client.get('/x'))).toMatchObject({ code: 'ERR_SLUICE_OAUTH' });
  });
});

describe('an error of a function that is awaited is that of the call:', () => {
  test.each<[string, (tokenUrl: string) => SluiceOptions]>([
    ['headers', () => ({ headers: rejects })],
    ['hooks.beforeRequest', () => ({ hooks: { beforeRequest: rejects } })],
    ['hooks.afterResponse', () => ({ hooks: { afterResponse: rejects } })],
    ['hooks.beforeRetry', () => ({ hooks: { beforeRetry: rejects } })],
    ['retry.onRequest', () => ({ retry: { onRequest: rejects } })],
    ['retry.onResponse', () => ({ retry: { onResponse: rejects } })],
    ['retry.checkRetry', () => ({ retry: { checkRetry: rejects } })],
    ['retry.onRetry', () => ({ retry: { onRetry: rejects } })],
    ['retry.prepareRetry', () => ({ retry: { prepareRetry: rejects } })],
    ['retry.onExhausted', () => ({ retry: { maxRetries: 0, onExhausted: rejects } })],
    ['bearer.token', () => ({ plugins: [bearer({ token: rejects })] })],
    [
      'clientCredentials.clientSecret',
      (tokenUrl) => ({ plugins: [clientCredentials({ tokenUrl, clientId: 'a', clientSecret: rejects })] }),
    ],
    [
      'refreshToken.refreshToken',
      (tokenUrl) => ({ plugins: [refreshToken({ tokenUrl, clientId: 'a', refreshToken: rejects })] }),
    ],
    [
      'refreshToken.onTokens',
      (tokenUrl) => ({
        plugins: [refreshToken({ tokenUrl, clientId: 'a', refreshToken: 'r', onTokens: rejects })],
      }),
    ],
  ])('%s', async (_name, optionsOf) => {
    const origin = await originOf();
    origin.on('/x').reply(503);
    origin.on('/token').reply(200, { json: { access_token: 't' } });
    const client = clientOf({ baseUrl: origin.url(), ...optionsOf(origin.url('/token')) });
    expect(await failure(client.get('/x'))).toBe(FAILED);
  });
});

describe('a function that only observes', () => {
  test.each(['onUploadProgress', 'onDownloadProgress'] as const)(
    '%s fails the call if it throws',
    async (name) => {
      const origin = await originOf();
      origin.on('/x').echo();
      const client = clientOf({ baseUrl: origin.url(), retry: false });
      expect(await failure(client.post('/x', { body: 'text', [name]: throws }).text())).toBe(FAILED);
    },
  );

  test.each(['onUploadProgress', 'onDownloadProgress'] as const)(
    '%s is a warning, once, if it rejects',
    async (name) => {
      const origin = await originOf();
      origin.on('/x').echo();
      const client = clientOf({ baseUrl: origin.url() });
      for (let count = 0; count < 3; count++)
        expect(await client.post('/x', { body: 'text', [name]: rejects }).json()).toMatchObject({
          bodyBytes: 4,
        });
      await expect.poll(() => warnings.length).toBeGreaterThan(0);
      expect(warnings.splice(0)).toMatchObject([{ code: 'SLUICE_CALLBACK', cause: FAILED }]);
    },
  );

  test.each([
    ['throws', throws, 'debug', 200],
    ['rejects', rejects, 'warn', 404],
  ] as const)('a logger that %s fails no call', async (_how, log, level, status) => {
    const origin = await originOf();
    origin.on('/x').reply(status, { body: 'text' });
    const quiet = (): void => undefined;
    const logger = { debug: quiet, info: quiet, warn: quiet, [level]: log };
    await using client = createClient(carried({ baseUrl: origin.url(), logger, pool: {}, retry: false }));
    for (let count = 0; count < 3; count++) {
      if (status === 200) expect(await client.get('/x').text()).toBe('text');
      else expect(await failure(client.get('/x'))).toMatchObject({ status });
    }
    await expect.poll(() => warnings.length).toBeGreaterThan(0);
    expect(warnings.splice(0)).toMatchObject([
      { code: 'SLUICE_CALLBACK', message: expect.stringContaining(`logger.${level}`), cause: FAILED },
    ]);
  });
});

import { expect, test } from 'vitest';
import { notLoadedError } from '../../src/dial/dial-errors.ts';
import { failure, rig } from '../support/setup.ts';

test.each([
  ['ENOTFOUND', false],
  ['EAI_NONAME', false],
  ['EAI_AGAIN', true],
  ['EAI_FAIL', false],
])(
  'the name of the origin and that of a proxy, not resolved (%s), are retryable alike: %s',
  async (code, retryable) => {
    const lookup = (_host: string, _options: unknown, callback: (error: Error) => void): void =>
      callback(Object.assign(new Error(`getaddrinfo ${code}`), { code, syscall: 'getaddrinfo' }));
    const direct = await rig({ transport: { lookup: lookup as never }, baseUrl: 'http://origin.test/' });
    expect(await failure(direct.client.get('/'))).toMatchObject({ code: 'ERR_SLUICE_DNS', retryable });
    const proxied = await rig({
      transport: { lookup: lookup as never, proxy: 'http://proxy.test:3128' },
      baseUrl: 'http://origin.test/',
    });
    expect(await failure(proxied.client.get('/'))).toMatchObject({ code: 'ERR_SLUICE_PROXY', retryable });
  },
);

test.each([
  [Object.assign(new Error('too many open files'), { code: 'EMFILE' }), true],
  [new Error('Dynamic require of "node:assert" is not supported'), false],
])('undici that was not loaded is retried only for an error with a code (%o)', (error, retryable) => {
  expect(notLoadedError(error)).toMatchObject({ code: 'ERR_SLUICE_CONNECT', cause: error, retryable });
});

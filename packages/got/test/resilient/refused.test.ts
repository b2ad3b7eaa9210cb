import http from 'node:http';
import { Readable } from 'node:stream';
import got, { type ExtendOptions } from 'got';
import { expect, test } from 'vitest';
import { clientOf, resilientGot } from '../../src/index.ts';
import { originOf, resilient } from './setup.ts';
import { failure } from '../setup.ts';

const ineffective: [string, ExtendOptions][] = [
  ['agent', { agent: { http: new http.Agent() } }],
  ['https', { https: { rejectUnauthorized: false } }],
  ['http2', { http2: true }],
  ['localAddress', { localAddress: '127.0.0.1' }],
  ['dnsLookupIpVersion', { dnsLookupIpVersion: 4 }],
  ['maxHeaderSize', { maxHeaderSize: 1 }],
  ['enableUnixSockets', { enableUnixSockets: true }],
  ['setHost', { setHost: false }],
  ['strictContentLength', { strictContentLength: false }],
  ['request', { request: http.request }],
  ['hooks.beforeRetry', { hooks: { beforeRetry: [() => undefined] } }],
  ['retry.statusCodes', { retry: { statusCodes: [418] } }],
  ['retry.calculateDelay', { retry: { calculateDelay: () => 1 } }],
  ['timeout.read', { timeout: { read: 10 } }],
];

test.each(ineffective)('got’s option %s is refused, in an instance and in a call', async (name, options) => {
  expect(() => resilientGot(got.extend(options))).toThrow(
    expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option: name }),
  );
  const origin = await originOf();
  const extended = resilient().extend(options);
  const error = await failure(extended.get(origin.url('/x')));
  expect(error).toMatchObject({ name: 'RequestError', cause: { code: 'ERR_SLUICE_OPTION', option: name } });
  expect(origin.stats().requests).toBe(0);
});

test.each([
  ['timeout', 1_000],
  ['timeout', []],
  ['timeout', null],
  ['retry', 5],
  ['retry', null],
])('a %s that is no options is refused, in an instance and in a call: %j', async (name, value) => {
  expect(() => resilientGot(got, { [name]: value })).toThrow(
    expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option: name }),
  );
  const origin = await originOf();
  const error = await failure(resilient().get(origin.url('/x'), { context: { sluice: { [name]: value } } }));
  expect(error['cause']).toMatchObject({ code: 'ERR_SLUICE_OPTION', option: `context.sluice.${name}` });
  expect(origin.stats().requests).toBe(0);
});

test.each([
  ['baseUrl', 'http://a.test', 'prefixUrl'],
  ['headers', { a: 'b' }, 'headers'],
  ['throwHttpErrors', false, 'throwHttpErrors'],
  ['redirect', 'manual', 'followRedirect'],
])('the client’s option %s is got’s', (name, value, gots) => {
  expect(() => resilientGot(got, { [name]: value })).toThrow(`'${gots}'`);
});

test('what else is no good', async () => {
  expect(() => resilientGot({} as never)).toThrow('a got instance');
  expect(() => resilientGot(got, 1 as never)).toThrow('an object');
  expect(() => resilientGot(got, { retries: 1 } as never)).toThrow('retries');
  expect(() => resilientGot(resilient())).toThrow('not resilient already');
  expect(() => clientOf(got)).toThrow('resilientGot');
  const origin = await originOf();
  const api = resilient();
  for (const sluice of [{ headers: {} }, { retry: { maxRetries: -1 } }]) {
    expect(await failure(api.get(origin.url('/x'), { context: { sluice } }))).toMatchObject({
      code: 'ERR_SLUICE_OPTION',
    });
  }
  for (const [body, code] of [
    [Readable.from(['abcd']), 'ERR_UPLOAD'],
    ['abcd', 'ERR_SLUICE_OPTION'],
    [undefined, 'ERR_SLUICE_OPTION'],
  ]) {
    const error = await failure(
      api.post(origin.url('/x'), { body, headers: { 'content-length': '3' } } as object),
    );
    expect(error).toMatchObject({ code });
  }
  const bytes = new Uint8Array(4);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  expect((await failure(api.post(origin.url('/x'), { body: bytes })))['cause']).toMatchObject({
    code: 'ERR_SLUICE_OPTION',
    option: 'body',
  });
  for (const headers of [{ 'transfer-encoding': 'chunked' }, { connection: 'close' }]) {
    expect(await failure(api.post(origin.url('/x'), { body: 'a', headers }))).toMatchObject({
      code: 'ERR_SLUICE_OPTION',
    });
  }
  expect(origin.stats().requests).toBe(0);
});

test('the instance given is not changed', async () => {
  const base = got.extend({ retry: { limit: 7 } });
  resilient({}, base);
  expect(base.defaults.options.retry.limit).toBe(7);
  expect(base.defaults.options.hooks.beforeRequest).toEqual([]);
  expect(resilient({}, got.extend({ mutableDefaults: true })).defaults.mutableDefaults).toBe(true);
  expect(resilient().defaults.mutableDefaults).toBe(false);
});

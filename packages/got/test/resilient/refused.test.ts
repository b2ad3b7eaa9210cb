import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import got, { type ExtendOptions } from 'got';
import { expect, test } from 'vitest';
import { clientOf, resilientGot } from '../../src/index.ts';
import { REFUSED } from '../../src/resilient/refused.ts';
import { originOf, resilient } from './setup.ts';
import { failure } from '../setup.ts';

/** Every refused option, with a value. */
const ineffective: [string, ExtendOptions][] = [['setHost', { setHost: false }]];

test('the README lists every refused option with its reason, and nothing else', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, table = ''] = readme.split('| refused option | reason |');
  const rows = (table.split('\n\n')[0] ?? '').split('\n').filter((row) => row.startsWith('| `'));
  const listed = rows.map((row) => row.split('|').map((cell) => cell.trim()));
  expect(listed.map(([, name, reason]) => [name?.replaceAll('`', ''), reason])).toEqual(
    Object.entries(REFUSED),
  );
  expect(ineffective.map(([name]) => name)).toEqual(Object.keys(REFUSED));
});

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
  ['timeout', []],
  ['timeout', null],
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

test('other invalid options', async () => {
  expect(() => resilientGot({} as never)).toThrow('a got instance');
  expect(() => resilientGot(got, 1 as never)).toThrow('an object');
  expect(() => resilientGot(got, { retries: 1 } as never)).toThrow('retries');
  expect(() => resilientGot(resilient())).toThrow('an instance that resilientGot has not created');
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
  for (const headers of [{ 'transfer-encoding': 'gzip, chunked' }, { upgrade: 'h2c' }]) {
    expect(await failure(api.post(origin.url('/x'), { body: 'a', headers }))).toMatchObject({
      code: 'ERR_SLUICE_OPTION',
    });
  }
  expect(origin.stats().requests).toBe(0);
});

test('the given instance is not changed', async () => {
  const base = got.extend({ retry: { limit: 7 } });
  resilient({}, base);
  expect(base.defaults.options.retry.limit).toBe(7);
  expect(base.defaults.options.hooks.beforeRequest).toEqual([]);
  expect(resilient({}, got.extend({ mutableDefaults: true })).defaults.mutableDefaults).toBe(true);
  expect(resilient().defaults.mutableDefaults).toBe(false);
});

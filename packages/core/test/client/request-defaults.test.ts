import { expect, test } from 'vitest';
import { createClient, type HttpRequest } from '../../src/index.ts';
import type { RequestDefaults, Transport } from '../../src/transport-api.ts';

/** A client whose transport records each request and never responds. */
function recording(requestDefaults?: RequestDefaults, headers?: Record<string, string>) {
  const seen: HttpRequest[] = [];
  const transport = {
    name: 'recording',
    requestDefaults,
    send: (request: HttpRequest) => {
      seen.push(request);
      return Promise.reject(new Error('no answer'));
    },
    close: () => Promise.resolve(),
  } satisfies Transport;
  const client = createClient({ transport, baseUrl: 'http://a.test', headers });
  const sent = async (...call: Parameters<typeof client.get>): Promise<string> => {
    await expect(client.get(...call)).rejects.toThrow('no answer');
    const { headers: fields, url } = seen.pop() as HttpRequest;
    const { 'accept-encoding': _, ...own } = Object.fromEntries(fields);
    return `${url.pathname}${url.search} ${JSON.stringify(own)}`;
  };
  return { transport, client, sent };
}

test('a transport’s headers and query fields are overridden by those of client and call', async () => {
  const { sent } = recording(
    { headers: { 'x-a': 't', 'x-b': 't', 'x-c': 't' }, query: { key: 1, q: ['2', '3'] } },
    { 'x-b': 'client' },
  );
  expect(await sent('/x')).toBe('/x?key=1&q=2&q=3 {"x-a":"t","x-c":"t","x-b":"client"}');
  expect(await sent('/x?q=4', { headers: { 'x-c': 'call', 'x-a': null } })).toBe(
    '/x?q=4&key=1 {"x-b":"client","x-c":"call"}',
  );
  expect(await sent('/x', { query: { key: 'call' } })).toMatch(/^\/x\?key=call&q=2&q=3 /);
});

test('to another origin, only harmless headers and no query fields are sent', async () => {
  const { sent } = recording({ headers: { 'x-key': 't', accept: 'text/x' }, query: { key: 1 } });
  expect(await sent('http://b.test/x', { allowOtherOrigin: true })).toBe('/x {"accept":"text/x"}');
});

test('they are read again if they are another object', async () => {
  const { transport, client, sent } = recording(undefined, { 'x-own': '1' });
  expect(await sent('/x')).toBe('/x {"x-own":"1"}');
  Object.assign(transport, { requestDefaults: { headers: { 'x-a': 't' } } });
  expect(await sent('/x')).toBe('/x {"x-a":"t","x-own":"1"}');
  Object.assign(transport, { requestDefaults: { headers: { te: 'trailers' } } });
  await expect(client.get('/x')).rejects.toThrow("without 'te'");
  Object.assign(transport, { requestDefaults: undefined });
  expect(await sent('/x')).toBe('/x {"x-own":"1"}');
});

import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { rig, send, until } from '../setup.ts';

const FORGED = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil';

const HEADS: Record<string, { head: string; method?: string; body?: string; declares?: boolean }> = {
  'a 204': { head: 'HTTP/1.1 204 No Content\r\n\r\n' },
  'a 204 with a length': { head: 'HTTP/1.1 204 No Content\r\ncontent-length: 4\r\n\r\n', declares: true },
  'a chunked 304': {
    head: 'HTTP/1.1 304 Not Modified\r\ntransfer-encoding: chunked\r\n\r\n',
    declares: true,
  },
  'a 304': { head: 'HTTP/1.1 304 Not Modified\r\n\r\n' },
  'the answer to a HEAD': { head: 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n', method: 'HEAD' },
  'a body': { head: 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood', body: 'good' },
};

describe.each(Object.entries(HEADS))('%s', (_, { head, method = 'GET', body = '', declares = false }) => {
  test.each([
    ['body bytes', 'evil'],
    ['chunks', '4\r\nevil\r\n0\r\n\r\n'],
    ['a forged response', FORGED],
  ])('followed by %s is delivered, and its connection is not used again', async (_what, bytes) => {
    const { origin, agent, pool } = await rig();
    origin.on('/x').raw(head + bytes, { connection: 'keep' });
    const { body: text } = await send(origin.url('/x'), { agent, method });
    expect(text).toBe(body);
    await until(() => pool().active + pool().idle === 0);
    expect((await send(origin.url('/'), { agent })).body).toBe('ok');
    expect(origin.stats().opened).toBe(2);
  });

  test(`is ${declares ? 'not ' : ''}followed by another request, since bytes may ${declares ? '' : 'not '}arrive late`, async () => {
    const { origin, agent, pool } = await rig();
    const route = origin.on('/x').raw(head, { connection: 'keep' });
    route.fault({ do: 'extra', at: 'idle', bytes: FORGED, wait: 20 });
    expect((await send(origin.url('/x'), { agent, method })).body).toBe(body);
    expect(pool().idle).toBe(declares ? 0 : 1);
    await until(() => pool().idle === 0);
    expect((await send(origin.url('/'), { agent })).body).toBe('ok');
    expect(origin.stats().opened).toBe(2);
  });
});

test('invalid bytes instead of a response, or within one, fail the request', async () => {
  const { origin, agent } = await rig();
  origin.on('/none').raw('what is this', { connection: 'keep' });
  origin
    .on('/chunks')
    .raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno chunk', { connection: 'keep' });
  for (const path of ['/none', '/chunks']) {
    const request = http.get(origin.url(path), { agent }, (response) => response.resume());
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const [error] = (await once(request, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/^HPE_/);
  }
  // Nothing is emitted late.
  await sleep(5);
});

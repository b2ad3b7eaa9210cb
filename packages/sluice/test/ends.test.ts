// The ends of a client: `close()` with a limit and `destroy()`.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { checkLeaks, clientOf, failure, originOf } from './setup.ts';

checkLeaks();

const SLOW = { body: { size: 300_000 }, endDelay: 60_000 } as const;

test.each([1, 50])(
  '`close({ within })` waits for %i calls, then aborts those that are left',
  async (inFlight) => {
    const origin = await originOf();
    origin.on('/quick').reply(200, { delay: 20, body: 'x' });
    origin.on('/never').reply(200, { delay: 60_000 });
    const api = clientOf({ baseUrl: origin.url('/'), gate: false, retry: false });
    const quick = Array.from({ length: inFlight }, () => api.get('quick').text());
    const never = Array.from({ length: inFlight }, () => failure(api.get('never')));
    const closed = api.close({ within: 200 });
    expect(await Promise.all(quick)).toEqual(quick.map(() => 'x'));
    const errors = await Promise.all(never);
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'ERR_SLUICE_CLOSED', method: 'GET', url: origin.url('/never') });
      expect(error.message).toBe(`GET ${origin.url('/never')}: the client was closed during the call`);
      expect(error['attempts']).toHaveLength(1);
    }
    await closed;
    const late = await failure(api.get('quick'));
    expect(late.message).toBe(`GET ${origin.url('/quick')}: the client is closed`);
    expect(late['attempts']).toHaveLength(0);
  },
);

test('a second `close()` can set a limit that the first did not', async () => {
  const origin = await originOf();
  origin.on('/never').reply(200, { delay: 60_000 });
  const api = clientOf({ baseUrl: origin.url('/') });
  const never = failure(api.get('never'));
  const first = api.close();
  await api.close({ within: 10 });
  await first;
  expect((await never)['code']).toBe('ERR_SLUICE_CLOSED');
  await expect(api.close({ within: -1 })).rejects.toMatchObject({ code: 'ERR_SLUICE_OPTION' });
  await expect(api.close({ wihtin: 1 } as never)).rejects.toThrow(/probably 'close.within'/);
});

test.each([undefined, new Error('shutdown')])(
  '`destroy(%s)` reaches calls before, in and after their attempt',
  async (reason) => {
    const origin = await originOf();
    origin.on('/slow').reply(200, SLOW);
    origin.on('/503').reply(503);
    origin.on('/never').reply(200, { delay: 60_000 });
    const api = clientOf({
      baseUrl: origin.url('/'),
      retry: { minDelay: 30_000, maxDelay: 30_000, backoff: 'constant' },
      watchdog: false,
    });
    const response = await api.get('slow');
    const reading = failure(response.text());
    const unread = await api.get('slow');
    const waiting = failure(api.get('503'));
    const sent = failure(api.get('never'));
    await expect.poll(() => origin.seen('/never').length + origin.seen('/503').length).toBe(2);
    const unsent = failure(api.get('never'));
    const ended = api.destroy(reason);
    for (const error of await Promise.all([reading, waiting, sent, unsent])) {
      expect(error).toMatchObject({ code: 'ERR_SLUICE_CLOSED', method: 'GET' });
      expect(error.message).toMatch(/: the client was destroyed during the call$/);
      expect(error.cause).toBe(reason);
    }
    await ended;
    await failure(unread.text());
    expect(api.stats().calls.inFlight).toBe(0);
    expect(origin.seen('/never')).toHaveLength(1);
  },
);

test('the source of an upload is closed when its call is refused', async () => {
  const origin = await originOf();
  const api = clientOf({ baseUrl: origin.url('/') });
  const sources = (): Readable[] => [Readable.from(['x']), createReadStream(import.meta.filename)];
  const refused = async (options: object): Promise<void> => {
    for (const body of sources()) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await failure(api.post('x', { body, ...options }));
      // oxlint-disable-next-line no-await-in-loop -- see above
      await expect.poll(() => body.destroyed).toBe(true);
    }
  };
  await refused({ headers: { 'bad name': '1' } });
  await refused({ json: {} });
  await refused({ nonsense: 1 });
  let cancelled: unknown;
  const web = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
  await failure(api.post('x', { body: web, query: 5 as never }));
  await expect.poll(() => cancelled).toBe(true);
  await api.close();
  await refused({});
  expect(origin.stats().requests).toBe(0);
});

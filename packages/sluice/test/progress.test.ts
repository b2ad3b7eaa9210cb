// The progress of uploads and downloads.
import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import type { Progress } from 'sluice';
import { checkLeaks, clientOf, failure, originOf } from './setup.ts';

checkLeaks();

type Body = Uint8Array | string | Blob | (() => AsyncIterable<Uint8Array>);

const SIZE = 1_000_000;

const bodies: Readonly<Record<string, () => Body>> = {
  bytes: () => new Uint8Array(SIZE),
  text: () => 'x'.repeat(SIZE),
  blob: () => new Blob([new Uint8Array(SIZE)]),
  factory: () =>
    async function* pieces() {
      for (let left = SIZE; left > 0; left -= 50_000) yield new Uint8Array(50_000);
    },
};

/** Each attempt begins at 0, never goes back, and the last one ends at the whole size. */
function checkSteps(steps: readonly Progress[], size: number): void {
  for (const [index, { transferred, attempt }] of steps.entries()) {
    const before = steps[index - 1];
    if (before?.attempt === attempt) expect(transferred).toBeGreaterThan(before.transferred);
  }
  expect(steps.at(-1)?.transferred).toBe(size);
}

test.each(Object.keys(bodies))('an upload of %s is reported, in each attempt', async (kind) => {
  const origin = await originOf();
  origin.on('/x').reply(503, {}, { first: 1 }).echo();
  const api = clientOf({ baseUrl: origin.url('/') });
  const steps: Progress[] = [];
  const body = bodies[kind]?.();
  const echo = await api
    .put('x', { body, onUploadProgress: (step) => void steps.push(step) })
    .json<{ bodyBytes: number }>();
  expect(echo.bodyBytes).toBe(SIZE);
  expect(new Set(steps.map(({ attempt }) => attempt))).toEqual(new Set([1, 2]));
  for (const { total } of steps) expect(total).toBe(kind === 'factory' ? undefined : SIZE);
  expect(steps.length).toBeGreaterThanOrEqual(4);
  checkSteps(steps, SIZE);
});

test.each([1, 20])('a download is reported as it arrives, with %i in flight', async (inFlight) => {
  const origin = await originOf();
  origin.on('/known').reply(200, { body: { size: SIZE } });
  origin.on('/coded').reply(200, { body: 'x'.repeat(SIZE), encoding: 'gzip' });
  const api = clientOf({ baseUrl: origin.url('/') });
  const download = async (path: string): Promise<void> => {
    const steps: Progress[] = [];
    const bytes = await api.get(path, { onDownloadProgress: (step) => void steps.push(step) }).bytes();
    expect(bytes.length).toBe(SIZE);
    const received = steps.at(-1)?.transferred ?? 0;
    checkSteps(steps, received);
    if (path === 'known') expect(steps.at(-1)).toEqual({ transferred: SIZE, total: SIZE, attempt: 1 });
    else expect(received).toBeLessThan(SIZE / 2);
  };
  await Promise.all(
    Array.from({ length: inFlight }, (_, index) => download(index % 2 === 0 ? 'known' : 'coded')),
  );
});

test('listeners are called in the async context of their call, on connections that other calls opened', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: { size: 200_000 } });
  const api = clientOf({ baseUrl: origin.url('/'), pool: { maxPerHost: 2 } });
  const storage = new AsyncLocalStorage<number>();
  const strangers: unknown[] = [];
  let reports = 0;
  const call = async (id: number): Promise<void> => {
    const see = (): void => {
      reports++;
      if (storage.getStore() !== id) strangers.push(storage.getStore());
    };
    const body = new Uint8Array(200_000);
    await api.put('x', { body, onUploadProgress: see, onDownloadProgress: see }).bytes();
  };
  await Promise.all(Array.from({ length: 20 }, (_, id) => storage.run(id, call, id)));
  expect(reports).toBeGreaterThanOrEqual(40);
  expect(strangers).toEqual([]);
});

test('an error of a listener fails the call unchanged, and nothing stays open', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200, { body: { size: SIZE } });
  const api = clientOf({ baseUrl: origin.url('/') });
  const broken = new Error('broken listener');
  const listener = (): never => {
    throw broken;
  };
  expect(await failure(api.put('x', { body: new Uint8Array(SIZE), onUploadProgress: listener }))).toBe(
    broken,
  );
  expect(await failure(api.get('x', { onDownloadProgress: listener }).bytes())).toBe(broken);
  expect((await failure(api.get('x', { onDownloadProgress: 5 as never }))).message).toContain(
    "'onDownloadProgress'",
  );
});

test('a one-shot stream is reported, and still cannot be sent twice', async () => {
  const origin = await originOf();
  origin.on('/x').reply(503);
  const api = clientOf({ baseUrl: origin.url('/') });
  const steps: Progress[] = [];
  const body = new Blob([new Uint8Array(200_000)]).stream();
  const error = await failure(api.put('x', { body, onUploadProgress: (step) => void steps.push(step) }));
  expect(error).toMatchObject({ status: 503 });
  expect(origin.seen('/x')).toHaveLength(1);
  checkSteps(steps, 200_000);
});

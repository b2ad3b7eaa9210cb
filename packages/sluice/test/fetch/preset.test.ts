// Tests of `fetchPreset`, on real sockets and a clock that the test moves.
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createVirtualClock, type VirtualClock } from '@sluice/fixtures';
import { createClient, fetchPreset, type SluiceClient, type SluiceOptions } from 'sluice';
import { carried } from '../carrier.ts';
import { checkLeaks } from '../setup.ts';

checkLeaks();

interface Stage {
  readonly url: string;
  readonly clock: VirtualClock;
  readonly client: SluiceClient;
  /** The responses that the server has begun. */
  readonly open: ServerResponse[];
}

let closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  const close = closing;
  closing = [];
  for (const run of close) await run();
});

async function stage(options: SluiceOptions): Promise<Stage> {
  const open: ServerResponse[] = [];
  const server = http.createServer((_request, response) => void open.push(response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const clock = createVirtualClock();
  const client = createClient(carried({ pool: {}, clock, ...options }));
  closing.push(async () => {
    server.closeAllConnections();
    await client.close();
    await new Promise((resolve) => void server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, clock, client, open };
}

const arrived = (open: readonly unknown[], count: number): Promise<void> =>
  expect.poll(() => open.length).toBe(count);

/** What a promise has come to: nothing yet, its value, or its error. */
function state(promise: Promise<unknown>): { value?: unknown; error?: unknown } {
  const result: { value?: unknown; error?: unknown } = {};
  promise.then(
    (value) => void (result.value = value),
    (error: unknown) => void (result.error = error),
  );
  return result;
}

const phaseOf = (error: unknown): unknown => (error as { cause?: { phase?: unknown } }).cause?.phase;

describe('what built-in fetch waits for', () => {
  test.each([
    ['the preset', fetchPreset, undefined],
    ['the defaults', {}, 'responseHeader'],
  ] as const)('a first byte after 35 s: %s', async (_, options, phase) => {
    const { url, clock, client, open } = await stage(options);
    const call = state(client.fetch(url));
    await arrived(open, 1);
    await clock.advance(35_000);
    if (phase === undefined) expect(call.error).toBeUndefined();
    else await expect.poll(() => phaseOf(call.error)).toBe(phase);
    open[0]?.end('late');
    if (phase === undefined) {
      await expect.poll(() => call.value).toBeInstanceOf(Response);
      expect(await (call.value as Response).text()).toBe('late');
    }
  });

  test.each([
    ['the preset', fetchPreset, undefined],
    ['the defaults', {}, 'attempt'],
  ] as const)('an event stream of 66 s: %s', async (_, options, phase) => {
    const { url, clock, client, open } = await stage(options);
    const call = client.fetch(url);
    await arrived(open, 1);
    open[0]?.write('tick');
    const reader = (await call).body!.getReader();
    const ticks = state(
      (async () => {
        let count = 0;
        for (; count < 4; count++) {
          await reader.read();
          await clock.advance(22_000);
          open[0]?.write('tick');
        }
        return count;
      })(),
    );
    await expect.poll(() => ticks.value ?? ticks.error).toBeDefined();
    expect(phase === undefined ? ticks.value : phaseOf(ticks.error)).toBe(phase ?? 4);
    if (phase === undefined) await reader.cancel();
  });

  test.each([
    ['the preset', fetchPreset, 300],
    ['the defaults', {}, 256],
  ] as const)('300 streams of 7 s at once: %s', async (_, options, answered) => {
    const { url, clock, client, open } = await stage(options);
    const calls = Array.from({ length: 300 }, () => client.fetch(url).then((response) => response.text()));
    const results = Promise.allSettled(calls);
    await arrived(open, 256);
    await clock.advance(7_000);
    for (const response of open) response.end('done');
    if (answered === 300) {
      await arrived(open, 300);
      for (const response of open) response.end('done');
    }
    const fulfilled = (await results).filter(({ status }) => status === 'fulfilled');
    expect(fulfilled).toHaveLength(answered);
  });

  test.each([
    ['the preset', fetchPreset, true],
    ['the defaults', {}, true],
    ['a limit of 10 s', { watchdog: { stalled: 10_000 } }, false],
  ] as const)('a reader that pauses for 11 s: %s', async (_, options, whole) => {
    const { url, clock, client, open } = await stage(options);
    const call = state(client.fetch(url));
    await arrived(open, 1);
    open[0]?.end(Buffer.alloc(3_000_000, 'x'));
    await expect.poll(() => call.value).toBeInstanceOf(Response);
    const reader = (call.value as Response).body!.getReader();
    let size = (await reader.read()).value?.length ?? 0;
    // The watchdog looks at the body a second time after `unread`.
    for (let seconds = 0; seconds < 22; seconds += 11) await clock.advance(11_000);
    const rest = (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) size += next.value.length;
    })();
    if (whole) {
      await rest;
      expect(size).toBe(3_000_000);
    } else {
      await expect(rest).rejects.toMatchObject({ name: 'TypeError', message: 'terminated' });
    }
  });
});

test('without the preset too, a pipeline into a sink that pauses for 11 s gets the whole body', async () => {
  const { url, clock, client, open } = await stage({});
  const call = state(client.fetch(url));
  await arrived(open, 1);
  open[0]?.end(Buffer.alloc(3_000_000, 'x'));
  await expect.poll(() => call.value).toBeInstanceOf(Response);
  let size = 0;
  let proceed: (() => void) | undefined;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      size += chunk.length;
      // The first chunk is written slowly, the others at once.
      if (proceed === undefined) proceed = callback;
      else callback();
    },
  });
  const source = Readable.fromWeb((call.value as Response).body as never);
  const done = pipeline(source, sink);
  await expect.poll(() => proceed).toBeDefined();
  for (let seconds = 0; seconds < 22; seconds += 11) await clock.advance(11_000);
  proceed?.();
  await done;
  expect(size).toBe(3_000_000);
  expect(client.stats().plugins.watchdog.stalled).toBe(0);
});

describe('what stays bounded with the preset', () => {
  test('the wait for a slot ends with the signal of its caller', async () => {
    const { url, client, open } = await stage({
      ...fetchPreset,
      gate: { ...fetchPreset.gate, maxPerHost: 1 },
    });
    const first = client.fetch(url);
    await arrived(open, 1);
    const controller = new AbortController();
    const second = client.fetch(url, { signal: controller.signal });
    await expect.poll(() => client.stats().plugins.gate.waiting).toBe(1);
    controller.abort(new RangeError('mine'));
    await expect(second).rejects.toThrow('mine');
    open[0]?.end('done');
    expect(await (await first).text()).toBe('done');
  });

  test('a server that is silent for 300 s, before the headers and in the body', async () => {
    const { url, clock, client, open } = await stage(fetchPreset);
    const before = state(client.fetch(url));
    const during = state(client.fetch(url).then((response) => response.text()));
    await arrived(open, 2);
    open[1]?.write('begin');
    await expect.poll(() => client.stats().transport).toMatchObject({ active: 2 });
    await clock.advance(299_000);
    expect([before.error, during.error]).toEqual([undefined, undefined]);
    await clock.advance(2_000);
    await clock.advance(300_000);
    await expect.poll(() => phaseOf(before.error)).toBe('responseHeader');
    await expect.poll(() => phaseOf(during.error)).toBe('body');
    expect((during.error as { cause: object }).cause).toMatchObject({
      code: 'UND_ERR_BODY_TIMEOUT',
      sluiceCode: 'ERR_SLUICE_TIMEOUT',
    });
  });

  test('a body that stays unread', async () => {
    const { url, clock, client, open } = await stage(fetchPreset);
    const call = client.fetch(url);
    await arrived(open, 1);
    open[0]?.write('begin');
    const response = await call;
    await clock.advance(299_000);
    expect(client.stats().plugins.watchdog.unread).toBe(0);
    await clock.advance(2_000);
    expect(client.stats().plugins.watchdog.unread).toBe(1);
    await expect(response.text()).rejects.toMatchObject({ message: 'terminated' });
  });
});

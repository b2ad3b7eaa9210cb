import { createVirtualClock, type VirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { AttemptScope } from '../../../src/lifecycle/attempt-scope.ts';
import { ResponseBody } from '../../../src/response/body/response-body.ts';
import { CallScope } from '../../../src/lifecycle/call-scope.ts';
import type { ResolvedOptions } from '../../../src/options/resolved-options.ts';

const bound = { bytes: 5, time: 50 };

function makeBody(): { body: ResponseBody; clock: VirtualClock; paused: () => boolean } {
  const clock = createVirtualClock();
  let paused = false;
  const options = { maxResponseBytes: Infinity } as ResolvedOptions;
  const attempt = new AttemptScope(new CallScope(clock, options, undefined), {
    method: 'GET',
    url: new URL('http://origin.test/'),
  });
  const source = {
    pause: () => (paused = true),
    resume: () => (paused = false),
    destroy: () => undefined,
  };
  return { body: new ResponseBody(attempt, source), clock, paused: () => paused };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('a peek returns the beginning and leaves the body unread', async () => {
  const { body, clock } = makeBody();
  const peeked = body.peek(bound);
  body.push(Buffer.from('abc'));
  body.push(Buffer.from('defg'));
  expect(text(await peeked)).toBe('abcde');
  expect(clock.pending()).toBe(0);
  expect(body.used).toBe(false);
  body.finish(true);
  expect(text(await body.collect())).toBe('abcdefg');
});

test('a peek ends with the body, however it ends', async () => {
  const whole = makeBody();
  const short = whole.body.peek(bound);
  whole.body.push(Buffer.from('ab'));
  whole.body.finish(true);
  expect(text(await short)).toBe('ab');
  expect(text(await whole.body.peek(bound))).toBe('ab');

  const broken = makeBody();
  const beginning = broken.body.peek(bound);
  broken.body.push(Buffer.from('ab'));
  broken.body.fail(new Error('lost'));
  expect(text(await beginning)).toBe('ab');
  expect(text(await broken.body.peek(bound))).toBe('ab');
  expect(broken.clock.pending()).toBe(0);
});

test('a peek ends with its time and returns the bytes that have arrived', async () => {
  const { body, clock } = makeBody();
  body.push(Buffer.from('ab'));
  const peeked = body.peek(bound);
  await clock.advance(50);
  expect(text(await peeked)).toBe('ab');
});

test('a peek that wants more bytes than are buffered does not wait for a paused connection', async () => {
  const { body, clock, paused } = makeBody();
  const peeked = body.peek({ bytes: 1_000_000, time: Infinity });
  body.push(Buffer.alloc(70_000));
  expect(paused()).toBe(true);
  expect(await peeked).toHaveLength(65_536);
  expect(clock.pending()).toBe(0);
});

test('a peek gets the bytes it wants, even if an unread body would be paused before', async () => {
  for (const early of [true, false]) {
    const { body, clock, paused } = makeBody();
    if (early) {
      body.push(Buffer.alloc(50_000));
      expect(paused()).toBe(true);
    }
    const peeked = body.peek({ bytes: 60_000, time: Infinity });
    if (!early) body.push(Buffer.alloc(50_000));
    expect(paused()).toBe(false);
    body.push(Buffer.alloc(10_000));
    expect(paused()).toBe(true);
    // oxlint-disable-next-line no-await-in-loop -- each has a body of its own
    expect(await peeked).toHaveLength(60_000);
    expect(clock.pending()).toBe(0);
  }
});

test('a drain after a peek discards the peeked bytes too', async () => {
  const { body } = makeBody();
  body.push(Buffer.from('abcdefg'));
  await body.peek(bound);
  body.finish(true);
  expect(await body.drain({ bytes: 100, time: 50 })).toMatchObject({ outcome: 'eof', bytes: 7 });
});

// Tests of the waits between the connections of a stream.
import fc from 'fast-check';
import { createScriptedTransport, createVirtualClock } from '@sluice/fixtures';
import { BodyError, HttpError, NetworkError, OptionError, TimeoutError, HttpHeaders } from '@sluice/core';
import { createClient } from 'sluice';
import { expect, test } from 'vitest';
import { EventStreamError } from '../../src/events/event-stream-error.ts';
import { parseStreamOptions } from '../../src/events/event-options.ts';
import { events } from '../../src/events/read-events.ts';
import { isPassing, reconnectDelay } from '../../src/events/reconnect.ts';
import { pause } from '../../src/time/pause.ts';
import { caught, collect } from '../support/collect.ts';

const { reconnect } = parseStreamOptions(undefined);
if (reconnect === false) throw new Error('a stream is opened again by default');

test('a wait is as long as the server asks for, grows with each failure, and has a longest', () => {
  const ms = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(
      fc.nat({ max: 2000 }),
      fc.option(fc.oneof(ms, fc.constant(Infinity)), { nil: undefined }),
      ms,
      ms,
      (failures, retry, minDelay, maxDelay) => {
        const delay = reconnectDelay(failures, retry, { ...reconnect, minDelay, maxDelay });
        const least = Math.min(retry ?? 0, maxDelay);
        expect(delay).toBeGreaterThanOrEqual(least);
        expect(delay).toBeLessThanOrEqual(maxDelay);
        if (failures === 0 && retry !== undefined) expect(delay).toBe(least);
        else
          expect(delay).toBeGreaterThanOrEqual(
            Math.min(maxDelay, minDelay * 2 ** Math.min(failures, 30)) / 2,
          );
      },
    ),
  );
});

test('the stream waits as long as the server asks for, then longer with each failure', async () => {
  const clock = createVirtualClock();
  const transport = createScriptedTransport({ clock });
  const at: number[] = [];
  transport.on('/feed').handle(({ attempt }) => {
    at.push(clock.now());
    if (attempt === 1 || attempt === 4) {
      const body = `retry: 5000\nid: ${attempt}\ndata: ${attempt}\n\n`;
      return {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        body,
        framing: 'chunked',
        faults: [{ do: 'close', at: 'end' }],
      };
    }
    return attempt < 7 ? 503 : 204;
  });
  const api = createClient({ baseUrl: 'https://api.test', transport, clock, retry: false });
  const reading = collect(events(api, '/feed', { reconnect: { maxDelay: 15_000 } }), ({ data }) => data);
  await clock.advance(200_000);
  expect(await reading).toEqual(['1', '4']);
  const waits = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  expect(waits[0]).toBe(5000);
  // The backoff doubles from what the server asked for, within the longest.
  expect(waits[1]).toBeGreaterThanOrEqual(5000);
  expect(waits[1]).toBeLessThanOrEqual(10_000);
  expect(waits[2]).toBeGreaterThanOrEqual(7500);
  expect(waits[2]).toBeLessThanOrEqual(15_000);
  // An event resets it.
  expect(waits[3]).toBe(5000);
  expect(clock.pending()).toBe(0);
});

const status = (code: number): HttpError =>
  new HttpError('x', {
    status: code,
    statusText: '',
    headers: HttpHeaders.empty,
    url: 'http://a.test/',
    body: Buffer.alloc(0),
    complete: true,
  });

test.each<[error: unknown, passes: boolean]>([
  [status(503), true],
  [status(429), true],
  [status(500), true],
  [status(501), false],
  [status(401), false],
  [status(404), false],
  [new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'x', { phase: 'body' }), true],
  [new NetworkError('ERR_SLUICE_CONNECT', 'x', { phase: 'connect' }), true],
  [new NetworkError('ERR_SLUICE_TLS', 'x', { phase: 'tls', retryable: false }), false],
  [new TimeoutError('body', 1), true],
  [new TimeoutError('responseHeader', 1), true],
  [new TimeoutError('total', 1), false],
  [new BodyError('ERR_SLUICE_BODY_CUT_SHORT', 'x'), true],
  [new BodyError('ERR_SLUICE_BODY_LIMIT', 'x'), false],
  [new BodyError('ERR_SLUICE_BODY_DISCARDED', 'x'), false],
  [new OptionError('x', 'x'), false],
  [new EventStreamError('ended', 'x'), true],
  [new EventStreamError('response', 'x'), false],
  [new Error('of a hook'), false],
  ['a reason', false],
])('%s: %s', (error, passes) => {
  expect(isPassing(error)).toBe(passes);
});

test('a wait ends with its signal, and leaves no timer', async () => {
  const clock = createVirtualClock();
  const control = new AbortController();
  const waiting = caught(pause(clock, 1000, control.signal));
  control.abort();
  expect(await waiting).toBe(control.signal.reason);
  expect(await caught(pause(clock, 1000, control.signal))).toBe(control.signal.reason);
  expect(clock.pending()).toBe(0);
});

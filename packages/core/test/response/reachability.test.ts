// Listeners of how the caller can reach a body.
import { describe, expect, test } from 'vitest';
import { redirect, type HttpResponse } from '../../src/index.ts';
import type { AnyPlugin, AttemptScope } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const held: { holder: object; reads: boolean }[] = [];

/** A plugin that observes how the caller can reach the body, and records the responses that the layers get. */
function observing(seen: HttpResponse[]): AnyPlugin {
  return {
    name: 'observing',
    stage: 'attempt',
    setup: () => (request, next) => {
      const attempt: AttemptScope = request.attempt;
      attempt.addReachabilityListener({ onReachable: (holder, reads) => held.push({ holder, reads }) });
      return next(request).then((response) => {
        seen.push(response);
        return response;
      });
    },
  };
}

async function call(play: (response: HttpResponse) => unknown, ended = false) {
  held.length = 0;
  const rig = new Rig();
  const seen: HttpResponse[] = [];
  const made = watch(rig.client(redirect(), observing(seen)).get('http://a.test/'));
  const exchange = (await rig.exchange()).headers(200, { 'x-a': '1' }).push('abc');
  if (ended) exchange.finish();
  await rig.clock.advance(0);
  const response = made.value!;
  const reader = play(response);
  return { response, reader, below: seen[0], exchange };
}

describe('a reachability listener', () => {
  test('is notified of the response, an object that the layers do not have', async () => {
    const { response, below, exchange } = await call(() => undefined);
    expect(held).toEqual([{ holder: response, reads: false }]);
    expect(response).not.toBe(below);
    expect(response).toMatchObject({ status: 200, url: 'http://a.test/', redirected: false });
    exchange.finish();
    expect(await response.text()).toBe('abc');
  });

  test.each([
    ['its stream', (response: HttpResponse) => response.body],
    ['its iterator', (response: HttpResponse) => response[Symbol.asyncIterator]()],
  ])('is notified of %s, once', async (_, play) => {
    const { reader, exchange } = await call(play);
    expect(held.slice(1)).toEqual([{ holder: reader, reads: true }]);
    exchange.finish();
  });

  test('is notified once of a stream that is read twice', async () => {
    const { response, exchange } = await call(({ body }) => body);
    expect(response.body).toBe(held[1]?.holder);
    expect(held).toHaveLength(2);
    exchange.finish();
  });

  test('is not notified if the body is complete', async () => {
    const { response, below } = await call(() => undefined, true);
    expect(held).toEqual([]);
    expect(response).toBe(below);
  });
});

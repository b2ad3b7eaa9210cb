import { describe, expect, test } from 'vitest';
import { redirect, type HttpResponse } from '../../src/index.ts';
import type { AnyPlugin, AttemptScope } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const held: { holder: object; reads: boolean }[] = [];

/** A plugin that wants to know how responses are held, and what the layers saw of them. */
function holding(seen: HttpResponse[]): AnyPlugin {
  return {
    name: 'holding',
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
  const made = watch(rig.client(redirect(), holding(seen)).get('http://a.test/'));
  const exchange = (await rig.exchange()).headers(200, { 'x-a': '1' }).push('abc');
  if (ended) exchange.finish();
  await rig.clock.advance(0);
  const response = made.value!;
  const reader = play(response);
  return { response, reader, below: seen[0], exchange };
}

describe('who wants to know how a response is held', () => {
  test('is told of an object that only its caller has, and that is as good', async () => {
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
  ])('is told of %s, once', async (_, play) => {
    const { reader, exchange } = await call(play);
    expect(held.slice(1)).toEqual([{ holder: reader, reads: true }]);
    exchange.finish();
  });

  test('is told of one stream, whoever asks for it first', async () => {
    const { response, exchange } = await call(({ body }) => body);
    expect(response.body).toBe(held[1]?.holder);
    expect(held).toHaveLength(2);
    exchange.finish();
  });

  test('is told nothing of a body that is here', async () => {
    const { response, below } = await call(() => undefined, true);
    expect(held).toEqual([]);
    expect(response).toBe(below);
  });
});

test('a plugin can capture where a call was made', async () => {
  const rig = new Rig();
  const stacks: { stack?: string }[] = [];
  const capturing: AnyPlugin = {
    name: 'capturing',
    stage: 'call',
    setup: () => ({
      middleware: (request, next) => next(request),
      onCall(_call, caller) {
        const captured = {};
        Error.captureStackTrace(captured, caller);
        stacks.push(captured);
      },
    }),
  };
  const client = rig.client(capturing);
  function theCaller(): void {
    void watch(client.get('http://a.test/'));
    void watch(client('http://a.test/'));
    void watch(client.post('http://a.test/').json());
  }
  theCaller();
  await rig.clock.advance(0);
  expect(stacks).toHaveLength(3);
  for (const { stack } of stacks) expect(stack?.split('\n')[1]).toContain('theCaller');
  await client.get('nowhere').catch(() => undefined);
});

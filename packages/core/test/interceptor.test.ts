import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from 'vitest';
import {
  promised,
  settle,
  type AnyPlugin,
  type Interceptor,
  type Middleware,
  type Stage,
} from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

const URL_A = 'http://a.test/x';

function intercepts(name: string, stage: Stage, interceptor: Interceptor): AnyPlugin {
  return { name, stage, setup: () => ({ interceptor }) };
}

function waits(name: string, stage: Stage, middleware: Middleware): AnyPlugin {
  return { name, stage, setup: () => middleware };
}

/** A layer of either kind that notes when it is passed, on the way down and on the way up. */
function noting(kind: 'interceptor' | 'middleware', name: string, stage: Stage, notes: string[]): AnyPlugin {
  if (kind === 'middleware') {
    return waits(name, stage, async (request, next) => {
      notes.push(`${name} down`);
      const response = await next(request);
      notes.push(`${name} up`);
      return response;
    });
  }
  return intercepts(name, stage, (request, handler, next) => {
    notes.push(`${name} down`);
    next(request, {
      onResponse(response) {
        notes.push(`${name} up`);
        handler.onResponse(response);
      },
      onError: (error) => handler.onError(error),
    });
  });
}

const KINDS = ['interceptor', 'middleware'] as const;
const MIXTURES = KINDS.flatMap((a) => KINDS.flatMap((b) => KINDS.map((c) => [a, b, c] as const)));

describe('layers with and without promises', () => {
  test.each(MIXTURES)('nest in the order listed: %s, %s, %s', async (a, b, c) => {
    const notes: string[] = [];
    const rig = new Rig();
    const plugins = [
      noting(a, 'a', 'call', notes),
      noting(b, 'b', 'retry', notes),
      noting(c, 'c', 'attempt', notes),
    ];
    const call = watch(
      rig
        .client(...plugins)
        .get(URL_A)
        .text(),
    );
    const exchange = await rig.exchange();
    exchange.headers(200);
    exchange.push('yes');
    exchange.finish();
    await rig.clock.advance(0);
    expect(call.value).toBe('yes');
    expect(notes).toEqual(['a down', 'b down', 'c down', 'c up', 'b up', 'a up']);
  });

  test.each<Stage>(['call', 'retry', 'attempt'])(
    'what an interceptor throws fails the call: %s',
    async (stage) => {
      const thrown = new Error('in a layer');
      const throws = intercepts('throws', stage, () => {
        throw thrown;
      });
      const rig = new Rig();
      const client = rig.client(throws);
      await expect(client.get(URL_A)).rejects.toBe(thrown);
      expect(client.stats().calls).toMatchObject({ failed: 1, inFlight: 0 });
    },
  );

  test('what an inner layer throws is an outcome for the outer one', async () => {
    const thrown = new Error('in a layer');
    let heard: unknown;
    const outer = intercepts('outer', 'call', (request, handler, next) => {
      next(request, {
        onResponse: (response) => handler.onResponse(response),
        onError(error) {
          heard = error;
          handler.onError(error);
        },
      });
    });
    const inner = intercepts('inner', 'call', () => {
      throw thrown;
    });
    await expect(new Rig().client(outer, inner).get(URL_A)).rejects.toBe(thrown);
    expect(heard).toBe(thrown);
  });

  test('an interceptor takes over with promises', async () => {
    const again = intercepts('again', 'retry', (request, handler, next) => {
      next(request, {
        onResponse(response) {
          if (response.status !== 503) return handler.onResponse(response);
          response.discard();
          settle(handler, () => promised(next)(request));
        },
        onError: (error) => handler.onError(error),
      });
    });
    const rig = new Rig();
    const call = watch(rig.client(again).get(URL_A));
    const first = await rig.exchange();
    first.headers(503);
    first.finish();
    (await rig.exchange()).headers(200);
    await rig.clock.advance(0);
    expect(call.value?.status).toBe(200);
    expect(call.value?.attempts.map(({ status }) => status)).toEqual([503, 200]);
  });

  test.each<[string, object]>([
    ['none of the two', {}],
    ['both', { middleware: () => undefined, interceptor: () => undefined }],
    ['something else', { interceptor: 'me' }],
  ])('a plugin that gives %s is refused', (_what, parts) => {
    const plugin = { name: 'odd', stage: 'call', setup: () => parts } as unknown as AnyPlugin;
    expect(() => new Rig().client(plugin)).toThrow(/plugins\.odd\.setup/);
  });

  test('whoever hears of an outcome finds the async context of the call', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const looks = intercepts('looks', 'call', (request, handler, next) => {
      next(request, {
        onResponse(response) {
          seen.push(storage.getStore());
          handler.onResponse(response);
        },
        onError(error) {
          seen.push(storage.getStore());
          handler.onError(error);
        },
      });
    });
    const rig = new Rig();
    const client = rig.client(looks);
    const good = storage.run('good', () => watch(client.get(URL_A).text()));
    const exchange = await rig.exchange();
    exchange.headers(200);
    exchange.finish();
    await rig.clock.advance(0);
    expect(good.value).toBe('');
    const bad = storage.run('bad', () => watch(client.get(URL_A).text()));
    const broken = await rig.exchange();
    broken.fail(new Error('broken'));
    await rig.clock.advance(0);
    expect(bad.error).toBeInstanceOf(Error);
    expect(seen).toEqual(['good', 'bad']);
  });
});

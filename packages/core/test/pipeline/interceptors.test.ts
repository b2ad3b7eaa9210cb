// Layers without promises, alone and mixed with middleware.
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from 'vitest';
import { redirect, type HttpRequest } from '../../src/index.ts';
import type { AnyPlugin, Middleware, Stage } from '../../src/plugin-api.ts';
import { promised, settle, type Interceptor, type ResponseHandler } from '../../src/internal-api.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://a.test/x';

function intercepts(name: string, stage: Stage, interceptor: Interceptor): AnyPlugin {
  return { name, stage, setup: () => ({ interceptor }) };
}

function waits(name: string, stage: Stage, middleware: Middleware): AnyPlugin {
  return { name, stage, setup: () => middleware };
}

/** A layer of either kind that records each request and each outcome that passes it. */
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
const STAGES_AND_KINDS = (['call', 'retry', 'attempt'] as const).flatMap((stage) =>
  KINDS.flatMap((kind) => (['response', 'error'] as const).map((on) => [stage, kind, on] as const)),
);
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
    'an error that an interceptor throws fails the call: %s',
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

  test('an error of an inner layer is an outcome for the outer layer', async () => {
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

  test('an interceptor can continue with promises', async () => {
    const again = intercepts('again', 'retry', (request, handler, next) => {
      next(request, {
        onResponse(response) {
          if (response.status !== 503) return handler.onResponse(response);
          response.discard();
          settle(request, handler, () => promised(next)(request));
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

  test.each<Stage>(['call', 'retry', 'attempt'])(
    'an interceptor gets a TypeError if a middleware below returns no response: %s',
    async (stage) => {
      const notes: string[] = [];
      const looks = intercepts('looks', stage, (request, handler, next) => {
        next(request, {
          onResponse: (response) => notes.push(`status ${response.status}`),
          onError(error) {
            notes.push(String(error));
            handler.onError(error);
          },
        });
      });
      const gives = waits('gives', stage, (() => undefined) as never);
      const rig = new Rig();
      const call = watch(rig.client(looks, gives).get(URL_A));
      await rig.clock.advance(0);
      expect(call.error).toBeInstanceOf(TypeError);
      expect(notes).toEqual(["TypeError: the plugin 'gives' returned no response"]);
    },
  );

  test.each(STAGES_AND_KINDS)(
    'an error of a handler fails its call, and nothing stays open: %s above %s, on %s',
    async (stage, kind, on) => {
      const thrown = new Error('in a handler');
      const throws = (): never => {
        throw thrown;
      };
      const careless = intercepts('careless', stage, (request, handler, next) => {
        next(request, {
          onResponse: on === 'response' ? throws : (response) => handler.onResponse(response),
          onError: on === 'error' ? throws : (error) => handler.onError(error),
        });
      });
      const rig = new Rig();
      const client = rig.client(redirect(), careless, noting(kind, 'beneath', stage, []));
      const call = watch(client.get(URL_A));
      const exchange = await rig.exchange();
      if (on === 'response') exchange.headers(200);
      else exchange.fail(new Error('broken'));
      await rig.clock.advance(0);
      expect(call.error).toBe(thrown);
      expect(exchange.request.attempt.ended).toBe(true);
      expect(client.stats().calls).toMatchObject({ failed: 1, inFlight: 0 });
    },
  );

  test.each<[string, object | null | undefined]>([
    ['nothing', undefined],
    ['null', null],
    ['none of the two', {}],
    ['both', { middleware: () => undefined, interceptor: () => undefined }],
    ['something else', { interceptor: 'me' }],
  ])('a plugin whose setup returns %s is refused', (_what, parts) => {
    const plugin = { name: 'odd', stage: 'call', setup: () => parts } as unknown as AnyPlugin;
    expect(() => new Rig().client(plugin)).toThrow(/plugins\.odd\.setup/);
  });

  test('an outcome that an interceptor reports twice counts once', async () => {
    const twice = intercepts('twice', 'attempt', (request, handler, next) => {
      next(request, {
        onResponse(response) {
          handler.onResponse(response);
          handler.onResponse(response);
          rig.clock.setTimer(1, () => handler.onResponse(response));
        },
        onError: (error) => handler.onError(error),
      });
    });
    const rig = new Rig();
    const call = watch(rig.client(twice).get(URL_A));
    const exchange = await rig.exchange();
    exchange.headers(200);
    await rig.clock.advance(5);
    const text = watch(call.value?.text() ?? Promise.reject(new Error('no response')));
    exchange.push('whole');
    exchange.finish();
    await rig.clock.advance(0);
    expect(text.value).toBe('whole');
    expect(exchange.destroyed).toBeUndefined();
  });

  test('a transport that throws after it has reported an outcome gives a handler one', async () => {
    const outcomes: unknown[] = [];
    const rig = new Rig();
    const throwing = Object.assign(rig, {
      dispatch(_request: HttpRequest, handler: ResponseHandler): void {
        handler.onError(new Error('reported'));
        throw new Error('thrown');
      },
    });
    const notes = intercepts('notes', 'attempt', (request, handler, next) => {
      next(request, {
        onResponse: (response) => handler.onResponse(response),
        onError(error) {
          outcomes.push((error as Error).message);
          handler.onError(error);
        },
      });
    });
    const call = watch(throwing.client(notes).get(URL_A).text());
    await rig.clock.advance(5);
    expect(outcomes).toEqual(['reported']);
    expect(call.error).toMatchObject({ message: expect.stringContaining('reported') });
  });

  test('handlers run in the async context of the call', async () => {
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

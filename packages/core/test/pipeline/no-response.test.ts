import { describe, expect, test } from 'vitest';
import { createClient, type HttpRequest } from '../../src/index.ts';
import type { AnyPlugin, Middleware, Next, PluginParts, Stage } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://a.test/x';

const LAYERS: Record<string, PluginParts> = {
  passes: { middleware: (request, next) => next(request) },
  waits: { middleware: async (request, next) => await next(request) },
  hears: {
    interceptor: (request, handler, next) =>
      next(request, {
        onResponse: (response) => handler.onResponse(response),
        onError: (error) => handler.onError(error),
      }),
  },
  hands: { interceptor: (request, handler, next) => next(request, handler) },
  forgets: {
    middleware: ((request: HttpRequest, next: Next) => {
      next(request).catch(() => undefined);
    }) as unknown as Middleware,
  },
  loses: {
    middleware: (async (request: HttpRequest, next: Next) =>
      void (await next(request))) as unknown as Middleware,
  },
  never: { middleware: (async () => undefined) as never },
  tells: {
    interceptor: (request, handler, next) =>
      next(request, {
        onResponse: () => handler.onResponse(undefined as never),
        onError: (error) => handler.onError(error),
      }),
  },
};

async function errorOf(stage: Stage, names: readonly string[]): Promise<string> {
  const rig = new Rig();
  const client = rig.client(
    ...names.map((name): AnyPlugin => ({ name, stage, setup: () => LAYERS[name] as PluginParts })),
  );
  const call = watch(client.get(URL_A));
  await rig.clock.advance(0);
  rig.exchanges[0]?.headers(200).finish();
  await rig.clock.advance(0);
  expect(call.error).toBeInstanceOf(TypeError);
  expect(client.stats().calls.inFlight).toBe(0);
  return (call.error as TypeError).message;
}

describe('the error of a plugin that gives no response names it', () => {
  test.each<[Stage, string[], string]>([
    ['call', ['hears', 'passes', 'loses', 'waits'], "the plugin 'loses'"],
    ['retry', ['waits', 'never', 'hears'], "the plugin 'never'"],
    ['retry', ['waits', 'forgets', 'hears'], "the plugin 'forgets'"],
    // Who passes an outcome on without a promise is not asked for it.
    ['call', ['tells', 'passes'], "the plugin 'tells'"],
    ['call', ['waits', 'tells', 'passes'], "the plugin 'tells'"],
    ['call', ['hears', 'tells', 'passes'], "the plugin 'hears' or the plugin 'tells'"],
    ['attempt', ['waits', 'forgets', 'passes'], "the plugin 'forgets'"],
    ['attempt', ['loses'], "the plugin 'loses'"],
    ['attempt', ['never'], "the plugin 'never' or the transport 'scripted'"],
    ['attempt', ['hears', 'loses', 'waits'], "the plugin 'loses' or the plugin 'waits'"],
  ])('%s: %j', async (stage, names, who) => {
    expect(await errorOf(stage, names)).toBe(`${who} returned no response`);
  });

  test('or the transport', async () => {
    const transport = { name: 'mine', send: async () => undefined as never, close: async () => undefined };
    await expect(createClient({ transport }).get(URL_A)).rejects.toThrow(
      "the transport 'mine' returned no response",
    );
  });
});

// Layers that return something else than a response.
import { describe, expect, test } from 'vitest';
import { createClient, type HttpRequest } from '../../src/index.ts';
import type { AnyPlugin, Middleware, Next, PluginParts, Stage } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const URL_A = 'http://a.test/x';

const LAYERS: Record<string, PluginParts> = {
  passes: { middleware: (request, next) => next(request) },
  waits: { middleware: async (request, next) => await next(request) },
  observes: {
    interceptor: (request, handler, next) =>
      next(request, {
        onResponse: (response) => handler.onResponse(response),
        onError: (error) => handler.onError(error),
      }),
  },
  delegates: { interceptor: (request, handler, next) => next(request, handler) },
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
  replaces: {
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

describe('the error names the plugin that returned no response', () => {
  test.each<[Stage, string[], string]>([
    ['call', ['observes', 'passes', 'loses', 'waits'], "the plugin 'loses'"],
    ['retry', ['waits', 'never', 'observes'], "the plugin 'never'"],
    ['retry', ['waits', 'forgets', 'observes'], "the plugin 'forgets'"],
    // The result of an interceptor is not checked, so that the plugins below it are named too.
    ['call', ['replaces', 'passes'], "the plugin 'replaces'"],
    ['call', ['waits', 'replaces', 'passes'], "the plugin 'replaces'"],
    ['call', ['observes', 'replaces', 'passes'], "the plugin 'observes' or the plugin 'replaces'"],
    ['attempt', ['waits', 'forgets', 'passes'], "the plugin 'forgets'"],
    ['attempt', ['loses'], "the plugin 'loses'"],
    ['attempt', ['never'], "the plugin 'never' or the transport 'scripted'"],
    ['attempt', ['observes', 'loses', 'waits'], "the plugin 'loses' or the plugin 'waits'"],
  ])('%s: %j', async (stage, names, who) => {
    expect(await errorOf(stage, names)).toBe(`${who} returned no response`);
  });

  test('the error names the transport if no plugin is the cause', async () => {
    const transport = { name: 'mine', send: async () => undefined as never, close: async () => undefined };
    await expect(createClient({ transport }).get(URL_A)).rejects.toThrow(
      "the transport 'mine' returned no response",
    );
  });
});

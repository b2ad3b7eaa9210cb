// Options that are added to core by one declaration each: every client knows them.
import { createClient as createCoreClient, OptionError } from '@sluice/core';
import { option, optionsOf, type CallOption, type Plugin } from '@sluice/core/plugin';
import { createScriptedTransport } from '@sluice/fixtures';
import { createClient, type SluiceClient, type SluiceOptions } from 'sluice';
import { expect, test, vi } from 'vitest';
import { originOf, resilient } from './setup.ts';

interface Pair {
  readonly a: number;
  readonly b: number;
}

/** The declarations, which exist before core is loaded. */
const PLANTED = vi.hoisted(() => ({
  planted: {
    parse: (value, path) => option.integer({ max: 9 })(value, path),
    default: 7,
  } satisfies CallOption<number>,
  pair: {
    parse: (value, path, base) => {
      const parsers = { a: option.integer(), b: option.integer() };
      return { ...(base as Pair), ...option.parseOptions<Pair>(value, parsers, path) };
    },
    default: { a: 1, b: 2 },
  } satisfies CallOption<Pair>,
}));

vi.mock('../../../core/src/options/core-options.ts', async (original) => {
  const module = await original<{ readonly CORE_OPTIONS: object }>();
  Object.assign(module.CORE_OPTIONS, PLANTED);
  return module;
});

/** A plugin that records the options it reads of each call, and a transport that answers the call. */
function setup() {
  const seen: unknown[] = [];
  const reader: Plugin = {
    name: 'reader',
    stage: 'call',
    setup: () => (request, next) => {
      const { planted, pair } = optionsOf(PLANTED, request);
      seen.push({ planted, pair: { ...pair } });
      return next(request);
    },
  };
  const transport = createScriptedTransport();
  transport.on('/').reply(200);
  return { seen, transport, plugins: [reader] };
}

/** Options that the types of this program do not know. */
function given(options: object): SluiceOptions {
  return options;
}

async function send(client: Pick<SluiceClient, 'get'>, options: object = {}): Promise<void> {
  await client.get('http://a.test/', options).text();
}

test.each([
  ['core', createCoreClient as unknown as typeof createClient],
  ['sluice', createClient],
])('a client of %s and its calls take them, and plugins read them', async (_, create) => {
  const { seen, transport, plugins } = setup();
  await send(create({ transport, plugins }));
  const client = create({ transport, plugins, ...given({ planted: 3, pair: { a: 5 } }) });
  await send(client);
  await send(client, { planted: 0, pair: { b: 9 } });
  expect(seen).toEqual([
    { planted: 7, pair: { a: 1, b: 2 } },
    { planted: 3, pair: { a: 5, b: 2 } },
    { planted: 0, pair: { a: 5, b: 9 } },
  ]);
});

test('extend() replaces a value, and keeps the fields of an object that are not given', async () => {
  const { seen, transport, plugins } = setup();
  const first = createClient({ transport, plugins, ...given({ planted: 3, pair: { a: 5 } }) });
  const second = first.extend(given({ pair: { b: 6 } }));
  await send(second);
  await send(second.extend(given({ planted: 4, pair: { a: undefined } })));
  expect(seen).toEqual([
    { planted: 3, pair: { a: 5, b: 6 } },
    { planted: 4, pair: { a: 5, b: 6 } },
  ]);
});

test('an invalid value is refused with its name, and an unknown name with the list of known names', async () => {
  const { transport } = setup();
  const refused = expect.objectContaining({ option: 'planted' });
  expect(() => createClient(given({ transport, planted: 10 }))).toThrow(refused);
  const client = createClient({ transport });
  expect(() => client.extend(given({ planted: 'x' }))).toThrow(refused);
  await expect(send(client, { planted: 1.5 })).rejects.toEqual(refused);
  await expect(send(client, { plantd: 1 })).rejects.toThrow(/allowed: .*\bplanted, pair\b/);
  expect(() => createClient(given({ plantd: 1 }))).toThrow(OptionError);
  expect(() => createClient(given({ plantd: 1 }))).toThrow(/allowed: .*\bplanted, pair\b/);
});

test('are options of a got instance over a client and of its calls', async () => {
  const origin = await originOf();
  origin.on('/x').reply(200);
  const { seen, plugins } = setup();
  const api = resilient({ plugins, ...given({ planted: 3 }) });
  await api.get(origin.url('/x'), { context: { sluice: { pair: { b: 9 } } } });
  expect(seen).toEqual([{ planted: 3, pair: { a: 1, b: 9 } }]);
});

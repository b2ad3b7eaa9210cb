// An option that is added to core by one declaration: the types of callers and plugins know it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { open, root } from '../support/editor.ts';

const DECLARATIONS = 'packages/core/src/options/core-options.ts';
const USE = 'packages/sluice/test/planted-use.ts';

/** The declarations of core with one more. */
function planted(): string {
  const source = readFileSync(root + DECLARATIONS, 'utf8');
  const line =
    '  /** Planted by a test. */\n  readonly planted: CallOption<number> = callOption(bytes, 7);\n';
  const text = source.replace(/(class CoreOptions \{\n)/, `$1${line}`);
  expect(text).not.toBe(source);
  return text;
}

const PROGRAM = `
import { createClient } from 'sluice';
import { createClient as createCoreClient } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import type { Transport } from '@sluice/core/transport';

declare const transport: Transport;
const plugin: Plugin = {
  name: 'reader',
  stage: 'call',
  setup: () => (request, next) => {
    const value: number = request.options.planted;
    return value === 0 ? Promise.reject(new Error('none')) : next(request);
  },
};
const client = createClient({ planted: 1, plugins: [plugin] }).extend({ planted: 2 });
const core = createCoreClient({ transport, planted: 3 });
export const calls = [client.get('/', { planted: 4 }), core.get('/', { planted: undefined })];
// @ts-expect-error -- not a number
client.get('/', { planted: 'x' });
// @ts-expect-error -- not a number
createClient({ planted: true });
// @ts-expect-error -- options are read-only
plugin.setup({ clock: client as never })((request) => (request.options.planted = 1));
`;

test('one declaration gives an option its types, and the comment that editors show', () => {
  const look = open(USE, { [DECLARATIONS]: planted(), [USE]: PROGRAM });
  expect(look.errors).toEqual([]);
  for (const place of ['planted: 1', 'planted: 3', 'planted: 4', 'planted;']) {
    expect([place, look.commentAt(place)]).toEqual([place, 'Planted by a test.']);
  }
});

test('without the declaration, the option does not compile', () => {
  const { errors } = open(USE, { [USE]: PROGRAM });
  expect(errors.join('\n')).toMatch(/'planted' does not exist in type/);
});

import { expect, test } from 'vitest';
import { callOption } from '../../src/options/call-option.ts';
import { limitOrFalse } from '../../src/options/parsers.ts';
import { PhaseTimeoutFields, timeoutsParser } from '../../src/wire/phase-timeouts.ts';

class Extended extends PhaseTimeoutFields {
  readonly extra = callOption<number, number | false>(limitOrFalse, 5);
}

const parse = timeoutsParser(new Extended());

test('fills in the defaults, those of added fields among them', () => {
  const defaults = {
    queue: Infinity,
    connect: 10_000,
    tlsHandshake: 10_000,
    responseHeader: 30_000,
    extra: 5,
  };
  expect(parse(undefined, 't')).toEqual(defaults);
  expect(parse({ connect: false, extra: 7 }, 't')).toEqual({ ...defaults, connect: Infinity, extra: 7 });
});

test('false switches every limit off', () => {
  expect(new Set(Object.values(parse(false, 't')))).toEqual(new Set([Infinity]));
});

test('refuses an unknown limit and a bad one by its path', () => {
  expect(() => parse({ body: 1 }, 't')).toThrow("'t.body'");
  expect(() => parse({ queue: 0 }, 't')).toThrow('t.queue');
});

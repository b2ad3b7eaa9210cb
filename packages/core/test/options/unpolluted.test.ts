// Options for Node.js with a polluted `Object.prototype`.
import dns from 'node:dns';
import { afterEach, expect, test, vi } from 'vitest';
import { systemLookup } from '../../src/transport-api.ts';
import { pollutedNames, shadowPollution, unpolluted } from '../../src/internal-api.ts';

const added: PropertyKey[] = [];

function pollute(name: PropertyKey, value: unknown, enumerable = true): void {
  added.push(name);
  // oxlint-disable-next-line no-extend-native -- the point of this test
  Object.defineProperty(Object.prototype, name, { value, enumerable, configurable: true, writable: true });
}

afterEach(() => {
  for (const name of added.splice(0)) Reflect.deleteProperty(Object.prototype, name);
});

test('adds nothing to options if nothing is polluted', () => {
  const options = unpolluted({ host: 'a', port: 1 });
  expect(Object.getPrototypeOf(options)).toBeNull();
  expect(Reflect.ownKeys(options)).toEqual(['host', 'port']);
  expect(pollutedNames()).toEqual([]);
});

test('a polluted name does not reach even an ordinary copy of the options', () => {
  const mark = Symbol('mark');
  pollute('ca', 'evil');
  pollute('key', 'evil', false);
  pollute(mark, 'evil');
  pollute('host', 'evil');
  const copy: Record<PropertyKey, unknown> = { ...unpolluted({ host: 'a' }) };
  expect([copy['ca'], copy['key'], copy[mark], copy['host']]).toEqual([undefined, undefined, undefined, 'a']);
});

test('omits names that the called code sets itself', () => {
  pollute('ciphers', 'evil');
  pollute('ca', 'evil');
  const options = unpolluted<Record<string, unknown>>({}, ['ciphers']);
  expect(Object.keys(options)).toEqual(['ca']);
});

test('a polluted setter is not called', () => {
  let called = false;
  added.push('ca');
  // oxlint-disable-next-line no-extend-native -- the point of this test
  Object.defineProperty(Object.prototype, 'ca', {
    get: () => 'evil',
    set: () => {
      called = true;
    },
    enumerable: true,
    configurable: true,
  });
  const options: { ca?: unknown } = {};
  shadowPollution(options);
  expect([Object.hasOwn(options, 'ca'), options.ca, called]).toEqual([true, undefined, false]);
});

test('shades options in place without reading them', () => {
  pollute('ca', 'evil');
  pollute('port', 'evil');
  const options = { port: 1 };
  shadowPollution(options);
  expect(options).toEqual({ port: 1, ca: undefined });
});

test('a lookup gets its options, without those of a polluted prototype', () => {
  pollute('all', true);
  pollute('order', 'evil');
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(() => {});
  systemLookup('localhost', { family: 4 }, () => undefined);
  const [host, options] = lookup.mock.calls[0] as unknown as [string, Record<string, unknown>];
  expect([host, options['family'], options['all'], options['order']]).toEqual([
    'localhost',
    4,
    undefined,
    undefined,
  ]);
});

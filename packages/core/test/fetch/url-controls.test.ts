// Tests that control characters in a URL have the effect that the URL standard gives them, in every form of input.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/index.ts';
import { withoutControls } from '../../src/fetch/url-controls.ts';
import { Rig, watch } from '../support/rig.ts';

const BASE = 'http://a.test/api/';

type Input = string | URL | Request;

/** The URL that is sent, or the name of the error. */
async function sent(input: Input, baseUrl?: string): Promise<string> {
  const rig = new Rig();
  const client = createClient({
    transport: rig,
    clock: rig.clock,
    ...(baseUrl !== undefined && { baseUrl }),
  });
  const call = watch(client.fetch(input));
  await rig.clock.advance(0);
  const [first] = rig.exchanges;
  return first === undefined ? (call.error as Error).name : first.request.url.href;
}

const CASES = {
  'a tab': ['x\ty', 'xy'],
  'a line feed': ['x\ny', 'xy'],
  'CR LF': ['x\r\ny', 'xy'],
  'a NUL': ['x\0y', 'x%00y'],
  'a DEL': ['x\x7fy', 'x%7Fy'],
  'a control at the end': ['x\x01', 'x'],
  'a request behind CR LF': ['x HTTP/1.1\r\nhost: b\r\n\r\nGET /y', 'x%20HTTP/1.1host:%20bGET%20/y'],
} as const;

describe.each(Object.keys(CASES) as (keyof typeof CASES)[])('%s', (name) => {
  const [text, expected] = CASES[name];

  test('in an absolute URL', async () => {
    const url = BASE + text;
    for (const input of [url, new URL(url), new Request(url)]) {
      // oxlint-disable no-await-in-loop -- one after the other
      expect(await sent(input)).toBe(BASE + expected);
      expect(await sent(input, BASE)).toBe(BASE + expected);
      // oxlint-enable no-await-in-loop
    }
  });

  test('in a path below a baseUrl', async () => {
    expect(await sent(text, BASE)).toBe(BASE + expected);
    expect(await sent(`/${text}`, BASE)).toBe(BASE + expected);
    expect(await sent(`\t/${text}`, BASE)).toBe(BASE + expected);
    expect(await sent(` ${text}`, BASE)).toBe(BASE + expected);
  });
});

test.each([
  ['\t//b.test/x', 'another host'],
  ['/\t/b.test/x', 'another host'],
  ['\n\\\\b.test/x', 'another host'],
  [' http://b.test/x', 'another origin'],
  ['ht\ttp://b.test/x', 'another origin'],
  ['.\t./.\n./x', 'a path above the base'],
  ['http://a\0.test/api/', 'a host that is invalid'],
])('%j, which names %s, is refused', async (input) => {
  expect(await sent(input, BASE)).toBe('TypeError');
});

test('property: an absolute URL is the same to the URL parser with and without its control characters', () => {
  const piece = fc.constantFrom(
    '\t',
    '\n',
    '\r',
    '\0',
    '\x1f',
    '\x7f',
    ' ',
    'a',
    '/',
    '?',
    '#',
    '.',
    '%',
    '\\',
    ':',
    '@',
  );
  fc.assert(
    fc.property(fc.array(piece), fc.array(piece, { maxLength: 3 }), (path, before) => {
      const text = `${before.filter((each) => /[\0-\x20]/.test(each)).join('')}http://a.test/${path.join('')}`;
      expect(URL.parse(withoutControls(text))?.href).toBe(URL.parse(text)?.href);
    }),
    { numRuns: 2_000 },
  );
});

// Tests of the header `referer` by policy.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policyIn, refererOf } from '../../src/fetch/referrer.ts';

const PAGE = new URL('https://user:pass@a.test/page?q#part');
const WHOLE = 'https://a.test/page?q';
const ORIGIN = 'https://a.test/';
const SAME = new URL('https://a.test/x');
const OTHER = new URL('https://b.test/x');
const PLAIN = new URL('http://b.test/x');

describe('what is sent, to the same origin, to another one, and to one without TLS', () => {
  test.each([
    ['', WHOLE, ORIGIN, undefined],
    ['no-referrer', undefined, undefined, undefined],
    ['no-referrer-when-downgrade', WHOLE, WHOLE, undefined],
    ['same-origin', WHOLE, undefined, undefined],
    ['origin', ORIGIN, ORIGIN, ORIGIN],
    ['strict-origin', ORIGIN, ORIGIN, undefined],
    ['origin-when-cross-origin', WHOLE, ORIGIN, ORIGIN],
    ['strict-origin-when-cross-origin', WHOLE, ORIGIN, undefined],
    ['unsafe-url', WHOLE, WHOLE, WHOLE],
  ])("'%s'", (policy, ...expected) => {
    expect([SAME, OTHER, PLAIN].map((target) => refererOf(PAGE, policy, target))).toEqual(expected);
  });

  test('loopback is no downgrade', () => {
    for (const host of ['127.0.0.1', '127.1.2.3', '[::1]', 'localhost', 'a.localhost']) {
      expect(refererOf(PAGE, 'strict-origin', new URL(`http://${host}:8080/`))).toBe(ORIGIN);
    }
    for (const host of ['128.0.0.1', 'localhost.test', '[::2]', '127.test']) {
      expect(refererOf(PAGE, 'strict-origin', new URL(`http://${host}/`))).toBeUndefined();
    }
  });

  test('a long referrer is cut to its origin', () => {
    const long = new URL(`https://a.test/${'x'.repeat(5_000)}`);
    expect(refererOf(long, 'unsafe-url', OTHER)).toBe(ORIGIN);
  });

  test('a page of another scheme is not sent', () => {
    for (const page of ['about:blank', 'data:,x', 'blob:https://a.test/1', 'file:///home/me']) {
      expect(refererOf(new URL(page), 'unsafe-url', OTHER)).toBeUndefined();
    }
  });
});

test('no policy sends a user, a password or a fragment', () => {
  const policies = ['', 'origin', 'unsafe-url', 'same-origin', 'no-referrer-when-downgrade'];
  fc.assert(
    fc.property(fc.webUrl({ withFragments: true }), fc.constantFrom(...policies), (text, policy) => {
      const page = new URL(text);
      page.username = 'secret-user';
      page.password = 'secret-pass';
      const sent = refererOf(page, policy, SAME) ?? '';
      expect(sent).not.toMatch(/secret|#/);
    }),
  );
});

test('the last known policy of a header counts', () => {
  expect(policyIn(null)).toBeUndefined();
  expect(policyIn('')).toBeUndefined();
  expect(policyIn('unknown')).toBeUndefined();
  expect(policyIn('origin, unknown')).toBe('origin');
  expect(policyIn('origin,no-referrer , ')).toBe('no-referrer');
});

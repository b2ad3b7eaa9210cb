import { expect, test } from 'vitest';
import { headersOf, requestHead } from '../../src/http2/http2-request-head.ts';
import { DispatchOptions } from '../../src/wire/dispatch-options.ts';

test('a head has pseudo fields first, names in lower case, and the host as its authority', () => {
  const options = new DispatchOptions('PUT', '/a?b', ['X-A', '1', 'Host', 'b.test', 'x-a', '2'], false);
  const lines = requestHead('https', 'a.test', options);
  const expected = ':method PUT :scheme https :authority b.test :path /a?b x-a 1 x-a 2';
  expect(lines.join(' ')).toBe(expected);
});

test('the length of a body in memory replaces a stated one; that of a streamed body is as stated', () => {
  const options = new DispatchOptions('PUT', '/', ['content-length', '9'], false);
  expect(requestHead('https', 'a.test', options).slice(8)).toEqual(['content-length', '9']);
  options.body = new Uint8Array(3);
  expect(requestHead('https', 'a.test', options).slice(8)).toEqual(['content-length', '3']);
});

test('a Node.js that takes no lines gets the same fields by name, without inherited ones', () => {
  const lines = [':method', 'GET', 'x-a', '1', 'x-b', '2', 'x-a', '3', 'x-a', '4'];
  expect(headersOf(lines, true)).toBe(lines);
  const headers = headersOf(lines, false) as Record<string, unknown>;
  expect({ ...headers }).toEqual({ ':method': 'GET', 'x-a': ['1', '3', '4'], 'x-b': '2' });
  expect(headers['toString']).toBeUndefined();
});

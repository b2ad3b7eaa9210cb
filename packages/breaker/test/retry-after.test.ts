import { HttpHeaders } from '@sluice/core';
import { expect, test } from 'vitest';
import { readRetryAfter } from '../src/retry-after.ts';
import { Rig } from './support/rig.ts';

test.each([
  ['10', 10_000],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ['Thursday, 01-Jan-26 00:00:30 GMT', 30_000],
  ['Thu Jan  1 00:00:30 2026', 30_000],
  ['Wed, 31 Dec 2025 23:59:59 GMT', 0],
  ['-5', 0],
  ['1.5', 0],
  ['soon', 0],
  ['2026', 2_026_000],
])('reads Retry-After: %s', (value, wait) => {
  const headers = HttpHeaders.fromReceived({ 'retry-after': value });
  expect(readRetryAfter(headers, Date.UTC(2026, 0, 1))).toBe(wait);
});

test('the first of repeated headers counts, and a missing header means no wait', () => {
  expect(readRetryAfter(HttpHeaders.fromReceived({ 'retry-after': ['3', '9'] }), 0)).toBe(3_000);
  expect(readRetryAfter(HttpHeaders.fromReceived({}), 0)).toBe(0);
});

test.each([
  ['20', 20_000],
  ['1', 5_000],
  ['86400', 60_000],
])('the answer that opens a circuit sets how long: Retry-After %s is %i ms', async (value, wait) => {
  const rig = new Rig({ consecutive: 2, maxOpenFor: 60_000 });
  rig.transport.on('/x').reply(503, { headers: { 'retry-after': value } });
  await rig.calls('/x', 2);
  expect(rig.circuit()).toMatchObject({ state: 'open', retryAfter: wait });
});

test('a later answer extends an open circuit and never shortens it', async () => {
  const rig = new Rig({ consecutive: 1 });
  rig.transport.on('/now').reply(503, { headers: { 'retry-after': '30' } });
  rig.transport.on('/soon').reply(503, { delay: 10, headers: { 'retry-after': '60' } });
  rig.transport.on('/later').reply(503, { delay: 20, headers: { 'retry-after': '5' } });
  const late = [rig.call('/soon'), rig.call('/later')];
  await rig.clock.advance(0);
  await rig.call('/now');
  expect(rig.circuit()?.retryAfter).toBe(30_000);
  await rig.clock.advance(10);
  expect(rig.circuit()?.retryAfter).toBe(60_000);
  await rig.clock.advance(10);
  expect(rig.circuit()?.retryAfter).toBe(59_990);
  await Promise.all(late);
});

test('a Retry-After alone does not open the circuit', async () => {
  const rig = new Rig({ consecutive: 2 });
  rig.transport.on('/x').reply(503, { headers: { 'retry-after': '30' } });
  await rig.call('/x');
  expect(rig.circuit()?.state).toBe('closed');
});

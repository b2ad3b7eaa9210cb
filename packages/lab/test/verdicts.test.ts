import { describe, expect, it } from 'vitest';
import { judgeCutBody } from '../src/scenarios/cut-body.ts';
import { judgeRetryAfter } from '../src/scenarios/retry-after.ts';
import { judgeOnce, judgeReplayed } from '../src/scenarios/dead-connections.ts';
import { judgeEndlessError } from '../src/scenarios/endless-error.ts';
import { judgeLeaks, judgeReuse } from '../src/scenarios/experiment.ts';
import { judgeLateError } from '../src/scenarios/late-error.ts';
import { judgeManyHosts } from '../src/scenarios/many-hosts.ts';
import { judgeOverrun } from '../src/scenarios/overrun.ts';
import { judgeSlowDial } from '../src/scenarios/slow-dial.ts';
import { judgeQuickAnswers } from '../src/scenarios/quick-answers.ts';
import { judgeUnreadErrors } from '../src/scenarios/unread-errors.ts';
import { judgeUnread } from '../src/scenarios/unread.ts';
import { judgeWaves } from '../src/scenarios/waves.ts';
import type { Measurement } from '../src/model.ts';
import { verdict } from '../src/verdict.ts';
import { measurement } from './samples.ts';

describe('a verdict', () => {
  it('has the message of the first check that fails', () => {
    const checks = [
      { ok: true, otherwise: 'a' },
      { ok: false, otherwise: 'b' },
      { ok: false, otherwise: 'c' },
    ];
    expect(verdict(checks, 'fine')).toEqual({ pass: false, because: 'b' });
    expect(verdict([], 'fine')).toEqual({ pass: true, because: 'fine' });
  });

  it.each([
    ['reuse', judgeReuse],
    ['leaks', judgeLeaks],
    ['waves', judgeWaves],
    ['unread errors', (sluice: Measurement) => judgeUnreadErrors(sluice, 50)],
    ['quick answers', (sluice: Measurement) => judgeQuickAnswers(sluice, 50)],
    ['replayed', judgeReplayed],
    ['once', judgeOnce],
    ['overrun', judgeOverrun],
    ['late error', judgeLateError],
    ['endless error', judgeEndlessError],
    ['unread', judgeUnread],
    ['many hosts', judgeManyHosts],
    ['cut body', judgeCutBody],
    ['retry-after', judgeRetryAfter],
    ['slow dial', judgeSlowDial],
  ])(
    'of %s passes if all calls succeeded, but not if the work never ended or the process crashed',
    (_, judge) => {
      expect(judge(measurement())).toMatchObject({ pass: true });
      expect(judge(measurement({}, { finished: false }))).toMatchObject({
        pass: false,
        because: 'not done after 500 ms',
      });
      expect(judge(measurement({}, { finished: false, broken: 'oops' }))).toEqual({
        pass: false,
        because: 'oops',
      });
    },
  );

  it.each([
    ['reuse', judgeReuse],
    ['waves', judgeWaves],
    ['replayed', judgeReplayed],
    ['late error', judgeLateError],
    ['unread', judgeUnread],
  ])('of %s names the errors of failed calls', (_, judge) => {
    const failed = measurement({}, { answered: 190, errors: { ECONNRESET: 8, TimeoutError: 2 } });
    expect(judge(failed)).toEqual({
      pass: false,
      because: '190 of 200 calls answered (8 x ECONNRESET, 2 x TimeoutError)',
    });
  });

  it.each([
    ['reuse', judgeReuse, { opened: 21 }],
    ['reuse', judgeReuse, { closeWait: 1 }],
    ['leaks', judgeLeaks, { established: 1 }],
    ['leaks', judgeLeaks, { closeWait: 1 }],
    ['leaks', judgeLeaks, { open: 1 }],
    ['waves', judgeWaves, { opened: 257 }],
    ['unread errors', (sluice: Measurement) => judgeUnreadErrors(sluice, 50), { opened: 51 }],
    ['quick answers', (sluice: Measurement) => judgeQuickAnswers(sluice, 50), { opened: 51 }],
    ['overrun', judgeOverrun, { peakInFlight: 11 }],
    ['late error', judgeLateError, { time: 2_501 }],
    ['late error', judgeLateError, { opened: 251 }],
    ['endless error', judgeEndlessError, { time: 3_501 }],
    ['endless error', judgeEndlessError, { memory: 99_000_000 }],
    ['unread', judgeUnread, { open: 11 }],
    ['many hosts', judgeManyHosts, { open: 257 }],
    ['cut body', judgeCutBody, { requests: 401 }],
    ['retry-after', judgeRetryAfter, { requests: 601 }],
    ['slow dial', judgeSlowDial, { wait: 300 }],
    ['once', judgeOnce, { requests: 201 }],
  ])('of %s fails on too much: %#', (_, judge, values) => {
    expect(judge(measurement(values)).pass).toBe(false);
  });

  it('does not depend on values that the machine cannot measure', () => {
    expect(judgeLeaks(measurement({ established: null, closeWait: null })).pass).toBe(true);
  });

  it('on requests that may be sent only once accepts failures, but no call that never ended', () => {
    const failed = measurement({ requests: 190 }, { answered: 190, errors: { ECONNRESET: 10 } });
    expect(judgeOnce(failed)).toEqual({
      pass: true,
      because: 'no request sent twice; 10 calls failed with an error',
    });
    expect(judgeOnce({ ...failed, errors: {} })).toEqual({ pass: false, because: '10 calls never ended' });
  });
});

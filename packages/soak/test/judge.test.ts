import { expect, test } from 'vitest';
import { NetworkError } from 'sluice';
import { ContentCheck } from '../src/plan/content.ts';
import type { CallPlan } from '../src/plan/call-plan.ts';
import { answerContent, planCall } from '../src/plan/plan-call.ts';
import { runOf } from '../src/plan/run.ts';
import { SoakAbort } from '../src/verdicts/errors.ts';
import { judgeCall, type Outcome } from '../src/verdicts/judge-call.ts';

const run = runOf({ id: 0, seed: 1, face: 'default', configuration: 'defaults' });

const healthy: CallPlan = {
  ...planCall(run, 0),
  fault: 'none',
  listener: 'plain',
  method: 'GET',
  upload: undefined,
  answer: { bytes: 100, content: 'down', framing: 'length', coding: 'identity', delay: 0 },
  reading: 'bytes',
  abortAfter: undefined,
};

const answered: Outcome = { is: 'answered', status: 200, whole: true };
const lost = (reused: boolean): NetworkError =>
  new NetworkError('ERR_SLUICE_CONNECTION_LOST', 'lost', {
    phase: 'response',
    retryable: true,
    reused,
    bytesWritten: 1,
    responseStarted: false,
  });

function judge(plan: Partial<CallPlan>, outcome: Outcome, received: number): string | undefined {
  const call = { ...healthy, ...plan };
  const check = new ContentCheck(answerContent(call));
  check.take(answerContent(call).slice(0, received));
  return judgeCall(run, call, outcome, check)?.verdict;
}

test('an incomplete body must not be accepted as complete', () => {
  expect(judge({}, answered, 100)).toBeUndefined();
  expect(judge({}, answered, 99)).toBe('wrong body');
  expect(judge({}, { ...answered, whole: false }, 10)).toBeUndefined();
  expect(judge({ fault: 'http1/length-too-small' }, answered, 50)).toBeUndefined();
  expect(judge({ fault: 'http1/reset-in-body' }, answered, 50)).toBe('wrong body');
});

test('a healthy call must not fail, and a fault may only have the outcomes of its entry', () => {
  expect(judge({}, { is: 'failed', error: lost(false) }, 0)).toBe('needless failure');
  expect(
    judge({ fault: 'http1/reset-in-body', faulted: Infinity }, { is: 'failed', error: lost(false) }, 0),
  ).toBeUndefined();
  expect(judge({ fault: 'http1/reset-in-body', faulted: 1 }, { is: 'failed', error: lost(false) }, 0)).toBe(
    'needless failure',
  );
  expect(judge({}, { ...answered, status: 503 }, 0)).toBe('needless failure');
  expect(judge({ fault: 'http1/503' }, { ...answered, status: 503 }, 0)).toBeUndefined();
});

test('a POST may be lost on a reused connection, but not on a new one', () => {
  const post = { method: 'POST', idempotencyKey: false } as const;
  expect(judge(post, { is: 'failed', error: lost(true) }, 0)).toBeUndefined();
  expect(judge(post, { is: 'failed', error: lost(false) }, 0)).toBe('needless failure');
});

test('an undocumented error is a finding', () => {
  expect(judge({}, { is: 'failed', error: new TypeError("reading 'push' of null") }, 0)).toBe(
    'foreign error',
  );
  expect(judge({ abortAfter: 1 }, { is: 'failed', error: new SoakAbort('aborted') }, 0)).toBeUndefined();
});

test('a body that does not match its length must fail the call', () => {
  const upload = { kind: 'surplus-blob', bytes: 10, expectContinue: false } as const;
  expect(judge({ method: 'PUT', upload }, answered, 100)).toBe('wrong upload');
});

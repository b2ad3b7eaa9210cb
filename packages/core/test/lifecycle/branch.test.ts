// Attempts on branches of a call.
import { createVirtualClock } from '@sluice/fixtures';
import { expect, test } from 'vitest';
import { CallScope } from '../../src/lifecycle/call-scope.ts';
import type { ResolvedOptions } from '../../src/options/resolved-options.ts';
import { HttpHeaders } from '../../src/headers/headers.ts';
import { attemptStage } from '../../src/pipeline/attempt-stage.ts';
import { promised } from '../../src/pipeline/dispatch.ts';
import { HttpRequest } from '../../src/request/request.ts';
import { Scope } from '../../src/lifecycle/scope.ts';

function makeRequest(): HttpRequest {
  const call = new CallScope(createVirtualClock(), {} as ResolvedOptions, undefined);
  return new HttpRequest('GET', new URL('http://origin.test/'), HttpHeaders.empty, undefined, call);
}

/** Sends no response; rejects with the reason of the attempt's abort. */
const silent = promised(
  attemptStage(
    (request, handler) => {
      request.attempt.addAbortListener({ onAbort: (reason) => handler.onError(reason) });
    },
    { plugins: [], transport: 'silent' },
  ),
);

test('the abort of a branch aborts only its attempt', async () => {
  const request = makeRequest();
  const branch = new Scope();
  const first = silent(request.with({ branch }));
  const second = silent(request);
  const reason = new Error('this one');
  branch.abort(reason);
  await expect(first).rejects.toBe(reason);
  expect(request.call.attempts.map(({ error }) => error)).toEqual([reason, undefined]);
  request.call.abort(reason);
  await expect(second).rejects.toBe(reason);
});

test('a changed request keeps its branch, and no attempt starts on an aborted branch', async () => {
  const request = makeRequest();
  const branch = new Scope();
  const changed = request.with({ branch }).with({ method: 'HEAD' });
  expect(changed.branch).toBe(branch);
  expect(request.branch).toBe(request.call);
  const reason = new Error('over');
  branch.abort(reason);
  await expect(silent(changed)).rejects.toBe(reason);
  expect(request.call.attempts).toHaveLength(0);
});

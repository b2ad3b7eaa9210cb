import { clientOf, resilientGot, type ResilientCallOptions, type ResilientGotOptions } from '@sluice/got';
import got, { type Got, type RequestPromise } from 'got';
import type { SluiceClient } from 'sluice';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';

const api = resilientGot(got, {
  retry: { maxRetries: 2 },
  gate: { maxPerHost: 4 },
  timeout: { total: 1_000, body: false },
  drain: { bytes: 4_096, time: 50 },
  pool: { maxIdle: 1 },
});
expectType<Got>(api);
expectType<Got>(resilientGot(got));
expectAssignable<Got>(resilientGot(got.extend({ prefixUrl: 'https://a.test' }), { retry: false }));
expectType<RequestPromise<{ id: number }>>(api.get('https://a.test').json<{ id: number }>());
expectType<RequestPromise<string>>(
  api
    .extend({ timeout: { request: 5 } })('https://a.test')
    .text(),
);
expectAssignable<SluiceClient>(clientOf(api));

expectAssignable<ResilientCallOptions>({ retry: false, idempotencyKey: true, gate: { priority: 1 } });
expectNotAssignable<ResilientCallOptions>({ headers: {} });
expectNotAssignable<ResilientGotOptions>({ baseUrl: 'https://a.test' });

expectError(resilientGot({}));
expectError(resilientGot(got, { retries: 2 }));
expectError(resilientGot(got, { baseUrl: 'https://a.test' }));
expectError(resilientGot(got, { throwHttpErrors: false }));
expectError(resilientGot(got, { retry: { maxRetries: 'two' } }));
expectError(api.get('https://a.test', { gate: false }));
expectError(clientOf({}));

import {
  BodyError,
  ClosedError,
  isBodyError,
  isClosedError,
  isHttpError,
  isNetworkError,
  isSluiceError,
  isTimeoutError,
  NetworkError,
  SluiceError,
  TimeoutError,
  type Attempt,
  type ErrorCode,
  type HttpError,
  type NetworkPhase,
  type SafeErrorJson,
  type TimeoutPhase,
} from '@sluice/core';
import { isErrorOfKind, nameKind } from '@sluice/core/plugin';
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';

declare const error: unknown;

if (isSluiceError(error)) {
  expectType<SluiceError>(error);
  expectType<ErrorCode>(error.code);
  expectType<readonly Attempt[]>(error.attempts);
  expectType<string | undefined>(error.url);
  expectType<SafeErrorJson>(error.toJSON());
}
if (isHttpError(error)) {
  expectType<HttpError>(error);
  expectType<number>(error.status);
  expectType<unknown>(error.json());
  expectType<unknown>(error.data);
  expectError((error.data = 1));
  expectType<Uint8Array>(error.response.body);
}
if (isTimeoutError(error)) expectType<TimeoutPhase>(error.phase);
if (isNetworkError(error)) expectType<NetworkPhase>(error.phase);
if (isBodyError(error)) expectType<number>(error.bytes);
if (isClosedError(error)) expectType<boolean>(error.destroyed);

expectAssignable<Error>(new TimeoutError('total', 5));
expectAssignable<Error>(new ClosedError('client', { duringCall: true, destroyed: true, cause: 'why' }));
expectError(new ClosedError('client', true));
expectError(new TimeoutError('later', 5));
expectError(new NetworkError('ERR_SLUICE_BODY_LIMIT', 'x', { phase: 'body' }));
expectError(new NetworkError('ERR_SLUICE_CONNECT', 'x', {}));
expectError(new BodyError('ERR_SLUICE_CONNECT', 'x'));

// A plugin adds the codes of its own errors by declaration merging.
declare module '@sluice/core' {
  interface ErrorCodes {
    ERR_ACME_QUOTA: true;
  }
}

class QuotaError extends SluiceError {
  declare readonly code: 'ERR_ACME_QUOTA';

  static {
    nameKind(this, 'QuotaError');
  }
}

const isQuotaError = (thrown: unknown): thrown is QuotaError => isErrorOfKind(thrown, 'QuotaError');

expectAssignable<ErrorCode>('ERR_ACME_QUOTA');
expectNotAssignable<ErrorCode>('ERR_ACME_OTHER');
new QuotaError('ERR_ACME_QUOTA', 'the quota is used up');
expectError(new SluiceError('ERR_ACME_OTHER', 'a code that no package declares'));
if (isSluiceError(error) && error.code === 'ERR_ACME_QUOTA') expectType<SluiceError>(error);
if (isQuotaError(error)) expectType<'ERR_ACME_QUOTA'>(error.code);

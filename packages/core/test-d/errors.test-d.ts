import {
  BodyError,
  isBodyError,
  isHttpError,
  isNetworkError,
  isSluiceError,
  isTimeoutError,
  NetworkError,
  TimeoutError,
  type Attempt,
  type ErrorCode,
  type HttpError,
  type NetworkPhase,
  type SafeErrorJson,
  type SluiceError,
  type TimeoutPhase,
} from '@sluice/core';
import { expectAssignable, expectError, expectType } from 'tsd';

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
  expectType<Uint8Array>(error.response.body);
}
if (isTimeoutError(error)) expectType<TimeoutPhase>(error.phase);
if (isNetworkError(error)) expectType<NetworkPhase>(error.phase);
if (isBodyError(error)) expectType<number>(error.bytes);

expectAssignable<Error>(new TimeoutError('total', 5));
expectError(new TimeoutError('later', 5));
expectError(new NetworkError('ERR_SLUICE_BODY_LIMIT', 'x', { phase: 'body' }));
expectError(new NetworkError('ERR_SLUICE_CONNECT', 'x', {}));
expectError(new BodyError('ERR_SLUICE_CONNECT', 'x'));

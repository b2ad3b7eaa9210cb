// The errors of a response body.
import { BodyError } from '../../errors/body-error.ts';

/** The error of a second reader. @param first the first reader, if that is known */
export function alreadyRead(first: string | undefined): BodyError {
  const message =
    first === undefined
      ? 'the body was already read, or `body` was accessed as a stream; a body can be read once'
      : `the body was already read by ${first}, which must then return another response; a body can be read once`;
  return new BodyError('ERR_SLUICE_BODY_USED', message);
}

/** The error of a reader whose body was discarded. */
export function discarded(): BodyError {
  return new BodyError('ERR_SLUICE_BODY_DISCARDED', 'the body was discarded before it was read to its end');
}

/** The error of a body that ended before its declared length. */
export function cutShort(received: number, declared: number): BodyError {
  return new BodyError('ERR_SLUICE_BODY_CUT_SHORT', `the body ended after ${received} of ${declared} bytes`, {
    bytes: received,
  });
}

/** The error of a body that exceeds `maxResponseBytes`. */
export function tooLong(received: number, limit: number): BodyError {
  return new BodyError('ERR_SLUICE_BODY_LIMIT', `the body is longer than maxResponseBytes (${limit})`, {
    bytes: received,
  });
}

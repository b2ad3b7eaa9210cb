// The errors of a response body.
import { BodyError } from '../../errors/body-error.ts';

/** The error of a second reader. */
export function alreadyRead(): BodyError {
  const message = 'the body was already read, or taken as a stream by `body`; a body can be read once';
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

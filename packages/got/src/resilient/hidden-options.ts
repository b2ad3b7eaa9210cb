import { inspect } from 'node:util';
import type { Options } from 'got';

/**
 * Keeps the options of a call out of what is logged or made JSON of an error that has them: they have the request's
 * headers. Whoever reads them finds all that is in them.
 */
export function hideOptions(options: Options | undefined): void {
  if (options === undefined) return;
  Object.defineProperty(options, 'toJSON', { value: () => undefined, configurable: true });
  Object.defineProperty(options, inspect.custom, { value: () => '[Options]', configurable: true });
}

// Keeps the options of a call out of logs.
import { inspect } from 'node:util';
import type { Options } from 'got';

/**
 * Keeps the options of a call, which contain the request's headers, out of logs and JSON of an error. Their properties
 * remain readable.
 */
export function hideOptions(options: Options | undefined): void {
  if (options === undefined) return;
  Object.defineProperty(options, 'toJSON', { value: () => undefined, configurable: true });
  Object.defineProperty(options, inspect.custom, { value: () => '[Options]', configurable: true });
}

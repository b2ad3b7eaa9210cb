// Separates the options of a stream, or of a walk over pages, from the options of its calls.
import { option, refuse } from '@sluice/core/plugin';

/**
 * Separates options.
 * @param names the options of the stream or walk; all others are options of a call
 * @throws OptionError if they are not an object
 */
export function splitOptions<CallOptions extends object>(
  given: unknown,
  names: ReadonlySet<string>,
): [own: Readonly<Record<string, unknown>>, call: CallOptions] {
  if (given === undefined) return [{}, {} as CallOptions];
  if (!option.isOptions(given)) throw refuse('options', given, 'an object');
  const own: Record<string, unknown> = {};
  const call: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) (names.has(name) ? own : call)[name] = value;
  return [own, call as CallOptions];
}

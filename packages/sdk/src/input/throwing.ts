// The option `throwHttpErrors` of calls whose bodies are streams, pages or files: an error status must be thrown.
import { refuse } from '@sluice/core/plugin';

/** The option of such a call. */
export const THROWING: { readonly throwHttpErrors: true } = { throwHttpErrors: true };

/**
 * Refuses the option `throwHttpErrors` of such a call.
 * @param path where the option stands
 * @throws OptionError
 */
export function refuseThrowOption(
  { throwHttpErrors: given }: { readonly throwHttpErrors?: unknown },
  path = 'throwHttpErrors',
): void {
  if (given === undefined || given === true) return;
  throw refuse(path, given, 'absent or true: an error status is always thrown here');
}

// Calls whose error statuses must be thrown, since their bodies are read as something else.
import { refuse } from '@sluice/core/plugin';

/** The option of calls whose error statuses are thrown. */
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
  throw refuse(path, given, 'left out, since an error status is always thrown here');
}

// The rule `etags()` for the property `conditional` of a declaration.
import type { ConditionalRule } from '../call/rules.ts';
import { Copies, type CopyBounds } from './copies.ts';

/**
 * The rule for an operation that keeps copies of its answers and asks the server whether they changed, for the property
 * `conditional` of a declaration. Each connected API has its own copies of each operation.
 * @throws OptionError for a bad bound
 */
export function etags(bounds?: CopyBounds): ConditionalRule {
  // Checked now, not when the API is connected.
  void new Copies(bounds, 'etags');
  return { create: () => new Copies(bounds, 'etags') };
}

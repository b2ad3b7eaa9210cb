// The options of a call in the form that the pipeline reads.
import type { ParsedOptions } from './call-option.ts';
import type { CoreOptions } from './core-options.ts';

/**
 * The options of a call: checked, complete, without a prototype that could be polluted. Beside core's own options, the
 * object has one property per option that a plugin or the transport declared; `optionsOf()` reads those.
 */
export interface ResolvedOptions extends ParsedOptions<CoreOptions> {}

/**
 * The options of a call that were declared with these declarations. The client must have the plugin or transport that
 * declares them: otherwise all values are undefined.
 * @param source the request, or its call
 */
export function optionsOf<Declared extends object>(
  // oxlint-disable-next-line no-unused-vars -- its type says what is read
  _declared: Declared,
  source: { readonly options: ResolvedOptions },
): ParsedOptions<Declared> {
  return source.options as unknown as ParsedOptions<Declared>;
}

// The options of the plugin `redirect()`.
import { callOption, type CallOption, type GivenOptions } from '../options/call-option.ts';
import { integer, oneOf } from '../options/parsers.ts';

/** The declarations of the options. */
class RedirectOptions {
  /** Follow redirects, return them as they are, or fail at the first. Default: `follow`. */
  readonly redirect: CallOption<'follow' | 'manual' | 'error'> = callOption(
    oneOf('follow', 'manual', 'error'),
    'follow',
  );
  /** The largest number of redirects followed; 0 fails at the first. Default: 20, as in the Fetch standard. */
  readonly maxRedirects: CallOption<number> = callOption(integer({ max: 1_000 }), 20);
}

/** The options of {@link redirect}; `optionsOf()` reads them. */
export const REDIRECT_OPTIONS: RedirectOptions = new RedirectOptions();

/** What {@link redirect} adds to every call. */
export interface RedirectCallOptions extends GivenOptions<RedirectOptions> {}

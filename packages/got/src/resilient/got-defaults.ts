// The defaults of a copy of got.
import type { Options } from 'got';

const known = new WeakMap<object, Options>();

/** The defaults of the copy of got that these options belong to. */
export function gotDefaults(options: Options): Options {
  const Made = options.constructor as typeof Options;
  let made = known.get(Made);
  if (made === undefined) {
    made = new Made();
    known.set(Made, made);
  }
  return made;
}

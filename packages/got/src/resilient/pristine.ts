import type { Options } from 'got';

const known = new WeakMap<object, Options>();

/** Options as the copy of got that some are of has them where nobody sets any. */
export function pristine(options: Options): Options {
  const Made = options.constructor as typeof Options;
  let made = known.get(Made);
  if (made === undefined) {
    made = new Made();
    known.set(Made, made);
  }
  return made;
}

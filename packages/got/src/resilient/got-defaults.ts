// The defaults of a copy of got.
import type { Got, Options } from 'got';

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

/** An instance of the same copy of got without the defaults and the handlers of this instance. */
export function bareInstance(got: Got): Got {
  const bare = got.extend({ mutableDefaults: true });
  const { defaults } = bare;
  const Made = defaults.options.constructor as typeof Options;
  defaults.options = new Made();
  (defaults.handlers as unknown[]).length = 0;
  return bare.extend({ mutableDefaults: false });
}

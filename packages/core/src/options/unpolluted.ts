// Options for Node.js that a polluted `Object.prototype` cannot change.

/** The built-in properties of `Object.prototype` (ECMA-262, sections 20.1.3 and B.2.2). */
const BUILT_IN: ReadonlySet<PropertyKey> = new Set([
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  '__proto__',
]);

const UNDEFINED: PropertyDescriptor & { readonly __proto__: null } = {
  __proto__: null,
  value: undefined,
  writable: true,
  enumerable: true,
  configurable: true,
};

const NONE: readonly PropertyKey[] = Object.freeze([]);

/**
 * For transports: options that `tls.connect` sets itself before it copies the caller's options over them. A polluted
 * prototype does not reach them, and an `undefined` would replace a default that Node.js needs.
 */
export const SET_BY_TLS_CONNECT: readonly string[] = Object.freeze([
  'checkServerIdentity',
  'ciphers',
  'minDHSize',
  'rejectUnauthorized',
]);

/** For transports: the names that were added to `Object.prototype`, usually none. */
export function pollutedNames(): readonly PropertyKey[] {
  const names = Reflect.ownKeys(Object.prototype);
  return names.length === BUILT_IN.size ? NONE : names.filter((name) => !BUILT_IN.has(name));
}

/**
 * For transports: sets an own property `undefined` for each name that was added to `Object.prototype`.
 * @param except names that are left out
 */
export function shadowPollution(options: object, except: readonly string[] = []): void {
  for (const name of pollutedNames()) {
    if (Object.hasOwn(options, name) || except.includes(name as string)) continue;
    // An assignment would call a polluted setter.
    Object.defineProperty(options, name, UNDEFINED);
  }
}

/**
 * For transports: a copy of options for Node.js and other code outside this project. It has no prototype, and an own
 * property `undefined` for each name that was added to `Object.prototype`. The missing prototype alone is not enough,
 * since Node.js copies options into ordinary objects and reads those.
 * @param except names that this code sets itself before it copies the options over them
 */
export function unpolluted<Options extends object>(options: Options, except?: readonly string[]): Options {
  const copy = Object.assign(Object.create(null), options) as Options;
  shadowPollution(copy, except);
  return copy;
}

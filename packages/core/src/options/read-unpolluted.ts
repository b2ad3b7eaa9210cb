// Reads a property of an object that is not copied first, without the pollution of `Object.prototype`.

const { prototype } = Object;

/** Reads a property of an object or of its class, but not one that was added to `Object.prototype`. */
export function readUnpolluted<Owner extends object, Key extends keyof Owner>(
  owner: Owner,
  key: Key,
): Owner[Key] | undefined {
  const value = owner[key];
  const polluted = Object.hasOwn(prototype, key) && value === (prototype as Owner)[key];
  return polluted ? undefined : value;
}

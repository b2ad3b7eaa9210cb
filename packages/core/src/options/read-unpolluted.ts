const { prototype } = Object;

/**
 * A property of an object, its own or of its class, but not one that somebody put on `Object.prototype`. For objects
 * that are not copied before they are read.
 */
export function property<Owner extends object, Key extends keyof Owner>(
  owner: Owner,
  key: Key,
): Owner[Key] | undefined {
  const value = owner[key];
  const polluted = Object.hasOwn(prototype, key) && value === (prototype as Owner)[key];
  return polluted ? undefined : value;
}

// Copies of records to which a polluted `Object.prototype` adds nothing.

/**
 * The prototype of the copies: an empty, frozen object without a prototype. Not `null`, since V8 turns an object without a
 * prototype into a dictionary, and each read of an option would be a hash lookup.
 */
const EMPTY_PROTOTYPE: object = Object.freeze(Object.create(null) as object);

/** Copies the own properties of a record into an object that inherits nothing. */
export function ownCopy<Fields extends object>(fields: Fields): Fields {
  // One literal keeps a fast shape at any size; an object filled property by property becomes a dictionary.
  return { __proto__: EMPTY_PROTOTYPE, ...fields };
}

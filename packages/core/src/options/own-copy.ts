/**
 * What bare records inherit from: nothing. Not `null` itself, for V8 makes a dictionary of a record that has no
 * prototype, and every look at an option would be a search in it.
 */
const NOTHING: object = Object.freeze(Object.create(null) as object);

/** A copy of what a record has itself, which inherits nothing, so that a polluted `Object.prototype` adds nothing to it. */
export function bare<Fields extends object>(fields: Fields): Fields {
  // As a literal, which keeps its shape however many fields it has; one that is filled in becomes a dictionary too.
  return { __proto__: NOTHING, ...fields };
}

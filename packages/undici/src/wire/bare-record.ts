// Records without inherited properties.

class BareRecord {
  [name: string]: unknown;
}
Object.setPrototypeOf(BareRecord.prototype, null);
Reflect.deleteProperty(BareRecord.prototype, 'constructor');

/** An empty record without inherited properties. V8 keeps `Object.create(null)` as a hash table, at four times the cost. */
export function bareRecord(): Record<string, unknown> {
  return new BareRecord();
}

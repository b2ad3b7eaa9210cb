// The contract of a parser that turns the chunks of a body into records.

/** Turns chunks into records: events or JSON values. */
export interface RecordParser<Item> {
  /**
   * Appends the records that end in the chunk.
   * @returns whether the chunk had content: anything but comments and empty lines, which only keep a connection alive
   * @throws BodyError if a record is too long
   */
  push(chunk: Uint8Array, records: Item[]): boolean;
  /** Called at the end of the body: appends the record that the end completes, if the format allows that. */
  end(records: Item[]): void;
}

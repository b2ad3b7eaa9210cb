/** Something that ends the call whatever the policy says: an abort, a hook that failed, a cool-down that is too long. */
export class Fatal extends Error {
  /** What the call fails with. */
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('fatal');
    this.reason = reason;
  }
}

/** Runs a function of the caller's; what it throws ends the call. @throws Fatal */
export async function guard<Value>(hook: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await hook();
  } catch (error) {
    throw new Fatal(error);
  }
}

/** The error itself, out of its wrapping. */
export function unwrapFatal(error: unknown): unknown {
  return error instanceof Fatal ? error.reason : error;
}

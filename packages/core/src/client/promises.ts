// What settles the promises of a call. It waits, so it is no literal (decision 88).
import type { Resolvers } from '../errors/caller-stack.ts';
import type { HttpResponse } from '../response/response.ts';

/** Reads a value from a response. */
export type Read<Value> = (response: HttpResponse) => Value | PromiseLike<Value>;

type Resolve<Value> = (value: Value | PromiseLike<Value>) => void;

/** The functions that settle a promise. */
export class PromiseResolvers<Value> implements Resolvers {
  readonly resolve: Resolve<Value>;
  readonly reject: (error: unknown) => void;

  constructor(resolve: Resolve<Value>, reject: (error: unknown) => void) {
    this.resolve = resolve;
    this.reject = reject;
  }
}

/** A reader whose promise settles with the call, in place of a promise of the response. */
export class Reader<Value> extends PromiseResolvers<Value> {
  readonly read: Read<Value>;

  constructor(read: Read<Value>, resolve: Resolve<Value>, reject: (error: unknown) => void) {
    super(resolve, reject);
    this.read = read;
  }
}

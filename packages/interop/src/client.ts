// The interface through which the cases use a client of another project.
import type { Api, FakeApi } from './fake-api.ts';

/** The arguments that a case passes to a client. */
export interface Use {
  readonly fetch: typeof globalThis.fetch;
  readonly server: FakeApi;
  readonly signal?: AbortSignal;
  /** The timeout of the call, in ms, for clients that have one. */
  readonly timeout?: number;
}

/** A client, and the calls that the cases make with it. */
export interface InteropClient {
  readonly name: string;
  readonly api: Api;
  /** Makes the calls of a case with one instance of the client. Returns their results as plain data. */
  readonly call: (use: Use, calls?: number) => Promise<unknown>;
  readonly stream?: (use: Use) => Promise<unknown>;
  readonly upload?: (use: Use) => Promise<unknown>;
  /** Whether calls accept a signal. */
  readonly aborts: boolean;
  /** Whether calls have a timeout. */
  readonly timesOut: boolean;
}

/** Calls a function repeatedly, one call after the other, with a pause in which the connection becomes idle. */
export async function repeat(calls: number, call: () => Promise<unknown>): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let index = 0; index < calls; index++) {
    // oxlint-disable no-await-in-loop -- on one connection
    if (index > 0) await new Promise((resolve) => void setTimeout(resolve, 30));
    results.push(await call());
    // oxlint-enable no-await-in-loop
  }
  return results;
}

/** The values of an async iterable. */
export async function listOf<Value, Mapped>(
  values: AsyncIterable<Value>,
  map: (value: Value) => Mapped,
): Promise<Mapped[]> {
  const list: Mapped[] = [];
  for await (const value of values) list.push(map(value));
  return list;
}

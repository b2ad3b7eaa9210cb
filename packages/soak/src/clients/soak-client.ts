// The contract of a client under test.
import type { CallPlan } from '../plan/call-plan.ts';
import type { ContentCheck } from '../plan/content.ts';
import type { Upload } from './uploads.ts';

/** A call to make. */
export interface Order {
  readonly plan: CallPlan;
  readonly url: string;
  readonly upload: Upload | undefined;
  /** Compares the body of a successful response. */
  readonly check: ContentCheck;
  /** Aborts the call; undefined if neither the plan nor the face requires it. */
  readonly signal: AbortSignal | undefined;
}

/** The result of a call that did not fail. */
export interface Answered {
  readonly status: number;
  /** Whether the body was read to its end, as it is unless the plan says otherwise. */
  readonly whole: boolean;
}

/** A client under test, on any face. */
export interface SoakClient {
  /** Makes a call and reads its response as planned. Rejects with the error of the client. */
  call(order: Order): Promise<Answered>;
  /** Closes the client and its connections. */
  close(): Promise<void>;
  /** Resources in use by kind, by the client's own statistics. After the end of all calls, each must be 0. */
  inUse(): Readonly<Record<string, number>>;
}

/** Reads a response's body to its end, or up to `limit` chunks. @returns whether it was read to its end */
export async function readInto(
  check: ContentCheck,
  body: AsyncIterable<Uint8Array>,
  { limit = Infinity, pause }: { readonly limit?: number; readonly pause?: () => Promise<unknown> } = {},
): Promise<boolean> {
  let count = 0;
  for await (const piece of body) {
    check.take(piece);
    if (++count >= limit) return false;
    if (pause !== undefined) await pause();
  }
  return true;
}

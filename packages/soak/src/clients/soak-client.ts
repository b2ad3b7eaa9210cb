import type { CallPlan } from '../plan/call-plan.ts';
import type { ContentCheck } from '../plan/content.ts';
import type { Upload } from './uploads.ts';

/** One call to be made. */
export interface Order {
  readonly plan: CallPlan;
  readonly url: string;
  readonly upload: Upload | undefined;
  /** Takes what comes of the body of a good answer. */
  readonly check: ContentCheck;
  /** Aborts the call; undefined when neither the plan nor the face has a reason to. */
  readonly signal: AbortSignal | undefined;
}

/** What came of a call that did not fail. */
export interface Answered {
  readonly status: number;
  /** The body was read to its end; false when the plan was to leave it. */
  readonly whole: boolean;
}

/** A client under soak, whatever its face. */
export interface SoakClient {
  /** Makes a call and reads its answer as the plan says. Rejects with what the client fails with. */
  call(order: Order): Promise<Answered>;
  /** Closes all that it has. */
  close(): Promise<void>;
  /** What it says is still in use: anything but zeros is a leak once all calls have ended. */
  inUse(): Readonly<Record<string, number>>;
}

/** The parts of an answer's body, read in an orderly way until their end or until `limit` pieces have come. */
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

// What is known of the body of a response while it arrives.
import type { AttemptScope } from '../../lifecycle/attempt-scope.ts';
import type { BodyReader } from './body-reader.ts';
import { BodyTimes } from './body-times.ts';

/** What a body is used for: nothing yet, reading by chunks, reading as a whole, or a drain. */
type Use = 'none' | 'read' | 'collect' | 'drain';

/** The state of a response body; {@link ResponseBody} changes it. */
export class BodyState extends BodyTimes {
  /** `content-length`, when the peer declared one and the answer has a body. */
  readonly declaredLength: number | undefined;
  /** False when only the end of the connection ends the body, so that nobody can tell whether it came whole. */
  lengthKnown = true;
  /** Bytes received so far, as they came over the wire. */
  received = 0;
  /** Whether all of it came, read since or not. */
  complete = false;
  /** Whether what can be read of it was decoded before. */
  decoded = false;
  protected readonly attempt: AttemptScope;
  protected use: Use = 'none';
  protected failure: { readonly error: unknown } | undefined;
  /** What reads it and holds more of it than a chunk. */
  protected reader: BodyReader | undefined;

  constructor(attempt: AttemptScope, declaredLength: number | undefined) {
    super(attempt.call.clock.now());
    this.attempt = attempt;
    this.declaredLength = declaredLength;
  }

  /** True when the exchange is over: nothing more will come, and its connection was given back or destroyed. */
  get settled(): boolean {
    return this.complete || this.failure !== undefined;
  }

  /** True once something reads or drains it. */
  get used(): boolean {
    return this.use !== 'none';
  }

  /** True once what is left of it is being thrown away, or was. */
  get drained(): boolean {
    return this.use === 'drain';
  }

  /** Names what reads the body, which is told when the body fails or is drained. Once the body is claimed. */
  readBy(reader: BodyReader): void {
    this.reader = reader;
  }

  /** Bytes wait, and the reader that claimed the body asks for none. */
  protected stall(): void {
    if (this.use === 'read' && this.reader?.asking !== true) this.stalledAt = this.now();
  }

  /** Now, on the clock's monotonic time. */
  protected now(): number {
    return this.attempt.call.clock.now();
  }
}

// The requests that the origin has received, and the verdicts on them.
import type { Failure, Verdict } from '../verdicts/failure.ts';
import { isIdempotent, type CallPlan, type Method } from '../plan/call-plan.ts';
import { planCall, uploadContent } from '../plan/plan-call.ts';
import { parsePath, runOf, type Run, type RunKey } from '../plan/run.ts';
import { ContentCheck } from '../plan/content.ts';

/** The most findings kept per run. */
const MAX_KEPT = 200;

/** The origin's report on a run. */
export interface OriginReport {
  readonly failures: readonly Failure[];
  /** The number of opened connections, by server. */
  readonly opened: Readonly<Record<string, number>>;
  /** The largest number of concurrent requests, by server. */
  readonly peaks: Readonly<Record<string, number>>;
  readonly requests: number;
}

/** Records the requests of a run, and judges them. */
export class Ledger {
  requests = 0;
  #run: Run | undefined;
  #failures: Failure[] = [];
  #calls = new Map<string, CallRecord>();

  get run(): Run | undefined {
    return this.#run;
  }

  begin(key: RunKey): void {
    this.#run = runOf(key);
    this.#failures = [];
    this.#calls = new Map();
    this.requests = 0;
  }

  get failures(): readonly Failure[] {
    return this.#failures;
  }

  /** Adds a finding. */
  fail(verdict: Verdict, detail: string, plan?: CallPlan): void {
    if (this.#run === undefined || this.#failures.length >= MAX_KEPT) return;
    const run = this.#run.key;
    this.#failures.push({ verdict, run, number: plan?.number, fault: plan?.fault, detail });
  }

  /** Records a request whose head was read. @returns undefined if it belongs to no call of this run */
  see(method: string, path: string): SeenRequest | undefined {
    this.requests += 1;
    const found = parsePath(path);
    if (found === undefined) {
      this.fail('malformed request', `${method} ${JSON.stringify(path.slice(0, 100))}`);
      return undefined;
    }
    // A request of an earlier run is a leak of that run, which was judged before.
    if (this.#run === undefined || found.run !== this.#run.key.id) {
      this.fail('duplicate', `${method} ${path}, a request of a run that had ended`);
      return undefined;
    }
    const id = `${found.number}/${found.hop}`;
    let record = this.#calls.get(id);
    if (record === undefined) {
      record = { plan: planCall(this.#run, found.number), attempts: 0, processed: 0 };
      this.#calls.set(id, record);
    }
    return new SeenRequest(this, record, method as Method, found.hop);
  }
}

interface CallRecord {
  readonly plan: CallPlan;
  attempts: number;
  /** Attempts without the server's permission to send them again. */
  processed: number;
}

/** A request that was received. */
export class SeenRequest {
  readonly plan: CallPlan;
  readonly method: Method;
  readonly hop: number;
  /** The number of the attempt within its call, from 1. */
  readonly attempt: number;
  readonly #ledger: Ledger;
  readonly #record: CallRecord;
  readonly #upload: ContentCheck | undefined;
  #mayRepeat = false;

  constructor(ledger: Ledger, record: CallRecord, method: Method, hop: number) {
    this.#ledger = ledger;
    this.#record = record;
    this.plan = record.plan;
    this.method = method;
    this.hop = hop;
    this.attempt = ++record.attempts;
    // A redirect may have changed the method and dropped the body.
    if (method === this.plan.method && this.plan.upload !== undefined)
      this.#upload = new ContentCheck(uploadContent(this.plan));
    const mayRepeat = isIdempotent(method) || this.plan.idempotencyKey;
    if (++record.processed > 1 && !mayRepeat) {
      ledger.fail(
        'duplicate',
        `${method} seen ${record.processed} times (attempt ${this.attempt})`,
        this.plan,
      );
    }
  }

  /** Allows the client to send the request again, whatever its method. */
  mayRepeat(): void {
    if (!this.#mayRepeat) this.#record.processed -= 1;
    this.#mayRepeat = true;
  }

  /** Compares the next bytes of the request's body. */
  take(bytes: Uint8Array): void {
    this.#upload?.take(bytes);
  }

  /** The request's body has ended, by its framing. */
  ended(): void {
    const { upload } = this.plan;
    if (this.#upload === undefined || upload === undefined) return;
    const { wrong, received } = this.#upload;
    if (wrong !== undefined) this.#ledger.fail('wrong upload', wrong, this.plan);
    // An upload whose source failed must not look complete.
    else if (upload.kind === 'failing-iterable')
      this.#ledger.fail(
        'wrong upload',
        `ended whole after ${received} bytes, though its source failed`,
        this.plan,
      );
    else if (received !== upload.bytes)
      this.#ledger.fail('wrong upload', `ended whole with ${received} bytes of ${upload.bytes}`, this.plan);
  }
}

import type { Failure, Verdict } from '../verdicts/failure.ts';
import { isIdempotent, type CallPlan, type Method } from '../plan/call-plan.ts';
import { planCall, uploadContent } from '../plan/plan-call.ts';
import { parsePath, runOf, type Run, type RunKey } from '../plan/run.ts';
import { ContentCheck } from '../plan/content.ts';

/** More findings than this are counted, not kept. */
const MOST_KEPT = 200;

/** What the origin says at the end of a run. */
export interface OriginReport {
  readonly failures: readonly Failure[];
  /** Connections that were opened, by server. */
  readonly opened: Readonly<Record<string, number>>;
  /** The most requests at once, by server. */
  readonly peaks: Readonly<Record<string, number>>;
  readonly requests: number;
}

/** Knows what requests were seen, and judges them. */
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

  /** Notes a finding. */
  fail(verdict: Verdict, detail: string, plan?: CallPlan): void {
    if (this.#run === undefined || this.#failures.length >= MOST_KEPT) return;
    const run = this.#run.key;
    this.#failures.push({ verdict, run, number: plan?.number, fault: plan?.fault, detail });
  }

  /** Notes a request whose head was read; undefined for one that belongs to no call of this run. */
  see(method: string, path: string): SeenRequest | undefined {
    this.requests += 1;
    const found = parsePath(path);
    if (found === undefined) {
      this.fail('malformed request', `${method} ${JSON.stringify(path.slice(0, 100))}`);
      return undefined;
    }
    // A request of an earlier run that comes only now is a leak; the run that left it was judged before.
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
  /** Attempts that the server did not give leave to repeat. */
  processed: number;
}

/** One request that was seen. */
export class SeenRequest {
  readonly plan: CallPlan;
  readonly method: Method;
  readonly hop: number;
  /** Which of its call this is, from 1. */
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
    // A redirect may have made another method of it, without the body.
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

  /** The server gives leave to send the request again, whatever it is. */
  mayRepeat(): void {
    if (!this.#mayRepeat) this.#record.processed -= 1;
    this.#mayRepeat = true;
  }

  /** Takes bytes of the request's body. */
  take(bytes: Uint8Array): void {
    this.#upload?.take(bytes);
  }

  /** The request's body has ended, by its own framing. */
  ended(): void {
    const { upload } = this.plan;
    if (this.#upload === undefined || upload === undefined) return;
    const { wrong, received } = this.#upload;
    if (wrong !== undefined) this.#ledger.fail('wrong upload', wrong, this.plan);
    // A source that fails must never look like one that has ended.
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

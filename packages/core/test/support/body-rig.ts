// A response body on a scripted connection.
import { createVirtualClock, type VirtualClock } from '@sluice/fixtures';
import { AttemptScope } from '../../src/lifecycle/attempt-scope.ts';
import { ResponseBody } from '../../src/response/body/response-body.ts';
import { CallScope } from '../../src/lifecycle/call-scope.ts';
import type { ResolvedOptions } from '../../src/options/resolved-options.ts';
import type { DrainBound } from '../../src/index.ts';
import type { EndListener } from '../../src/plugin-api.ts';
import type { BodySource } from '../../src/transport-api.ts';
import { DEFAULT_DRAIN } from '../../src/options/bounds.ts';

export interface BodyRigOptions {
  readonly declaredLength?: number;
  readonly maxResponseBytes?: number;
  readonly drain?: DrainBound;
}

/** A body with its attempt and its source, on a clock that the test controls. */
export class BodyRig implements BodySource, EndListener {
  readonly clock: VirtualClock = createVirtualClock();
  readonly call: CallScope;
  readonly attempt: AttemptScope;
  readonly body: ResponseBody;
  paused = false;
  /** The reasons with which the connection was destroyed, in order. */
  readonly destroyed: unknown[] = [];
  /** How often the attempt ended. */
  ends = 0;

  constructor({ declaredLength, maxResponseBytes = Infinity, drain = DEFAULT_DRAIN }: BodyRigOptions = {}) {
    const options = { maxResponseBytes, drain } as ResolvedOptions;
    this.call = new CallScope(this.clock, options, undefined);
    this.attempt = new AttemptScope(this.call, {
      method: 'GET',
      url: new URL('http://a.test/x?token=secret'),
    });
    this.attempt.addEndListener(this);
    this.body = new ResponseBody(this.attempt, this, declaredLength);
  }

  /** Delivers bytes: a text, or a number of bytes. */
  push(bytes: string | number): this {
    this.body.push(typeof bytes === 'string' ? Buffer.from(bytes) : new Uint8Array(bytes));
    return this;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  destroy(reason: unknown): void {
    this.destroyed.push(reason);
  }

  onEnd(): void {
    this.ends++;
  }
}

export function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString();
}

// The error of a time limit that passed.
import type { CallTimings } from '../history/call-timings.ts';
import { nameKind, SluiceError } from './base.ts';

/** The phases of a call that can have a limit. */
export type TimeoutPhase =
  | 'queue'
  | 'connect'
  | 'tlsHandshake'
  | 'expectContinue'
  | 'responseHeader'
  | 'body'
  | 'attempt'
  | 'total';

const MEANING: Readonly<Record<TimeoutPhase, string>> = {
  queue: 'no connection became available',
  connect: 'the connection was not established',
  tlsHandshake: 'the TLS handshake did not finish',
  expectContinue: "the server did not answer 'Expect: 100-continue'",
  responseHeader: 'no response headers arrived after the request was sent',
  body: 'no byte of the body arrived',
  attempt: 'the attempt, body included, did not end',
  total: 'the call, retries and body included, did not end',
};

/** The timings in whole ms. */
function rounded(timings: CallTimings): Record<string, number> {
  return Object.fromEntries(Object.entries(timings).map(([phase, ms]) => [phase, Math.round(ms as number)]));
}

/** A phase of the call took longer than its limit. `phase` names it, `limit` is in ms, `timings` says where the time went. */
export class TimeoutError extends SluiceError {
  /** The phase whose limit passed. */
  readonly phase: TimeoutPhase;
  /** The limit in ms. */
  readonly limit: number;

  static {
    nameKind(this, 'TimeoutError');
  }

  /**
   * @param what what did not happen in time, in words. Default: the meaning of the phase
   * @param meanwhile what the call was doing when the limit passed, in words. Default: nothing is added to the message
   */
  constructor(
    phase: TimeoutPhase,
    limit: number,
    what = `timeout.${phase}: ${MEANING[phase]}`,
    meanwhile?: string,
  ) {
    super(
      'ERR_SLUICE_TIMEOUT',
      `${what} within ${limit} ms${meanwhile === undefined ? '' : `; ${meanwhile}`}`,
    );
    this.phase = phase;
    this.limit = limit;
  }

  protected override details(): Record<string, unknown> {
    const { phase, limit, timings } = this;
    return { phase, limit, ...(timings !== undefined && { timings: rounded(timings) }) };
  }
}

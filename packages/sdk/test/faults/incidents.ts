// The incidents of the table of faults: the failure of a request or connection, and the required outcome.
import type { FullReply } from '@sluice/fixtures';

/** The required outcome of a request. */
export interface Verdict {
  /** The caller gets an error with one of these codes. Absent: it gets the result. */
  readonly codes?: readonly string[];
  /** How often the origin received the request. */
  readonly requests: number;
}

/** What happens to a request. */
export interface Incident {
  /** The changed fields of the answer to the request. Absent: the answer is complete. */
  readonly reply?: Partial<FullReply>;
  /** Whether it happens to every request, so that no retry helps. Default: false, only to the first. */
  readonly always?: boolean;
  /** Whether it happens to a body. Default: false. */
  readonly inBody?: boolean;
  /** How the connection ends that an earlier request left idle: while it is idle, or as the request arrives. */
  readonly idle?: 'close' | 'reuse';
  /** Whether it happens over HTTP/2. Default: true. */
  readonly overHttp2?: boolean;
  /** For requests that may be sent again: reads, and writes with a key. */
  readonly repeatable: Verdict;
  /** For writes without a key. */
  readonly keyless: Verdict;
}

const ONCE: Verdict = { requests: 1 };
const AGAIN: Verdict = { requests: 2 };
const LOST = 'ERR_SLUICE_CONNECTION_LOST';

/** A write without a key may have happened, so it is not sent again. */
const broken = (...codes: string[]): Pick<Incident, 'repeatable' | 'keyless'> => ({
  repeatable: AGAIN,
  keyless: { codes, requests: 1 },
});

/** A longer response than allowed is not requested again. */
const TOO_LONG: Verdict = { codes: ['ERR_SLUICE_BODY_LIMIT', 'ERR_SLUICE_EVENT_STREAM'], requests: 1 };

const answer = (reply: { readonly [Field in keyof FullReply]?: unknown }): Partial<FullReply> =>
  ({ json: undefined, body: undefined, sse: undefined, ...reply }) as Partial<FullReply>;

export const INCIDENTS: Readonly<Record<string, Incident>> = {
  'a reset before the answer': { reply: { faults: [{ do: 'reset', at: 'head' }] }, ...broken(LOST) },
  'a close before the answer': { reply: { faults: [{ do: 'close', at: 'head' }] }, ...broken(LOST) },
  'a cut body': {
    reply: { faults: [{ do: 'close', at: 'body', after: 7 }] },
    inBody: true,
    ...broken('ERR_SLUICE_BODY_CUT_SHORT'),
  },
  'a reset in the body': {
    reply: { faults: [{ do: 'reset', at: 'body', after: 7 }] },
    inBody: true,
    // A reset can overtake the bytes before it.
    ...broken('ERR_SLUICE_BODY_CUT_SHORT', LOST),
  },
  'a 503': { reply: answer({ status: 503, json: {} }), ...broken('ERR_SLUICE_HTTP_STATUS') },
  'a 503 without end': {
    reply: answer({ status: 503, body: { endless: true } }),
    ...broken('ERR_SLUICE_HTTP_STATUS'),
  },
  // The server says that it did not process the request.
  'a 429': {
    reply: answer({ status: 429, json: {}, headers: { 'retry-after': '0' } }),
    repeatable: AGAIN,
    keyless: AGAIN,
  },
  'a connection closed while idle': { idle: 'close', repeatable: ONCE, keyless: ONCE },
  'a connection closed at its reuse': {
    idle: 'reuse',
    overHttp2: false,
    repeatable: ONCE,
    // The origin did not read the request, which the client cannot know.
    keyless: { codes: [LOST], requests: 0 },
  },
  'a body without end': {
    reply: answer({ body: { endless: true } }),
    always: true,
    inBody: true,
    repeatable: TOO_LONG,
    keyless: TOO_LONG,
  },
};

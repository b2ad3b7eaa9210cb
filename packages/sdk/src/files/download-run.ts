// Runs one download: sends requests until the file is complete.
import { BodyError, isHttpError, type HttpHeaders, type HttpResponse } from '@sluice/core';
import { watchObserver } from '@sluice/core/internal';
import { algorithmsOf, digestsIn, RunningDigests, type ExpectedDigests } from './digests.ts';
import { DownloadError } from './download-error.ts';
import type { DownloadPlan, DownloadResult } from './download-options.ts';
import { wrongDigest } from './wrong-digest.ts';
import { RetryState, StartOver } from './interruptions.ts';
import type { FileVersion, PartFile } from './part-file.ts';
import { continuationOf, endsHere } from './partial-answer.ts';
import { strongValidator } from './validator.ts';
import type { LimitedSignal } from '../time/limited-signal.ts';

/** Sends one request of a download. Rejects with the errors of a client, and with an HttpError for a status outside 200–299. */
export type OpenPart = (changes: {
  readonly headers: Readonly<Record<string, string>>;
  readonly timeout: { readonly total: false; readonly attempt: false };
  readonly signal: AbortSignal;
}) => PromiseLike<HttpResponse>;

const NO_LIMITS = { total: false, attempt: false } as const;

/** One download. */
export class DownloadRun {
  readonly #part: PartFile;
  readonly #open: OpenPart;
  readonly #plan: DownloadPlan;
  readonly #limited: LimitedSignal;
  readonly #retries: RetryState;
  /** Hashes the file as it arrives; undefined if hashing did not begin at the first byte. */
  #running: RunningDigests | undefined;
  #headers: HttpHeaders | undefined;
  #lengthKnown = true;
  #responses = 0;
  #resumedFrom: number;
  /** Whether ranges are requested: not after the server answered with a wrong range. */
  #ranges = true;
  /** Whether the bytes come from more than one response. */
  #pieced: boolean;
  /** Whether the download has started over because of a wrong checksum, which it does once. */
  #restartedByDigest = false;

  constructor(part: PartFile, open: OpenPart, plan: DownloadPlan, limited: LimitedSignal) {
    this.#part = part;
    this.#open = open;
    this.#plan = plan;
    this.#limited = limited;
    this.#retries = new RetryState(part, plan.retry);
    this.#resumedFrom = part.position;
    this.#pieced = part.position > 0;
  }

  /** Downloads the file. @throws as `download()` */
  async run(): Promise<Omit<DownloadResult, 'path'>> {
    for (;;) {
      let failure: { readonly error: unknown } | undefined;
      try {
        // oxlint-disable-next-line no-await-in-loop -- one request after the other
        if ((await this.#request()) && (await this.#matches())) break;
      } catch (error) {
        // First, since the reason of a signal may be any value, even one that looks like an interruption.
        this.#limited.signal.throwIfAborted();
        failure = { error };
      }
      // oxlint-disable-next-line no-await-in-loop -- the delay before the next request
      await this.#limited.wait(this.#retries.next(failure));
    }
    const part = this.#part;
    await part.complete(this.#plan.fsync);
    const verified = algorithmsOf(this.#expected);
    return {
      bytes: part.position,
      resumedFrom: this.#resumedFrom,
      responses: this.#responses,
      headers: this.#headers as HttpHeaders,
      verified,
      lengthKnown: this.#lengthKnown || verified.length > 0,
    };
  }

  /** Requests the rest of the file. @returns whether the file is complete */
  async #request(): Promise<boolean> {
    const part = this.#part;
    const { validator, total } = part.version ?? {};
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    let from: number | undefined;
    if (this.#ranges && validator !== undefined && part.position > 0) {
      // If all bytes are on the disk, the last byte is requested again, to learn whether the file has changed.
      from = part.position === total ? part.position - 1 : part.position;
      headers['range'] = `bytes=${from}-`;
      headers['if-range'] = validator.value;
    }
    let response: HttpResponse;
    try {
      response = await this.#open({ headers, timeout: NO_LIMITS, signal: this.#limited.signal });
    } catch (error) {
      if (from === undefined || !isHttpError(error) || error.status !== 416) throw error;
      if (!endsHere(error.response.headers, part)) return this.#startOver('the file has changed');
      this.#headers ??= error.response.headers;
      return true;
    }
    try {
      if (response.status === 206 && from !== undefined) return await this.#continue(response, from);
      if (response.status === 200 || response.status === 203) return await this.#start(response);
      throw this.#unusable(`a ${response.status}`);
    } finally {
      response.discard();
    }
  }

  /** Reads a 200, which has the whole file. */
  async #start(response: HttpResponse): Promise<boolean> {
    const { headers } = response;
    const total = declaredLength(headers);
    this.#checkSize(total ?? 0);
    const digests = this.#plan.digests
      ? { ...digestsIn(headers, 'content-digest'), ...digestsIn(headers, 'repr-digest') }
      : {};
    const version: FileVersion = {
      validator: strongValidator(headers, response.attempt.call.clock.wallTime()),
      total,
      digests,
    };
    await this.#part.begin(version);
    this.#resumedFrom = 0;
    this.#pieced = false;
    this.#running = new RunningDigests(algorithmsOf(this.#expected));
    await this.#read(response, Infinity);
    this.#lengthKnown = response.lengthKnown;
    return true;
  }

  /** Reads a 206, which has the rest of the file or a part of it. @param from the requested position */
  async #continue(response: HttpResponse, from: number): Promise<boolean> {
    const part = this.#part;
    const { headers } = response;
    const continuation = continuationOf(headers, part.version as FileVersion, from);
    if (continuation === 'another file') return this.#startOver('the file has changed');
    if (continuation === 'another range') {
      this.#ranges = false;
      return this.#startOver('the server answered with another range than was requested');
    }
    const { end, total } = continuation;
    this.#checkSize(total ?? end);
    if (total !== undefined) await part.learnTotal(total);
    this.#pieced = true;
    // One byte back if the last byte was requested again.
    part.position = from;
    if (this.#running?.bytes !== from) this.#running = undefined;
    await this.#read(response, end, this.#plan.digests ? digestsIn(headers, 'content-digest') : {});
    if (part.position !== end) throw this.#unusable('a part that is shorter than its content-range');
    return end === part.version?.total;
  }

  /**
   * Writes the body of a response.
   * @param end the position that the body must not exceed
   * @param given the digests of the body itself, for a part of the file
   */
  async #read(response: HttpResponse, end: number, given: ExpectedDigests = {}): Promise<void> {
    const part = this.#part;
    const { onProgress } = this.#plan;
    const start = part.position;
    const own = new RunningDigests(algorithmsOf(given));
    this.#headers = response.headers;
    this.#responses++;
    for await (const chunk of response) {
      if (part.position + chunk.length > end)
        throw this.#unusable('a part that is longer than its content-range');
      this.#checkSize(part.position + chunk.length);
      await part.write(chunk);
      this.#running?.update(chunk);
      own.update(chunk);
      this.#retries.advance();
      const { position: transferred, version } = part;
      const progress = { transferred, total: version?.total, resumedFrom: this.#resumedFrom };
      watchObserver(onProgress?.(progress), 'download.onProgress');
      // Chunks that have already arrived are read without a wait, so that the call does not notice an abort.
      this.#limited.signal.throwIfAborted();
    }
    if (own.mismatch(given) === undefined) return;
    part.position = start;
    this.#running = undefined;
    throw new StartOver('a part did not match its content-digest');
  }

  /** @throws StartOver always */
  #startOver(why: string): never {
    this.#part.forget();
    throw new StartOver(why);
  }

  get #expected(): ExpectedDigests {
    return { ...this.#part.version?.digests, ...this.#plan.checksum };
  }

  /**
   * Checks the file against its checksums.
   * @returns true
   * @throws DownloadError if one differs; StartOver the first time, if the bytes come from several responses, since these may
   * have been parts of different files
   */
  async #matches(): Promise<boolean> {
    const expected = this.#expected;
    const wrong = await wrongDigest(this.#part, expected, this.#running, this.#limited.signal);
    if (wrong === undefined) return true;
    if (this.#pieced && !this.#restartedByDigest) {
      this.#restartedByDigest = true;
      return this.#startOver(`the file did not match its ${wrong}`);
    }
    const { position: bytes } = this.#part;
    await this.#part.remove();
    const message = `the file of ${bytes} bytes does not match its ${wrong}`;
    throw new DownloadError('ERR_SLUICE_DIGEST', message, { bytes, total: bytes });
  }

  #checkSize(size: number): void {
    const { maxBytes } = this.#plan;
    if (size <= maxBytes) return;
    const message = `the file is longer than maxBytes (${maxBytes} bytes)`;
    throw new BodyError('ERR_SLUICE_BODY_LIMIT', message, { bytes: this.#part.position });
  }

  #unusable(what: string): DownloadError {
    const { position: bytes, version } = this.#part;
    const message = `the server answered with ${what}`;
    return new DownloadError('ERR_SLUICE_DOWNLOAD', message, { bytes, total: version?.total });
  }
}

function declaredLength(headers: HttpHeaders): number | undefined {
  const length = headers.get('content-length');
  return length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

// Downloads a file to the disk, and resumes after interruptions and after a restart of the process.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HttpHeaders, OptionError, type Clock, type HeadersOption } from '@sluice/core';
import { settingsOf } from '@sluice/core/internal';
import { refuse, systemClock } from '@sluice/core/plugin';
import type { SluiceClient } from 'sluice';
import {
  parseDownload,
  type DownloadOptions,
  type DownloadPlan,
  type DownloadResult,
} from './download-options.ts';
import { DownloadRun, type OpenPart } from './download-run.ts';
import { PartFile } from './part-file.ts';
import { THROWING } from '../input/throwing.ts';
import { LimitedSignal } from '../time/limited-signal.ts';

/**
 * Downloads a file. Bytes are written to `path.part` with a note in `path.part.json`; the complete file is moved to `path`
 * in one step. After an interruption, the rest is requested by `range`, if the server has named a strong validator: a
 * strong `etag`, or a `last-modified` that is old enough. If the file has changed meanwhile, or the server does not support
 * ranges, the download starts over. A later call with the same URL and path continues an earlier one.
 *
 * The file is stored as the server sends it: without a requested content coding, and without decoding.
 * @param path a path or a `file:` URL. Its folder must exist; a file at the path is replaced
 * @throws HttpError for a status outside 200–299; DownloadError `ERR_SLUICE_DOWNLOAD` after too many interruptions without
 * progress, or for answers that cannot be used, `ERR_SLUICE_DIGEST` for a wrong checksum; BodyError `ERR_SLUICE_BODY_LIMIT`
 * for a file longer than `maxBytes`; TimeoutError after the deadline; the reason of the signal; errors of the file system
 * as they are; OptionError for bad options, or while another download of this process writes to the path
 */
export async function download(
  client: SluiceClient,
  url: string | URL,
  path: string | URL,
  options?: DownloadOptions,
): Promise<DownloadResult> {
  const plan = parseDownload(options);
  const target = pathOf(path);
  const { headers, timeout, ...call } = plan.call;
  const open: OpenPart = (changes) =>
    client.get(url, {
      ...call,
      ...THROWING,
      signal: changes.signal,
      headers: withHeaders(headers, changes.headers),
      timeout: { ...timeout, ...changes.timeout },
      // The download always reads the body, however slow the disk is.
      watchdog: false,
    });
  const clock = settingsOf(client)?.clock ?? systemClock;
  return await downloadTo(target, plan.key ?? String(url), open, plan, clock);
}

/**
 * Downloads a file with checked options.
 * @param target an absolute path
 * @param source identifies the source
 */
export async function downloadTo(
  target: string,
  source: string,
  open: OpenPart,
  plan: DownloadPlan,
  clock: Clock,
): Promise<DownloadResult> {
  const release = claim(target);
  try {
    const limited = new LimitedSignal(plan.signal, plan.deadline, clock, 'the download did not end');
    try {
      return await run(target, source, open, plan, limited);
    } finally {
      limited.release();
    }
  } finally {
    release();
  }
}

async function run(
  target: string,
  source: string,
  open: OpenPart,
  plan: DownloadPlan,
  limited: LimitedSignal,
): Promise<DownloadResult> {
  limited.signal.throwIfAborted();
  const part = await PartFile.open(target, source);
  try {
    const result = await new DownloadRun(part, open, plan, limited).run();
    return { path: target, ...result };
  } catch (error) {
    // The error of the download is the cause; an error of closing the file would hide it.
    await part.close().catch(() => undefined);
    throw error;
  }
}

/** The targets of the downloads in progress. Two downloads to one target would mix their bytes in one part. */
const active = new Set<string>();

function claim(target: string): () => void {
  if (active.has(target)) {
    throw new OptionError(
      'path',
      "option 'path' must not be the target of a download in progress; wait for that download, or choose another path",
    );
  }
  active.add(target);
  return () => active.delete(target);
}

/** The absolute path of a target. @throws OptionError if it is neither a path nor a `file:` URL */
export function pathOf(path: unknown): string {
  if (path instanceof URL) {
    try {
      return fileURLToPath(path);
    } catch {
      throw refuse('path', path, 'a path or a file: URL of this host');
    }
  }
  if (typeof path !== 'string' || path === '') throw refuse('path', path, 'a path or a file: URL');
  return resolve(path);
}

/** Lays headers over those of the caller, which may be a function. */
export function withHeaders(
  given: HeadersOption | undefined,
  own: Readonly<Record<string, string>>,
): HeadersOption {
  if (typeof given !== 'function') return HttpHeaders.from(given).merge(own);
  return async (context) => HttpHeaders.from(await given(context)).merge(own);
}

import { uploadOf, type RequestBody } from '@sluice/core/transport';
import type { DispatchOptions } from './dispatch-options.ts';
import { UPLOAD_PIECE } from './upload-piece.ts';
import { UploadWatch } from './upload-watch.ts';
import type { WireAttempt } from './wire-attempt.ts';

/**
 * Opens a request's body and puts it into what undici is told.
 * @returns the watch over it when it goes out in pieces
 */
export function openBody(
  body: RequestBody,
  options: DispatchOptions,
  attempt: WireAttempt,
): UploadWatch | undefined {
  const { limits, clock } = attempt;
  const content = body.open();
  const upload = uploadOf(content, body.length, clock, UPLOAD_PIECE);
  options.body = (upload ?? content) as Uint8Array;
  if (upload === undefined) return undefined;
  if (body.length !== undefined) {
    options.headers = [...options.headers, 'content-length', String(body.length)];
  }
  return new UploadWatch(upload, limits.responseHeader, clock, attempt);
}

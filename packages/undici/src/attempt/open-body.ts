// Opens the body of a request and passes it to undici.
import type { Clock } from '@sluice/core';
import type { AbortListener } from '@sluice/core/plugin';
import { lendPieces, uploadOf, type RequestBody } from '@sluice/core/transport';
import type { DispatchOptions } from '../wire/dispatch-options.ts';
import type { WireLimits } from '../wire/wire-timeouts.ts';
import type { WireConnection } from '../connection/wire-connection.ts';
import { LONG_UPLOAD_PIECE, UPLOAD_PIECE } from './upload-piece.ts';
import { UploadWatch } from './upload-watch.ts';

/** The attempt whose body is opened; it is aborted if the server stops reading the upload. */
export interface UploadOwner extends AbortListener {
  readonly clock: Clock;
  readonly limits: Pick<WireLimits, 'responseHeader'>;
  /** The body is sent once the server has sent 100. */
  readonly expects: boolean;
}

/**
 * Opens the body of a request and puts it into the options for undici.
 * @returns the watch over the upload if the body is sent in pieces
 */
export function openBody(
  body: RequestBody,
  options: DispatchOptions,
  attempt: UploadOwner,
  connection: WireConnection,
): UploadWatch | undefined {
  const { limits, clock, expects } = attempt;
  const content = body.open();
  if (!expects && connection.sendsBeforeNext === true) lendPieces(content);
  const piece = connection.unsentBytes === undefined ? UPLOAD_PIECE : LONG_UPLOAD_PIECE;
  const upload = uploadOf(content, body.length, clock, UPLOAD_PIECE, piece);
  options.body = (upload ?? content) as Uint8Array;
  if (upload === undefined) return undefined;
  if (body.length !== undefined) {
    options.headers = [...options.headers, 'content-length', String(body.length)];
  }
  return new UploadWatch(upload, limits.responseHeader, clock, attempt, connection);
}

// Ignores errors of a stream whose upload has finished and whose response is not read.
import type { Request } from 'got';

/**
 * Prevents the failure of an unread response from ending the process: when an upload has succeeded,
 * `pipeline(source, stream)` no longer listens for errors. If the response is read, an error without a listener is thrown, as
 * everywhere in Node.
 */
export function ignoreUnreadErrors(stream: Request): void {
  // Read now, since a redirect may change the method to GET.
  const { method } = stream.options;
  if (method !== 'GET' && method !== 'HEAD' && !stream.isReadonly) stream.once('finish', onFinish);
}

function onFinish(this: Request): void {
  this.on('error', onError);
}

function onError(this: Request, error: unknown): void {
  const isUnread = this.readableFlowing === null && this.listenerCount('readable') === 0;
  if (!isUnread && this.listenerCount('error') === 1) throw error;
}

// Errors of a stream whose upload is over and whose response is not read.
import type { Request } from 'got';

/**
 * Keeps the failure of an unread response from ending the process: an upload that ended well has had its answer, and
 * `pipeline(source, stream)` listens no longer. The error of a response that is read is thrown without a listener, as
 * everywhere in Node.
 */
export function forgiveUnread(stream: Request): void {
  // A redirect may turn the method into GET.
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

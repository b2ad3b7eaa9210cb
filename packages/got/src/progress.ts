import type { Request } from 'got';
import type { GotCallOptions, Progress } from './call-options.ts';

const EVENTS = [
  ['uploadProgress', 'onUploadProgress'],
  ['downloadProgress', 'onDownloadProgress'],
] as const;

/**
 * Passes got's progress events to the call's own listeners.
 * @param onError told what a listener throws
 * @returns whether there are any
 */
export function passProgress(stream: Request, options: object, onError: (error: unknown) => void): boolean {
  let watched = false;
  for (const [event, option] of EVENTS) {
    const listener = (options as GotCallOptions)[option];
    if (listener === undefined) continue;
    watched = true;
    stream.on(event, (progress: Progress) => {
      try {
        listener(progress);
      } catch (error) {
        onError(error);
      }
    });
  }
  return watched;
}

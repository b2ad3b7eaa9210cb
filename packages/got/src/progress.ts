import type { Request } from 'got';
import type { GotCallOptions, Progress } from './call-options.ts';

const EVENTS = [
  ['uploadProgress', 'onUploadProgress'],
  ['downloadProgress', 'onDownloadProgress'],
] as const;

/** Passes got's progress events to the call's own listeners. @param onError told what a listener throws */
export function passProgress(stream: Request, options: object, onError: (error: unknown) => void): void {
  for (const [event, option] of EVENTS) {
    const listener = (options as GotCallOptions)[option];
    if (listener === undefined) continue;
    stream.on(event, (progress: Progress) => {
      try {
        listener(progress);
      } catch (error) {
        onError(error);
      }
    });
  }
}

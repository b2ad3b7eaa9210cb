import type { Request } from 'got';
import type { HttpRequest } from '@sluice/core';
import { optionsOf, type AbortListener } from '@sluice/core/plugin';
import { CALL_OPTIONS, type Progress } from './call-options.ts';

/**
 * Passes got's progress events to the call's own listeners.
 * @param failed told what a listener throws
 * @returns whether there are any
 */
export function passProgress(stream: Request, request: HttpRequest, failed: AbortListener): boolean {
  const { onUploadProgress, onDownloadProgress } = optionsOf(CALL_OPTIONS, request);
  if (onUploadProgress === undefined && onDownloadProgress === undefined) return false;
  if (onUploadProgress !== undefined) stream.on('uploadProgress', guarded(onUploadProgress, failed));
  if (onDownloadProgress !== undefined) stream.on('downloadProgress', guarded(onDownloadProgress, failed));
  return true;
}

function guarded(
  listener: (progress: Progress) => void,
  failed: AbortListener,
): (progress: Progress) => void {
  return (progress) => {
    try {
      listener(progress);
    } catch (error) {
      failed.onAbort(error);
    }
  };
}

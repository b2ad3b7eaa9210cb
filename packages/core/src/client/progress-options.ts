// The options `onUploadProgress` and `onDownloadProgress` of a call.
import { watchObserver } from '../errors/callbacks.ts';
import { refuse } from '../errors/option-error.ts';
import type { CallScope } from '../lifecycle/call-scope.ts';
import { callerContext } from '../lifecycle/caller-context.ts';
import type { ProgressListener } from '../lifecycle/progress.ts';
import { ProgressBody } from '../request/body/progress-body.ts';
import type { RequestBody } from '../request/body/request-body.ts';

/** The options of a call for progress. */
export interface ProgressOptions {
  /** Called as the request body is sent, in each attempt. Default: none. */
  readonly onUploadProgress?: ProgressListener | undefined;
  /** Called as a response body arrives, even that of a response that is retried or redirected. Default: none. */
  readonly onDownloadProgress?: ProgressListener | undefined;
}

/** @throws OptionError if a listener is not a function */
export function checkProgress({ onUploadProgress, onDownloadProgress }: ProgressOptions): void {
  checkListener(onUploadProgress, 'onUploadProgress');
  checkListener(onDownloadProgress, 'onDownloadProgress');
}

function checkListener(listener: unknown, name: string): void {
  if (listener !== undefined && typeof listener !== 'function') throw refuse(name, listener, 'a function');
}

/** Registers the progress listeners of a call. @returns the request body to send */
export function reportProgress(
  call: CallScope,
  body: RequestBody | undefined,
  { onUploadProgress, onDownloadProgress }: ProgressOptions,
): RequestBody | undefined {
  if (onDownloadProgress !== undefined) {
    const listener = guarded(call, onDownloadProgress, 'onDownloadProgress');
    call.observeDownload((transferred, total, attempt) => listener({ transferred, total, attempt }));
  }
  if (onUploadProgress === undefined || body === undefined) return body;
  const listener = guarded(call, onUploadProgress, 'onUploadProgress');
  return new ProgressBody(body, (transferred, total) =>
    listener({ transferred, total, attempt: call.attemptCount }),
  );
}

/**
 * Wraps a progress listener. The events of a connection call it, but it runs in the async context of its caller, and an error
 * that it throws fails the call.
 */
function guarded(call: CallScope, listener: ProgressListener, name: string): ProgressListener {
  const context = callerContext();
  return (progress) => {
    try {
      watchObserver(context.runInAsyncScope(listener, undefined, progress), name);
    } catch (error) {
      call.abort(error);
    }
  };
}

// Where calls were made: the stacks of their callers, captured on demand.
import type { CallScope } from '@sluice/core/plugin';

interface CallSite {
  /** Rendered by V8 at the first access, so that the capture costs only a walk over the frames. */
  readonly stack?: string;
}

const sites = new WeakMap<CallScope, CallSite>();

/** Captures where a call was made. @param caller the function of the client that was called; its frame is left out */
export function captureCallSite(call: CallScope, caller: (...args: never[]) => unknown): void {
  const site: CallSite = {};
  Error.captureStackTrace(site, caller);
  sites.set(call, site);
}

/** The frames of the caller, innermost first, one per line; undefined if they were not captured. */
export function callSiteOf(call: CallScope): string | undefined {
  const frames = sites.get(call)?.stack?.split('\n').slice(1) ?? [];
  // The frames of `client.fetch` are between the caller and the client: two, or one if it had to wait for a body.
  const isFetch = (frame: string | undefined): boolean => /^\s*at [\w.]*sluiceFetch\b/.test(frame ?? '');
  const isLateFetch = (frame: string | undefined): boolean =>
    /^\s*at async [\w.]*sluiceFetch\b/.test(frame ?? '');
  const first = isFetch(frames[0]) ? 2 : isLateFetch(frames[0]) ? 1 : 0;
  const lines = frames.slice(first).map((frame) => frame.trim());
  return lines.length > 0 ? lines.join('\n') : undefined;
}

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
  // The frame of `client.fetch` is between the caller and the client.
  const first = frames.findIndex((frame) => !/^\s*at (?:async )?[\w.]*sluiceFetch\b/.test(frame));
  const lines = frames.slice(first === -1 ? 0 : first).map((frame) => frame.trim());
  return lines.length > 0 ? lines.join('\n') : undefined;
}

import type { CallScope } from '@sluice/core/plugin';

/** Notes where a call was made. V8 makes the text when it is asked for, so that a call costs a walk over its frames. */
export function captureCallSite(call: CallScope, made: (...args: never[]) => unknown): void {
  const site: { readonly stack?: string } = {};
  Error.captureStackTrace(site, made);
  call.site = site;
}

/** The frames of the caller, innermost first, one per line; undefined when they were not captured. */
export function callSiteOf({ site }: CallScope): string | undefined {
  const frames = site?.stack?.split('\n').slice(1) ?? [];
  // The client's own fetch lies between the caller and the client.
  const first = frames.findIndex((frame) => !/^\s*at (?:async )?[\w.]*sluiceFetch\b/.test(frame));
  const lines = frames.slice(first === -1 ? 0 : first).map((frame) => frame.trim());
  return lines.length > 0 ? lines.join('\n') : undefined;
}

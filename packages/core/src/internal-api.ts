// Entry point `@sluice/core/internal`: for the packages of this project alone. It may change in any release.
export { ownCopy } from './options/own-copy.ts';
export { uncalled } from './errors/option-error.ts';
export { atOnce, watchObserver } from './errors/callbacks.ts';
export { readUnpolluted } from './options/read-unpolluted.ts';
export { pollutedNames, SET_BY_TLS_CONNECT, shade, unpolluted } from './options/unpolluted.ts';
export { coreOptionNames, extendCoreOptions } from './options/core-options.ts';
export { parseDrain, parseReadBound } from './options/bounds.ts';
export type { Dispatch, Interceptor, ResponseHandler } from './interceptor.ts';
export { overlayHeaders } from './request/computed-headers.ts';
export { attachCall, attachRequest } from './errors/base.ts';
export { hidePathValues } from './errors/redact.ts';
export { appendFields, appendMissing } from './request/query.ts';
export { settingsOf, type ClientSettings } from './client/client-settings.ts';
export { extendHooks } from './hooks/hook-options.ts';
export { promised, settle } from './pipeline/dispatch.ts';
export { escapeName, makeBoundary } from './request/body/multipart.ts';
export { bytesOfView, toRequestBody } from './request/body/to-request-body.ts';
export { showAs } from './errors/inspect.ts';

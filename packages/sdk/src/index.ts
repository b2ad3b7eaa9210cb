// Entry point `@sluice/sdk`.
export type { PathValue } from './input/path.ts';
export type { CallSource, SourceChanges } from './call/call-source.ts';
export { defineApi } from './declare/define-api.ts';
export type {
  ApiDef,
  ApiOptions,
  ApiSettings,
  Client,
  ConnectOptions,
  Connection,
  Operations,
  ShapeOf,
} from './declare/api.ts';
export { fromPaths, op, type AnyDeclaration, type FromPaths, type Op } from './declare/op.ts';
export type {
  Behaviour,
  Declaration,
  ErrorBodies,
  Idempotency,
  Method,
  OkBodies,
  PathOptions,
  QueryStyle,
  Route,
  SecretMarks,
} from './declare/declaration.ts';
export {
  bytes,
  empty,
  file,
  form,
  json,
  multipart,
  stream,
  text,
  type BytesInput,
  type Kind,
  type KindName,
  type OrFactory,
} from './declare/kinds.ts';
export type { InputOf, OutputOf, Schema } from './declare/schema.ts';
export type { AnyError, DeclaredShape, DeclaredWire, OpShape } from './declare/shape.ts';
export type { Jsonified, ReceivedBody, SentBodies, SentBody, WireTypes } from './declare/wire.ts';
export type { PathShape, PathWire, VerbsOf } from './declare/path-shape.ts';
export type {
  Answer,
  Args,
  Failed,
  Call,
  Downloadable,
  Evented,
  FailKind,
  FailPhase,
  Failure,
  Input,
  Meta,
  OkBody,
  Paged,
  Pending,
  PerCall,
  Polled,
  Reply,
  Settled,
  StatusOf,
} from './call/types.ts';
export type { ConditionalRule, DownloadRule, EventRule, PageRule, PollRule } from './call/rules.ts';
export { events, readEvents } from './events/read-events.ts';
export type { EventStream } from './events/event-stream.ts';
export {
  EventStreamError,
  isEventStreamError,
  type EventStreamFailure,
} from './events/event-stream-error.ts';
export type {
  EventOptions,
  EventPredicate,
  EventStreamOptions,
  ReconnectOptions,
} from './events/event-options.ts';
export type { ServerSentEvent } from './events/server-sent-event.ts';
export type { DataFormat, DataOf, EventFormat, EventOf, EventSchemas } from './events/data-format.ts';
export type { StreamResponse } from './events/byte-source.ts';
export { sse, type EventCallOptions, type SseOptions, type SseRule } from './events/sse.ts';
export { jsonLines, readJsonLines, type JsonLineOptions, type JsonLines } from './events/json-lines.ts';
export { ndjson, type NdjsonRule } from './events/ndjson.ts';
export { paginate, type Pages, type PaginateOptions } from './pages/paginate.ts';
export type { ItemStream, PageStream } from './pages/page-stream.ts';
export type { Paging, RuleOptions } from './pages/paging.ts';
export type { Page, WalkOptions } from './pages/page.ts';
export { linkPages, urlPages, type LinkPagesOptions, type UrlPagesOptions } from './pages/link-pages.ts';
export { cursorPages, type CursorPagesOptions } from './pages/cursor-pages.ts';
export {
  numberedPages,
  offsetPages,
  type NumberedPagesOptions,
  type OffsetPagesOptions,
} from './pages/counted-pages.ts';
export { isPaginationError, PaginationError, type PaginationFailure } from './pages/pagination-error.ts';
export type { Drift, DriftMode } from './call/drift.ts';
export { metaOf } from './call/meta.ts';
export { operationOf, type OperationInfo } from './call/plugins.ts';
export { isUndeclaredStatusError, UndeclaredStatusError } from './call/undeclared-error.ts';
export { download } from './files/download.ts';
export { toFile, type DownloadDefaults } from './files/to-file.ts';
export type {
  DownloadCallOptions,
  DownloadOptions,
  DownloadProgress,
  DownloadResult,
  DownloadRetryOptions,
  DownloadSettings,
} from './files/download-options.ts';
export {
  DownloadError,
  isDownloadError,
  type DownloadErrorCode,
  type DownloadErrorDetails,
} from './files/download-error.ts';
export type { Checksum, DigestAlgorithm } from './files/digests.ts';
export {
  multipartBody,
  type FieldInput,
  type FormPart,
  type MultipartFields,
  type PartContent,
} from './files/multipart.ts';
export { poll, pollUntil, type PollStartOptions } from './polling/poll.ts';
export type { Poller } from './polling/poller.ts';
export type {
  OperationAnswer,
  OperationStatus,
  PollOptions,
  PollProgress,
  PollRuleOptions,
} from './polling/poll-options.ts';
export {
  isOperationError,
  OperationError,
  type OperationErrorCode,
  type OperationErrorDetails,
} from './polling/operation-error.ts';
export {
  conditional,
  type ConditionalCallOptions,
  type ConditionalOptions,
} from './conditional/conditional.ts';
export type { Copies, CopyBounds, CopyStats } from './conditional/copies.ts';
export { etags } from './conditional/etags.ts';
export { cacheVerdictOf, type CacheVerdict } from './conditional/verdict.ts';

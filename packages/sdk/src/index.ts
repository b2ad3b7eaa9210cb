// Entry point `@sluice/sdk`.
export { expandPath, type PathParams, type PathValue } from './request/path.ts';
export type {
  CacheVerdict,
  CallSource,
  ConditionalAnswer,
  ConditionalRule,
  ConditionalStore,
  SourceChanges,
} from './call/hooks.ts';
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
export type { AnyError, DeclaredShape, OpShape } from './declare/shape.ts';
export type { PathShape, VerbsOf } from './declare/path-shape.ts';
export type {
  Answer,
  Args,
  Failed,
  Call,
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
export type { EventRule, Page, PageRule, PollRule, WalkOptions } from './call/slots.ts';
export type { Drift, DriftMode } from './call/drift.ts';
export { metaOf } from './call/meta.ts';
export { operationOf, type OperationInfo } from './call/plugins.ts';
export { isUndeclaredStatusError, UndeclaredStatusError } from './call/undeclared-error.ts';
export { download } from './files/download.ts';
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
export { Poller } from './polling/poller.ts';
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

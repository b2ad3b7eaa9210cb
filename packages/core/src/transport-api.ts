// Entry point `@sluice/core/transport`: for authors of transports.
export { dialVersion } from './wire/dial-patches.ts';
export { isReplayable, mayReplay } from './wire/replay.ts';
export { onHiddenReset } from './wire/hidden-reset.ts';
export { callerContext } from './lifecycle/caller-context.ts';
export { callerLookup } from './wire/caller-lookup.ts';
export { systemLookup } from './wire/system-lookup.ts';
export { guardIdentityCheck, identityCheck } from './wire/identity-check.ts';
export { isCheckDisabled, isUnchecked, noteUnchecked } from './wire/tls-environment.ts';
export { tlsNameOf } from './wire/tls-name.ts';
export type { ResponseHead } from './response/response-head.ts';
export type { BodySource } from './response/body/body-source.ts';
export { heldBytes, ownBytes } from './response/body/own-bytes.ts';
export { ResponseBody } from './response/body/response-body.ts';
export type { BodyStream, ReplayableBody } from './request/body/body-input.ts';
export type { BodyContent, RequestBody } from './request/body/request-body.ts';
export { WrappedBody } from './request/body/wrapped-body.ts';
export type { AnyTransport, RequestDefaults, Transport } from './transport.ts';
export { exactContent } from './request/body/exact-length.ts';
export { lendPieces } from './request/body/file-body.ts';
export { Upload, uploadOf } from './wire/upload.ts';
export { describesBody } from './headers/body-headers.ts';
export type { WireState } from './history/wire-state.ts';
export {
  checkHead,
  declaredLength,
  DEFAULT_HEADER_LINES,
  endsWithConnection,
  MAX_INFORMATIONAL,
  headerLines,
  mayTrailBody,
  refusedResponse,
  tooManyInformational,
  type ReceivedHeaders,
} from './wire/response-framing.ts';
export { mayIgnoreBody } from './wire/unexpected-body.ts';
export type { RegistryCalls, RegistryEntry } from './registry.ts';
export { FINAL_TLS_ALERTS, tlsAlertOf, type TlsAlert, type TlsRemedy } from './wire/tls-alert.ts';
export {
  brokenTls,
  explainTls,
  handshakeError,
  isFinalTls,
  isTlsError,
  type TlsOptionNames,
} from './wire/tls-errors.ts';
export { parseClock } from './options/clock-option.ts';
export { isBoundLogin } from './wire/bound-login.ts';
export { nextCheck, setImmediate, WRITE_PHASES } from './wire/check-phase.ts';
export { closedWhileIdle } from './wire/closed-while-idle.ts';
export { connectionId, connectionInfo } from './wire/connection-info.ts';
export {
  connectError,
  isFinalLookupFailure,
  isLookupFailure,
  lookupError,
  refusedTunnel,
} from './wire/dial-errors.ts';
export { noteDialTimes, type DialTimes } from './wire/dial-times.ts';
export type { EarlyCloses } from './wire/early-closes.ts';
export { checkEarlyClose, idleChecked, IdleCheck } from './wire/idle-check.ts';
export { IdleRecord } from './wire/idle-record.ts';
export { idleLimitOf } from './wire/keep-alive.ts';
export { LearnedIdleLimit } from './wire/learned-idle-limit.ts';
export { PhaseTimeoutFields, timeoutsParser } from './wire/phase-timeouts.ts';
export { keepSessions, type SessionStore } from './wire/tls-sessions.ts';
export { destroyedError } from './errors/closed-error.ts';
export { codeOf, firstCode, invalidResponse, lostConnection, stalledUpload } from './wire/wire-errors.ts';

// The codes that errors can carry, as a list that plugins extend.

/**
 * The codes of errors, as keys. A plugin declares the codes of its own errors by declaration merging:
 *
 *     declare module '@sluice/core' {
 *       interface ErrorCodes {
 *         ERR_ACME_QUOTA: true;
 *       }
 *     }
 */
export interface ErrorCodes {
  ERR_SLUICE_OPTION: true;
  ERR_SLUICE_HTTP_STATUS: true;
  ERR_SLUICE_DNS: true;
  ERR_SLUICE_CONNECT: true;
  ERR_SLUICE_TLS: true;
  ERR_SLUICE_PROXY: true;
  ERR_SLUICE_CONNECTION_LOST: true;
  ERR_SLUICE_PROTOCOL: true;
  ERR_SLUICE_TIMEOUT: true;
  ERR_SLUICE_BODY_LIMIT: true;
  ERR_SLUICE_BODY_CUT_SHORT: true;
  ERR_SLUICE_BODY_DECODE: true;
  ERR_SLUICE_BODY_NOT_REPLAYABLE: true;
  ERR_SLUICE_BODY_USED: true;
  ERR_SLUICE_BODY_SOURCE: true;
  ERR_SLUICE_BODY_DISCARDED: true;
  ERR_SLUICE_REDIRECT: true;
  ERR_SLUICE_SCHEMA: true;
  ERR_SLUICE_CLOSED: true;
}

/** Every code an error can carry: those of core and those that the installed plugins declare. */
export type ErrorCode = keyof ErrorCodes;

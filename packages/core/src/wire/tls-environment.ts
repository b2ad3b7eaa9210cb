// The environment variable that disables the check of certificates.

/**
 * For transports: whether the environment disables the check of certificates. `tls.connect` reads the variable for each
 * connection without the option `rejectUnauthorized`. It may change while the process runs: a connection that was opened
 * without the check must not be used once the check is enabled again.
 */
export function isCheckDisabled(): boolean {
  return process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0';
}

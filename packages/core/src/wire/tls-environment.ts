/**
 * For transports: whether the environment switches off the check of certificates, as `tls.connect` reads it for each
 * connection that is not told `rejectUnauthorized`. The variable may change while the process runs: a connection that
 * was opened without the check must not be used once the check is on again.
 */
export function isCheckDisabled(): boolean {
  return process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0';
}

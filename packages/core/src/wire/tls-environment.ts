// The environment variable that disables the check of certificates, and the sockets that were opened without the check.

/**
 * For transports: whether the environment disables the check of certificates. `tls.connect` reads the variable for each
 * connection without the option `rejectUnauthorized`. It may change while the process runs: a connection that was opened
 * without the check must not be used once the check is enabled again.
 */
export function isCheckDisabled(): boolean {
  return process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0';
}

const unchecked = new WeakSet<object>();

/** For transports and agents: notes that a socket is opened while the environment disables the check. */
export function noteUnchecked(socket: object): void {
  unchecked.add(socket);
}

/** For transports and agents: whether a socket was opened while the environment disabled the check. */
export function isUnchecked(socket: object): boolean {
  return unchecked.has(socket);
}

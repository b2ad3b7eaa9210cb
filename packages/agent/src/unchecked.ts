/** Sockets whose server was not checked because the environment had switched the check of certificates off. */
const unchecked = new WeakSet<object>();

/** Notes that a socket was opened without the check of certificates, by the environment. */
export function noteUnchecked(socket: object): void {
  unchecked.add(socket);
}

/** Whether a socket was opened without the check of certificates, by the environment. */
export function isUnchecked(socket: object): boolean {
  return unchecked.has(socket);
}

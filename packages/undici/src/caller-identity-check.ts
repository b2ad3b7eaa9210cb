import type tls from 'node:tls';

/** What checks of callers have refused a certificate with. */
const refusals = new WeakSet<Error>();

/** Whether a check of a caller's refused the certificate with this error: another attempt meets the same certificate. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && refusals.has(error);
}

/**
 * A caller's check of a certificate's names. One that throws refuses it, as one that returns an error: Node.js lets what
 * it throws escape to where nobody can catch it. A promise, which nobody would wait for, refuses as well.
 */
export function callerIdentityCheck(check: typeof tls.checkServerIdentity): typeof tls.checkServerIdentity {
  return (hostname, certificate) => {
    let verdict: unknown;
    try {
      verdict = check(hostname, certificate);
    } catch (error) {
      verdict = error ?? 'checkServerIdentity threw';
    }
    if (!verdict) return undefined;
    const refusal = verdict instanceof Error ? verdict : new Error(textOf(verdict), { cause: verdict });
    refusals.add(refusal);
    return refusal;
  };
}

function textOf(verdict: unknown): string {
  return typeof verdict === 'string'
    ? verdict
    : 'checkServerIdentity returned neither undefined nor an error';
}

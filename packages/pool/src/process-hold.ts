/** The longest a timer takes, in ms; it does nothing when it fires. */
const NEVER = 2_147_483_647;

let holders = 0;
const timer = setInterval(() => {}, NEVER);
timer.unref();

/**
 * Keeps the process alive until {@link letProcessGo}. For requests in line, and for the exchanges of a transport: one
 * timer for all of them, so that no socket need hold the process and a dial never does.
 */
export function holdProcess(): void {
  if (holders++ === 0) timer.ref();
}

/** Takes one {@link holdProcess} back. */
export function letProcessGo(): void {
  if (--holders === 0) timer.unref();
}

/** How many hold the process. */
export function processHolders(): number {
  return holders;
}

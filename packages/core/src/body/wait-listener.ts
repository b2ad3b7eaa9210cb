import type { ResponseBody } from './response-body.ts';

/** Hears that somebody has to wait for the bytes of a body. */
export interface WaitListener {
  /** Called once. Must not throw. */
  onWait(body: ResponseBody): void;
}

// The listeners of an attempt, with the types of its response and body.
import type { AttemptResponseListener, AttemptWaitListener } from '../lifecycle/attempt-listeners.ts';
import type { ResponseBody } from './body/response-body.ts';
import type { HttpResponse } from './response.ts';

/** Notified when a response of an attempt is created; see `AttemptScope.addResponseListener()`. */
export type ResponseListener = AttemptResponseListener<HttpResponse>;

/** Notified once, when a reader of a response's body first has to wait for bytes; see `AttemptScope.addWaitListener()`. */
export type WaitListener = AttemptWaitListener<ResponseBody>;

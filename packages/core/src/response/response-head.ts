// The head of a response.
import type { HttpHeaders } from '../headers/headers.ts';

/** The head of a response, as the transport received it. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HttpHeaders;
  /** The URL that answered. May be a getter, since it is rarely read. */
  readonly url: URL;
}

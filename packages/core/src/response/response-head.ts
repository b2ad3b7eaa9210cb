import type { HttpHeaders } from '../headers/headers.ts';

/** The head of a response, as a transport received it. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HttpHeaders;
  /** The URL that answered; may be a getter, as it is seldom asked for. */
  readonly url: URL;
}

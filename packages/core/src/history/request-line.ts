/** The request an attempt sends, as its history and its errors name it. */
export interface RequestLine {
  /** The method. */
  readonly method: string;
  /** The absolute URL. Must not be changed. */
  readonly url: URL;
}

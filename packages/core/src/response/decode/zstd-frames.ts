// Finds the frames of a zstd body.

/** The number of frames up to which the length of frames is not limited. */
const FREE_FRAMES = 1_000;
/** The least average length of the frames of a body with more than {@link FREE_FRAMES}: each frame costs a turn of the loop. */
const MIN_FRAME_BYTES = 1_024;

const MAGIC = 0xfd_2f_b5_28;
/** The first of 16 magic numbers, which differ in the last four bits. */
const SKIPPABLE_MAGIC = 0x18_4d_2a_50;

const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;

/** The fields of a frame that its length depends on, with their bytes. */
const FIELD_BYTES = { magic: 4, descriptor: 1, block: 3, skippable: 4, unknown: 0 } as const;

/**
 * Finds the ends of the frames of a zstd body (RFC 8878, section 3.1). A body may have several frames, but the decoder of
 * Node.js accepts a frame only at the beginning of a chunk. The content of frames is not validated here.
 */
export class ZstdFrames {
  #field: keyof typeof FIELD_BYTES = 'magic';
  /** The bytes of the field read so far, as a little-endian number. */
  #value = 0;
  /** The number of these bytes. */
  #known = 0;
  /** Bytes to skip before the next field. */
  #skip = 0;
  #checksum = false;
  #frames = 0;
  #bytes = 0;

  /** Whether the bytes so far end within a frame. False for bytes that are not zstd, which the decoder refuses. */
  get cutShort(): boolean {
    return this.#field !== 'unknown' && !this.#isBetweenFrames();
  }

  #isBetweenFrames(): boolean {
    return this.#skip === 0 && this.#field === 'magic' && this.#known === 0;
  }

  /**
   * Cuts a chunk after each end of a frame.
   * @throws Error if the body has more than {@link FREE_FRAMES} frames of less than {@link MIN_FRAME_BYTES} on average
   */
  cut(chunk: Uint8Array): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let begin = 0;
    let at = 0;
    this.#bytes += chunk.length;
    while (at < chunk.length && this.#field !== 'unknown') {
      at = this.#skip > 0 ? this.#skipBytes(chunk.length, at) : this.#readField(chunk, at);
      if (!this.#isBetweenFrames()) continue;
      pieces.push(chunk.subarray(begin, at));
      begin = at;
      this.#countFrame();
    }
    if (begin < chunk.length) pieces.push(chunk.subarray(begin));
    return pieces;
  }

  /** Skips bytes. @returns the new position */
  #skipBytes(end: number, at: number): number {
    const skipped = Math.min(this.#skip, end - at);
    this.#skip -= skipped;
    return at + skipped;
  }

  /** Reads the current field, or the part of it that is in the chunk. @returns the new position */
  #readField(chunk: Uint8Array, begin: number): number {
    const field = this.#field;
    let at = begin;
    while (this.#known < FIELD_BYTES[field]) {
      if (at === chunk.length) return at;
      // Without a shift: the fourth byte would make the number negative.
      this.#value += (chunk[at++] as number) * 256 ** this.#known++;
    }
    const value = this.#value;
    this.#value = this.#known = 0;
    this.#advance(field, value);
    return at;
  }

  /** Moves on to the field after one with this value. */
  #advance(field: keyof typeof FIELD_BYTES, value: number): void {
    switch (field) {
      case 'magic':
        if (value === MAGIC) this.#field = 'descriptor';
        else if (value - (value % 16) === SKIPPABLE_MAGIC) this.#field = 'skippable';
        else this.#field = 'unknown';
        return;
      case 'descriptor':
        this.#field = 'block';
        this.#skip = headerBytes(value);
        this.#checksum = (value & 4) !== 0;
        return;
      case 'block': {
        const last = (value & 1) !== 0;
        const repeated = ((value >> 1) & 3) === 1;
        this.#skip = (repeated ? 1 : value >> 3) + (last && this.#checksum ? 4 : 0);
        if (last) this.#field = 'magic';
        return;
      }
      case 'skippable':
        this.#skip = value;
        this.#field = 'magic';
        return;
      case 'unknown':
    }
  }

  #countFrame(): void {
    this.#frames += 1;
    if (this.#frames > FREE_FRAMES && this.#frames * MIN_FRAME_BYTES > this.#bytes) {
      throw new Error(`more than ${FREE_FRAMES} frames of less than ${MIN_FRAME_BYTES} bytes each`);
    }
  }
}

/** The bytes of a frame's header after its descriptor: window, dictionary, content size. */
function headerBytes(descriptor: number): number {
  const single = (descriptor & 0x20) !== 0;
  const contentSize = descriptor >> 6;
  return (
    (single ? 0 : 1) +
    (DICTIONARY_ID_BYTES[descriptor & 3] as number) +
    (single && contentSize === 0 ? 1 : (CONTENT_SIZE_BYTES[contentSize] as number))
  );
}

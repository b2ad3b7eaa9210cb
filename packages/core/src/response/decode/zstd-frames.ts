/** Frames of a body are refused beyond this number, when they are short. */
const FREE_FRAMES = 1_000;
/** Bytes a frame has on average, at least, in a body of more than {@link FREE_FRAMES}: each costs a turn of its own. */
const LEAST_FRAME_BYTES = 1_024;

const MAGIC = 0xfd_2f_b5_28;
/** Its last four bits are free. */
const SKIPPABLE_MAGIC = 0x18_4d_2a_50;

const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;

/** What comes next in a frame, and how many bytes tell it. */
const FIELD_BYTES = { magic: 4, descriptor: 1, block: 3, skippable: 4, unknown: 0 } as const;

/**
 * Finds where the frames of a zstd body end (RFC 8878, section 3.1), which may be several: Node's decoder takes a frame
 * only at the beginning of what it is given. What is in a frame is for the decoder to judge.
 */
export class ZstdFrames {
  #field: keyof typeof FIELD_BYTES = 'magic';
  /** The bytes of the field so far, as a little-endian number, and how many they are. */
  #value = 0;
  #known = 0;
  /** Bytes to pass over until the next field. */
  #skip = 0;
  #checksum = false;
  #frames = 0;
  #bytes = 0;

  /**
   * A chunk cut where a frame ends.
   * @throws Error when the body has very many frames with next to nothing in them
   */
  cut(chunk: Uint8Array): readonly Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let begin = 0;
    let at = 0;
    this.#bytes += chunk.length;
    while (at < chunk.length && this.#field !== 'unknown') {
      at = this.#skip > 0 ? this.#pass(chunk.length, at) : this.#read(chunk, at);
      if (this.#skip > 0 || this.#field !== 'magic' || this.#known > 0) continue;
      pieces.push(chunk.subarray(begin, at));
      begin = at;
      this.#count();
    }
    if (begin < chunk.length) pieces.push(chunk.subarray(begin));
    return pieces;
  }

  #pass(end: number, at: number): number {
    const passed = Math.min(this.#skip, end - at);
    this.#skip -= passed;
    return at + passed;
  }

  #read(chunk: Uint8Array, begin: number): number {
    const field = this.#field;
    let at = begin;
    while (this.#known < FIELD_BYTES[field]) {
      if (at === chunk.length) return at;
      // Not by a shift: the fourth byte would make it negative.
      this.#value += (chunk[at++] as number) * 256 ** this.#known++;
    }
    const value = this.#value;
    this.#value = this.#known = 0;
    this.#next(field, value);
    return at;
  }

  #next(field: keyof typeof FIELD_BYTES, value: number): void {
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

  #count(): void {
    this.#frames += 1;
    if (this.#frames > FREE_FRAMES && this.#frames * LEAST_FRAME_BYTES > this.#bytes) {
      throw new Error(`more than ${FREE_FRAMES} frames of less than ${LEAST_FRAME_BYTES} bytes each`);
    }
  }
}

/** Bytes of a frame's header after its descriptor: window, dictionary, content size. */
function headerBytes(descriptor: number): number {
  const single = (descriptor & 0x20) !== 0;
  const contentSize = descriptor >> 6;
  return (
    (single ? 0 : 1) +
    (DICTIONARY_ID_BYTES[descriptor & 3] as number) +
    (single && contentSize === 0 ? 1 : (CONTENT_SIZE_BYTES[contentSize] as number))
  );
}

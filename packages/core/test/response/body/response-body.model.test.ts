import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BODY_PAUSE_BYTES } from '../../../src/response/body/body-source.ts';
import { BodyRig } from '../../support/body-rig.ts';

const LARGEST_CHUNK = 40_000;
const OPS = [
  'claim',
  'read',
  'collect',
  'collectNow',
  'drain',
  'discard',
  'peek',
  'wait',
  'abort',
  'destroy',
  'fail',
  'finish',
] as const;

type Step = { readonly do: 'push' | (typeof OPS)[number]; readonly size: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('push' as const),
      size: fc.oneof(fc.nat(20), fc.nat(LARGEST_CHUNK), fc.constant(LARGEST_CHUNK)),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ do: fc.constantFrom('claim' as const, 'read' as const), size: fc.constant(0) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom(...OPS), size: fc.nat(60) }) },
);

/** Applies the steps of a correct transport and of any number of incorrect consumers to a body. */
class Play {
  readonly rig: BodyRig;
  /** The positions of the sender and of the reader: byte `n` of the body is `n % 251`. */
  sent = 0;
  seen = 0;
  claimed = false;
  collecting = false;
  drained = false;
  /** How it ended: the first end counts. */
  end: 'finish' | 'fail' | 'destroy' | undefined;
  readonly settling: Promise<void>[] = [];
  settled = 0;
  ended = false;

  constructor(declaredLength: number | undefined) {
    this.rig = new BodyRig(declaredLength === undefined ? {} : { declaredLength });
  }

  async step({ do: what, size }: Step): Promise<void> {
    const { rig } = this;
    const { body } = rig;
    if (what === 'push') this.#push(size);
    else if (what === 'finish') this.#over('finish', () => body.finish(true));
    else if (what === 'fail') this.#over('fail', () => body.fail('failed'));
    else if (what === 'destroy') this.#over('destroy', () => body.destroy('destroyed'));
    else if (what === 'abort') this.#over('destroy', () => rig.call.abort('aborted'));
    else if (what === 'claim') this.#claim();
    else if (what === 'read') this.#read();
    else if (what === 'collect') this.#collect();
    else if (what === 'collectNow') this.#collectNow();
    else if (what === 'drain') this.#drain(() => body.drain({ bytes: size * 1_000, time: size }));
    else if (what === 'discard') this.#discard();
    else if (what === 'peek') this.#peek(size);
    else if (what === 'wait') await rig.clock.advance(size);
    await rig.clock.advance(0);
    this.check();
  }

  check(): void {
    const { rig, end } = this;
    if (end === undefined && rig.body.settled) this.end = 'destroy';
    expect(rig.ends).toBe(rig.body.settled ? 1 : 0);
    expect(rig.destroyed.length).toBe(this.end === 'destroy' ? 1 : 0);
    if (this.end !== undefined) return;
    const unread = this.collecting || this.drained ? 0 : this.sent - this.seen;
    if (unread < BODY_PAUSE_BYTES) expect(rig.paused).toBe(false);
    // No byte follows the last byte of a declared length.
    else if (this.sent !== rig.body.declaredLength) expect(rig.paused).toBe(true);
    expect(unread).toBeLessThan(BODY_PAUSE_BYTES + LARGEST_CHUNK);
  }

  async close(): Promise<void> {
    if (!this.rig.body.settled) this.#over('destroy', () => this.rig.body.destroy('over'));
    this.ended = true;
    await Promise.all(this.settling);
    this.check();
    expect(this.settled).toBe(this.settling.length);
    expect(this.rig.clock.pending()).toBe(0);
  }

  #push(size: number): void {
    if (this.rig.paused || this.end !== undefined) return;
    const lent = size % 3 === 0;
    const chunk = Uint8Array.from({ length: size }, (_, index) => (this.sent + index) % 251);
    this.rig.body.push(chunk, lent);
    if (lent) chunk.fill(255);
    this.sent += size;
  }

  #over(how: 'finish' | 'fail' | 'destroy', act: () => void): void {
    const { declaredLength, received } = this.rig.body;
    const short = how === 'finish' && declaredLength !== undefined && received < declaredLength;
    this.end ??= short ? 'fail' : how;
    act();
  }

  #claim(): void {
    try {
      this.rig.body.claim();
      this.claimed = true;
    } catch (error) {
      expect(this.claimed || this.collecting || this.drained).toBe(true);
      expect(error).toMatchObject({ name: 'BodyError' });
    }
  }

  #read(): void {
    if (!this.claimed) return;
    this.#expect(
      this.rig.body.read(),
      (chunk) => {
        if (chunk !== null) this.#saw(chunk);
        else expect([this.end, this.seen]).toEqual(['finish', this.sent]);
      },
      (error) => {
        // A body that broke fails its reader only after what had arrived.
        if (error === 'failed' && !this.drained) expect([this.end, this.seen]).toEqual(['fail', this.sent]);
      },
    );
  }

  #collect(): void {
    const free = !this.claimed && !this.collecting && !this.drained;
    if (free) this.collecting = true;
    this.#expect(this.rig.body.collect(), (bytes) => {
      expect([free, this.end]).toEqual([true, 'finish']);
      this.#saw(bytes);
      expect(this.seen).toBe(this.sent);
    });
  }

  #collectNow(): void {
    const bytes = this.rig.body.collectNow();
    if (bytes === undefined) return;
    expect([this.end, this.claimed, this.collecting, this.drained]).toEqual(['finish', false, false, false]);
    this.collecting = true;
    this.#saw(bytes);
    expect(this.seen).toBe(this.sent);
  }

  #drain(act: () => Promise<unknown>): void {
    this.drained = true;
    const drained = act();
    this.#expect(
      drained,
      () => expect(this.rig.body.settled || drained instanceof Promise).toBe(true),
      'never',
    );
  }

  #discard(): void {
    const { body } = this.rig;
    const nothingHeld = !body.hasUnread;
    const readOut = body.settled && (this.collecting || (this.claimed && nothingHeld));
    body.discard();
    if (!readOut) this.drained = true;
    expect(body.drained).toBe(this.drained);
  }

  #peek(bytes: number): void {
    const { claimed, collecting, drained, sent } = this;
    this.#expect(
      this.rig.body.peek({ bytes, time: 10 }),
      (peeked) => {
        expect(peeked.length).toBeLessThanOrEqual(bytes);
        if (claimed || collecting || drained) return;
        for (const [index, byte] of peeked.entries()) expect(byte).toBe(index % 251);
        expect(sent).toBeGreaterThanOrEqual(0);
      },
      'never',
    );
  }

  #saw(bytes: Uint8Array): void {
    const expected = Uint8Array.from({ length: bytes.length }, (_, index) => (this.seen + index) % 251);
    expect(Buffer.compare(bytes, expected)).toBe(0);
    this.seen += bytes.length;
  }

  /** A promise that must settle exactly once: with a value that `good` accepts, or with an error if it may reject. */
  #expect<Value>(
    promise: Promise<Value>,
    good: (value: Value) => void,
    bad: 'never' | ((error: unknown) => void) = (error) => expect(error).toBeDefined(),
  ): void {
    const settle = (): void => void this.settled++;
    this.settling.push(
      promise.then(
        (value) => {
          good(value);
          settle();
        },
        (error: unknown) => {
          expect(bad).not.toBe('never');
          if (bad !== 'never') bad(error);
          settle();
        },
      ),
    );
  }
}

test('whatever transport and consumers do, a body ends once, loses no byte and buffers no more than its bound', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.option(fc.nat(100_000), { nil: undefined, freq: 3 }),
      async (steps, declaredLength) => {
        const play = new Play(declaredLength);
        for (const one of steps) await play.step(one);
        await play.close();
      },
    ),
    { numRuns: 500 },
  );
});

import { Circuit } from './circuit.ts';
import type { CircuitRules } from './options.ts';
import type { BreakerCounters } from './stats.ts';

/** Circuits kept at most; the one without a new failure for longest is forgotten first. */
const MAX_CIRCUITS = 1_000;

/** The circuits of a breaker. A key that never failed has none, unless its successes have to be counted. */
export class Circuits {
  readonly counters: BreakerCounters = { opened: 0, refused: 0 };
  readonly #rules: CircuitRules;
  readonly #circuits = new Map<string, Circuit>();

  constructor(rules: CircuitRules) {
    this.#rules = rules;
  }

  /** The circuit of a key, if there is one or has to be. */
  find(key: string): Circuit | undefined {
    return this.#circuits.get(key) ?? (this.#rules.ratio === false ? undefined : this.keep(this.create(key)));
  }

  /** A new circuit. */
  create(key: string): Circuit {
    return new Circuit(key, this.#rules, this.counters);
  }

  /** Keeps a circuit, as the one that would be forgotten last. */
  keep(circuit: Circuit): Circuit {
    this.#circuits.delete(circuit.key);
    this.#circuits.set(circuit.key, circuit);
    if (this.#circuits.size > MAX_CIRCUITS) {
      const oldest = this.#circuits.keys().next();
      if (!oldest.done) this.#circuits.delete(oldest.value);
    }
    return circuit;
  }

  /** All of them. */
  values(): Iterable<Circuit> {
    return this.#circuits.values();
  }
}

import { Circuit } from './circuit.ts';
import type { CircuitRules } from './options.ts';
import type { BreakerCounters } from './stats.ts';

/** Circuits kept at most. Forgotten first is, of those that are not open, the one without a new failure for longest. */
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
  find(key: string, now: number): Circuit | undefined {
    const known = this.#circuits.get(key);
    if (known !== undefined || this.#rules.ratio === false) return known;
    return this.keep(this.create(key), now);
  }

  /** A new circuit. */
  create(key: string): Circuit {
    return new Circuit(key, this.#rules, this.counters);
  }

  /** Keeps a circuit, as the one that would be forgotten last; not one that was forgotten and has a successor. */
  keep(circuit: Circuit, now: number): Circuit {
    const { key } = circuit;
    if ((this.#circuits.get(key) ?? circuit) !== circuit) return circuit;
    this.#circuits.delete(key);
    if (this.#circuits.size >= MAX_CIRCUITS) this.#forgetOne(now);
    this.#circuits.set(key, circuit);
    return circuit;
  }

  /** If the circuit of a host that is left alone were forgotten, the host would be called again. */
  #forgetOne(now: number): void {
    let chosen: string | undefined;
    for (const circuit of this.#circuits.values()) {
      chosen ??= circuit.key;
      if (circuit.stateAt(now) === 'open') continue;
      chosen = circuit.key;
      break;
    }
    if (chosen !== undefined) this.#circuits.delete(chosen);
  }

  /** All of them. */
  values(): Iterable<Circuit> {
    return this.#circuits.values();
  }
}

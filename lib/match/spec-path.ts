import { MatchSpecError } from '../errors.js';

/** How deep a match spec may nest. */
export const MAX_SPEC_DEPTH = 100;

/** How many parts a match spec may have in all. */
export const MAX_SPEC_SIZE = 10_000;

/** Where in a match spec something stands, and how much of it has been read. */
export class SpecPath {
  readonly #text: string;
  readonly #depth: number;
  readonly #budget: { left: number };

  private constructor(text: string, depth: number, budget: { left: number }) {
    this.#text = text;
    this.#depth = depth;
    this.#budget = budget;
  }

  static root(text: string): SpecPath {
    return new SpecPath(text, 0, { left: MAX_SPEC_SIZE });
  }

  /** One step down. @throws MatchSpecError when the spec is too deep or too large. */
  at(step: string | number): SpecPath {
    const text = typeof step === 'number' ? `${this.#text}[${step}]` : `${this.#text}.${step}`;
    const path = new SpecPath(text, this.#depth + 1, this.#budget);
    if (path.#depth > MAX_SPEC_DEPTH)
      throw path.error(`it nests deeper than ${MAX_SPEC_DEPTH} levels`);
    if (--this.#budget.left < 0) throw path.error(`the spec has more than ${MAX_SPEC_SIZE} parts`);
    return path;
  }

  error(why: string, cause?: unknown): MatchSpecError {
    return new MatchSpecError(
      this.#text.length > 200 ? `${this.#text.slice(0, 200)}…` : this.#text,
      why,
      cause,
    );
  }
}

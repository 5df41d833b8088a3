/** Whoever holds a name without having an entry under it: nobody else can register the name meanwhile. */
export interface Reservation {
  /** What is thrown at who tries to. */
  refusal(): Error;
}

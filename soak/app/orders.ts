export interface Order {
  readonly id: number;
}

/** What of an order fails, so that whoever placed it can tell. */
export const isRefused = (id: number): boolean => id % 5 === 0;
export const isBroken = (id: number): boolean => id % 7 === 0;

/** How deep a term on the wire may nest. */
export const MAX_DEPTH = 100;

/** Reading a bigint takes more than linear time. */
export const MAX_DIGITS = 10_000;
export const BIGINT = new RegExp(`^-?\\d{1,${MAX_DIGITS}}$`);

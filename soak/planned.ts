/** What the load throws on purpose. */
export class PlannedError extends Error {}

/** What it throws into workers, which must not survive it. */
export class PlannedCrash extends PlannedError {}

/** Lets so many microtasks pass. */
export async function passing(microtasks: number): Promise<void> {
  for (let i = 0; i < microtasks; i++) await Promise.resolve();
}

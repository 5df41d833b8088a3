/** What `// => throws X` and `// => rejects X` become: the class names of what was thrown. */

/**
 * @param {() => void} run
 * @returns {string[]}
 */
export function thrownBy(run) {
  try {
    run();
  } catch (error) {
    return classNamesOf(error);
  }
  return [];
}

/**
 * @param {() => Promise<void>} run
 * @returns {Promise<string[]>}
 */
export async function rejectedBy(run) {
  try {
    await run();
  } catch (error) {
    return classNamesOf(error);
  }
  return [];
}

/**
 * Of its class and of every class above that one.
 *
 * @param {unknown} error
 */
function classNamesOf(error) {
  const names = [];
  for (let at = Object.getPrototypeOf(Object(error)); at !== null; at = Object.getPrototypeOf(at)) {
    names.push(at.constructor.name);
  }
  return names;
}

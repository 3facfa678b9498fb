// The names of the built files, as the build has put them in; relative to the page's own script.

/** @type {{runWorker: string, compileWorker: string, jobWorker: string, checkWorker: string, forkWorker: string, watchWorker: string, single: string, singleWorker: string, examples: string, index: string, lessons: string,
 *   parts: string, names: string, compilerBytes: number}} */
export const files = __FILES__

/** The address of a file of the build. */
export function addressOf(name) {
  return new URL(name, import.meta.url).href
}

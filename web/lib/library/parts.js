// What only some libraries need: it is loaded for those, side by side.

/** Options that are not the program's own. */
const OURS = ['imports', 'signal', 'source', 'worker', 'onStdout', 'onStderr']

/**
 * @param {object} description
 * @param {object} options
 * @returns {Promise<Parts>}
 * @typedef {{asks: false | typeof import('./asks.js'), generators: false | typeof import('./generator.js'),
 *   outside: false | typeof import('./outside.js'), settings: false | typeof import('../options.js')}} Parts
 */
export async function loadParts({ asks: list }, options) {
  const [asks, generators, outside, settings] = await Promise.all([
    list.length > 0 && import('./asks.js'),
    list.some(({ kind }) => kind === 'yield') && import('./generator.js'),
    Boolean(options.net) && options.net !== 'inside' && import('./outside.js'),
    Object.keys(options).some(name => !OURS.includes(name)) && import('../options.js')
  ])
  return { asks, generators, outside, settings }
}

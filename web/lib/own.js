/** The options that are somebody's own words: what a script has put into Object.prototype is none. */
export function ownOptions(options) {
  const own = Object.assign(Object.create(null), options)
  if (typeof own.limits === 'object') own.limits = Object.assign(Object.create(null), own.limits)
  return own
}

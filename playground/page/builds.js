export function createBuilds() { return { build() { throw new Error('not yet') }, cancel() {} } }

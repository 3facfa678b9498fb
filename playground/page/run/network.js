// The network of a program in the page: what it does not listen at itself is asked of the browser.

/**
 * @param {string[]} sites origins that it may fetch from, beside the page's own
 * @returns {import('@weft/host').Network}
 */
export function createPageNetwork(sites) {
  let coming
  const use = async call =>
    call(await (coming ??= import('./fetch_network.js').then(({ createFetchNetwork }) => createFetchNetwork([self.location.origin, ...sites]))))
  return {
    resolve: host => use(network => network.resolve(host)),
    connect: address => use(network => network.connect(address)),
    secure: (connection, wanted) => use(network => network.secure(connection, wanted))
  }
}

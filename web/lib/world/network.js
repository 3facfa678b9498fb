// Which network a run has: none but the one inside of the program, the machine's, or one that the embedding program
// has made. The machine's is loaded when it is first used.

/**
 * @param {true | false | 'inside' | import('../../index.d.ts').Network | null | undefined} option
 * @returns {import('../../index.d.ts').Network | undefined}
 */
export function openNetwork(option) {
  if (option === true) return createMachineNetwork()
  return typeof option === 'object' && option !== null ? option : undefined
}

function createMachineNetwork() {
  let loaded
  let datagrams
  const useDatagrams = async call =>
    call(await (datagrams ??= import('./datagrams.js').then(({ createDatagrams }) => createDatagrams())))
  const use = async call => call(await (loaded ??= import('./net.js').then(({ createNetwork }) => createNetwork())))
  let tls
  const secure = async (connection, wanted, signal) =>
    (await (tls ??= import('./tls.js').then(({ createTls }) => createTls())))(connection, wanted, signal)
  return {
    secure: globalThis.process?.getBuiltinModule ? secure : undefined,   // undefined: this host has no TLS
    resolve: (host, signal) => use(net => net.resolve(host, signal)),
    connect: (address, signal) => use(net => net.connect(address, signal)),
    listen: (address, signal) => use(net => net.listen(address, signal)),
    udpOpen: (address, signal) => useDatagrams(udp => udp.open(address, signal)),
    udpConnect: (address, signal) => useDatagrams(udp => udp.connect(address, signal))
  }
}

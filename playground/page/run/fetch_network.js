// What a program in the page reaches beyond the network inside of it: whatever it connects to must be a server of HTTP, and the browser's
// fetch carries its requests there. Only some sites are allowed; of what comes back a page may read what they allow (CORS). It is fetched when a
// program first asks for it.

import { createDuplex, secureDuplex } from '@weft/host/lib/browser/duplex.js'
import { createFetches } from '@weft/host/lib/browser/fetches.js'
import { failure } from '@weft/host/lib/world/failures.js'

const ADDRESS = /^[0-9.]+$|:/

/**
 * @param {string[]} sites origins that a program may fetch from; the first is the page's own
 * @returns {import('@weft/host').Network}
 */
export function createFetchNetwork(sites) {
  const places = sites.map(site => new URL(site))
  const hosts = new Set(places.map(({ hostname }) => hostname.replace(/^\[|\]$/g, '')))
  const origins = new Set(places.map(({ origin }) => origin))
  const names = []   // a host's address is its number here: what it is called stands in the request

  async function carry(url, options) {
    const { origin } = new URL(url)
    if (!origins.has(origin)) throw failure('EACCES')
    const isOwn = origin === origins.values().next().value
    const response = await fetch(url, { ...options, mode: isOwn ? 'same-origin' : 'cors', credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' })
    if (!origins.has(new URL(response.url).origin)) throw failure('EACCES')   // it was led elsewhere
    return response
  }

  return {
    async resolve(host) {
      if (!hosts.has(host.toLowerCase())) throw failure('EACCES')
      if (ADDRESS.test(host)) return [host]
      if (!names.includes(host)) names.push(host)
      return [`240.0.0.${names.indexOf(host) + 1}`]
    },
    connect: async ({ host, port }) =>
      createDuplex({ peer: `${nameOf(host)}:${port}` }, (side, { isSecure }) => createFetches(side, isSecure, carry)),
    secure: secureDuplex
  }

  function nameOf(address) {
    const [, number] = /^240\.0\.0\.(\d+)$/.exec(address) ?? []
    return names[number - 1] ?? (address.includes(':') ? `[${address}]` : address)
  }
}

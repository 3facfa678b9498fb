// Links: an example, or a changed source, with its clock and order, in the part of the address that
// is never sent to a server. Reading one is bounded, checks everything, and runs nothing.

import { copy, tellCopied } from '../kit/clipboard.js'
import { byId, digits } from '../kit/dom.js'
import { complete } from './catalog.js'

const MOST_CHARACTERS = 60_000
const MOST_SOURCE = 100_000
const GOOD_LENGTH = 2000
const REFUSED = 'The link cannot be read: '

/**
 * Reads an address.
 * @param {string} hash
 * @param {{find: (name: string) => object | null}} catalog
 * @returns {null | {refused: string} | {entry: object | null, settings: object | null,
 *   packed?: string}} `settings` as the link has them; `packed`: the source has to be unpacked with `unpack`
 */
export function readLink(hash, catalog) {
  if (hash.length < 2 || /^#(L\d+|[a-z-]+)$/.test(hash)) return null
  if (hash.length > MOST_CHARACTERS) return { refused: `${REFUSED}it is too long.` }
  const fields = new URLSearchParams(hash.slice(1))
  if (fields.get('v') !== '1') {
    return { refused: `${REFUSED}it is of another version of this page.` }
  }
  const base = catalog.find(fields.get('example') ?? '')
  const settings = Object.fromEntries(fields)
  const packed = fields.get('source')
  if (packed) return { entry: null, base, settings, packed }
  if (base) return { entry: base, settings }
  return { refused: `${REFUSED}there is no such example.` }
}

/**
 * The source in a link.
 * @returns {Promise<{source: string} | {refused: string}>}
 */
export async function openPacked({ base, packed }) {
  const { unpack } = await import('./pack.js')
  const source = unpack(packed, MOST_SOURCE)
  if (source === null) return { refused: `${REFUSED}its source is damaged or too long.` }
  if (base?.options?.signal) await complete(base).catch(() => {})   // is it still what its script is for?
  return { source }
}

/** The address of an example; of other programs none that anybody else could open. */
export function addressOfEntry({ kind, name, address }) {
  if (address) return `${location.href.split('#')[0]}${address}`
  return `${location.href.split('#')[0]}${kind ? '' : `#${new URLSearchParams({ v: '1', example: name })}`}`
}

/**
 * The box below "Share".
 * @param {{program: () => object, settings: () => object, given: () => string[][], find: (name: string) => object | null}} shown
 *   what a link is made of
 */
export function createLinks({ program: shown, settings, given, find }) {
  let asked = 0          // how often an address was asked for: packing takes its time

  async function refresh() {
    const program = shown()
    const number = ++asked
    const fields = new URLSearchParams({ v: '1' })
    let packed
    const base = program.entry.kind ? program.entry.file : program.name
    if (find(base) && program.isAlike) fields.set('example', base)   // else it is another program, with a name of its own
    if (byId('withclock').checked) addSettings(fields, settings())
    for (const [name, value] of given()) fields.set(name, value)
    if (program.isEdited || program.entry.kind || program.entry.address) {
      const { pack } = await import('./pack.js')
      packed = pack(program.text, MOST_SOURCE)
      fields.set('source', packed)
    }
    if (number !== asked) return
    const address = `${location.href.split('#')[0]}#${fields}`
    const fits = packed !== null && address.length <= MOST_CHARACTERS
    byId('link').value = fits ? address : ''
    byId('linkwords').textContent = !fits
      ? 'This source does not fit into a link. Download it instead.'
      : `${digits(address.length)} of ${digits(GOOD_LENGTH)} characters${
        address.length > GOOD_LENGTH ? ': some programs cut links that are longer' : ''
      }. Those that open it see the source; nothing runs before they press Run.`
  }

  function addSettings(fields, { clock, speed, order, seed, level }) {
    fields.set('clock', clock)
    if (clock === 'fast') fields.set('speed', speed)
    if (order === 'shuffled') {
      fields.set('order', order)
      fields.set('seed', seed)
    }
    if (level !== '0') fields.set('level', level)
  }

  const isOpen = () => byId('share').open
  byId('share').addEventListener('toggle', () => isOpen() && refresh())
  byId('withclock').addEventListener('change', refresh)
  byId('link').addEventListener('focus', ({ target }) => target.select())
  byId('copylink').addEventListener('click', async () => {
    const isCopied = await copy(byId('link').value)
    tellCopied(byId('copylink'), isCopied)
    byId('link').select()
    if (isCopied) return
    byId('linkwords').textContent = 'This browser does not let the page copy: use Ctrl C.'
  })

  return {
    refresh: () => isOpen() && refresh()
  }
}

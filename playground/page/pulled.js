// Programs that were pulled out of a run, anywhere: a snapshot from a server or from the command line is opened, shown where it stands, and
// goes on from there; what runs here is saved the same way, for `weft run --from` or a server. And recordings, which play again with the
// program that is shown. Fetched when a file is opened or saved.

import { files, openWorker, workerAddress } from './kit/addresses.js'
import { byId, make, seconds } from './kit/dom.js'
import { save as saveFile } from './kit/save.js'
import { notice, setStatus } from './kit/status.js'
import { packPulled, unpackPulled } from './run/pulled_file.js'

const MOST_BYTES = 2 ** 26
const MOST_SOURCE = 100_000
const KINDS = { WEFTSNAP: 'snapshot', WEFTTAPE: 'recording', '\0asm': 'program' }
const ENDED = 'The run is over, and with the real clock it is not the same each time: nothing is left to save. Save while it runs, or run it with the virtual clock.'

/** What was opened, and waits for the file that is missing: a snapshot without its program. */
let opened = { pulled: null, program: null, source: null }

/** The files of this device. */
export function ask(page, given, open) {
  const input = make('input', { type: 'file', multiple: true, accept: '.snapshot,.tape,.wasm,.c' })
  input.addEventListener('change', () => openFiles(page, [...input.files], open).catch(error => notice(error.message)))
  input.click()
}

/** Files of this page's own server, as a link names them: nothing runs before somebody says so. */
export async function openAddress(page, path, open) {
  const address = new URL(decodeURIComponent(path), document.baseURI)
  if (address.origin !== location.origin) throw new Error('The link cannot be opened: a page opens files of its own server only.')
  const answer = await fetch(address).catch(() => null)
  if (!answer?.ok) throw new Error(`The link cannot be opened: ${address.pathname} did not come.`)
  await take(page, [{ name: address.pathname.split('/').at(-1), bytes: new Uint8Array(await answer.arrayBuffer()) }], open, false)
}

/**
 * @param {object} page
 * @param {File[]} given
 * @param {(entry: object) => Promise<void>} open shows a program
 */
export async function openFiles(page, given, open) {
  const read = []
  for (const file of given) {
    if (file.size > MOST_BYTES) throw new Error(`${file.name} is too large to be opened: at most ${MOST_BYTES / 2 ** 20} MB.`)
    read.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
  }
  await take(page, read, open, true)
}

async function take(page, read, open, shows) {
  if (read.length === 0) return
  byId('share').open = false
  if (read.some(({ bytes }) => kindOf(bytes) === 'snapshot')) opened = { pulled: null, program: null, source: null }
  for (const { name, bytes } of read) {
    const kind = kindOf(bytes)
    if (kind === 'snapshot') opened.pulled = await unpackPulled(bytes)
    else if (kind === 'program') opened.program = bytes
    else if (kind === 'recording') return play(page, name, bytes, open)
    else opened.source = { name, text: textOf(name, bytes) }
  }
  const { pulled, source } = opened
  if (!pulled && source) return open(page.kept.addOwn(source.text))
  if (!pulled) throw new Error('Open the snapshot that belongs to this program.')
  const program = opened.program ?? pulled.program
  if (!program) return notice(`${pulled.name} has no program in it, as it comes from a server: open the .wasm file that was built for it, too.`)
  notice('')   // what was missing is here
  await show(page, { ...pulled, program, sources: source ? { [source.name]: source.text } : pulled.sources }, open, shows)
}

const kindOf = bytes => Object.entries(KINDS).find(([magic]) => [...magic].every((char, i) => bytes[i] === char.charCodeAt(0)))?.[1]

function textOf(name, bytes) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (/\.[ch]$/.test(name) && text.length <= MOST_SOURCE && !text.includes('\0')) return text
  } catch {
    // the sentence below says it
  }
  throw new Error(`${name} is no snapshot, no recording, no program and no C file that this page can open.`)
}

/** Shows the program, and where each of its tasks stands. */
async function show(page, { snapshot, name, program, sources }, open, shows) {
  const [first, text] = Object.entries(sources)[0] ?? []
  const entry = {
    name: `pulled-${Date.now().toString(36)}`, file: (first ?? name).replace(/\.c$/, ''), address: '#pulled', options: {}, verb: 'Go on',
    title: `${name}, pulled out of a run`, from: snapshot, made: program,
    source: text ?? `/* The source of ${name} is not in the file. Open its .c file, too, and the lines are shown. */\n`,
    about: 'It stands where it was when it was taken out of its run. Run goes on from there, as often as you like; Share saves any moment as a file, '
      + 'which goes on elsewhere: weft run --from FILE.'
  }
  await open(entry)
  if (shows) return look(page)
  notice(`This link has brought ${name}, as it was taken out of a run.`, 'Show its tasks', () => look(page))
}

function look(page) {
  return new Promise((resolve, reject) => {
    page.launcher.run(page.program, { look: true, async onOver() {
      const steps = await page.picture.steps()
      const { model } = page.tasks
      if (model && steps) {
        model.stands = true   // it is over here only
        page.tasks.choose(model.bars.at(-1))
        steps.openAt(model.past.length - 1)
        setStatus(`Stands at **${seconds(model.time.at(-1))}**, where it was taken.`, 'done')
      } else setStatus('It stands where it was taken. It was built without --snapshot, so its tasks are shown when they go on.')
      resolve()
    } }).catch(reject)
  })
}

/** A recording plays with the program that is shown: what it meets is in the recording. */
async function play(page, name, replay, open) {
  const { file, text } = page.program
  await open({ name: `played-${Date.now().toString(36)}`, file: file.replace(/\.c$/, ''), address: '#played', options: {}, verb: 'Play', kind: 'played', source: text, replay,
    title: `${file}, as recorded in ${name}`, about: 'Run plays the recording: the program meets again what it met then. A program that is not the recorded one is told where it differs.' })
  await page.launcher.run(page.program)
}

/** The program as it is now, or at the moment that the steps show, as a file. */
export async function save(page) {
  const { launcher, program } = page
  const snapshot = launcher.isLive ? await takeNow(launcher.last.live.worker) : await takeMoment(page)
  const name = program.file.replace(/\.c$/, '')
  const bytes = await packPulled({ snapshot, name, program: await bytesOf(page), sources: { [program.file]: program.text } })
  saveFile(`${name}.snapshot`, bytes)
  byId('share').open = false
  notice(`${name}.snapshot goes on elsewhere: weft run --from ${name}.snapshot`)
}

/** While it runs: between two steps. */
function takeNow(worker) {
  worker.postMessage({ pull: true })
  return new Promise((resolve, reject) => worker.addEventListener('message', ({ data }) => {
    if (data.snapshot) resolve(data.snapshot)
    if (data.exit) reject(new Error(ENDED))
  }))
}

async function takeMoment(page) {
  const { request } = page.launcher.last
  const { model } = page.tasks
  if (!request || !model || page.launcher.lastText !== page.program.text) throw new Error('Run the program first: a moment of its run is saved.')
  const steps = await page.picture.steps()
  if (request.look && !steps?.isOpen) return request.from
  if (request.options.clock !== 'virtual') throw new Error(ENDED)
  const upTo = (steps?.now ?? model.past.now).sequence
  const worker = openWorker(files.runWorker)
  try {
    return await new Promise((resolve, reject) => {
      worker.onerror = event => reject(new Error(`The moment cannot be saved: ${event.message}.`))
      worker.onmessage = ({ data }) => {
        if (data.snapshot) resolve(data.snapshot)
        if (data.refused) reject(new Error(data.refused))
      }
      worker.postMessage({ start: { ...request, look: false, upTo, jobWorker: workerAddress(files.jobWorker) } })
    })
  } finally {
    worker.terminate()
  }
}

/** The program's own bytes: those of an example, of a file that was opened, or what the compiler has made. */
async function bytesOf({ program, compiler, settings, launcher }) {
  const { entry } = program
  const run = launcher.last.request.program
  if (run instanceof Uint8Array) return run
  if (typeof run === 'string') return new Uint8Array(await (await fetch(run)).arrayBuffer())
  return (await compiler.build(program.file, program.text, settings.state.level, { searched: entry.isSearched, recorded: Boolean(entry.replay) })).program
}

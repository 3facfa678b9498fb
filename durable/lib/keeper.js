// A program and its storage. The program runs while it has something to do; when it waits longer than it is worth to keep it in
// memory, it is parked. What somebody may see of it (its output, an effect, that a message has arrived) is in the storage first, together
// with the program as it was then: so wherever a process dies, the storage holds a program that goes on from there, and nothing that
// anybody has seen is undone. Nothing here knows which engine it is: store.js says what an engine has to give.

import { load, WeftError } from '@weft/host'
import { packSnapshot, unpackSnapshot } from '@weft/host/snapshot'
import { createEffectGate } from './effects.js'
import { DurableError } from './error.js'
import { createLog } from './log.js'
import { piecesOf, readPieces } from './pieces.js'

const SEEN_MOST = 100
const LEASE_MS = 1000
const MESSAGE = 'message/'
const DEFAULTS = { parkAfter: 1, storeEvery: 10, sliceAfter: 60, retryAfter: 3600, attempts: 6, speed: 1, now: Date.now }

/** The builds that there are, the newest first: a program that was started stays with its own. */
export function loadBuilds({ program, older = [] }) {
  return Promise.all([program, ...older].map(source => load(source)))
}

/**
 * @param {import('../keeper.d.ts').Store} store
 * @param {import('../keeper.d.ts').KeeperSettings} given
 * @returns {import('../keeper.d.ts').Keeper}
 */
export function createKeeper(store, given) {
  const settings = { ...DEFAULTS, ...given }
  const outputs = { out: createLog('out/'), err: createLog('err/') }
  let record                  // what is known of the program beside its memory; undefined: not read yet
  let live = null             // the program while it is in memory
  let fed = 0                 // the first message that it was not given yet
  let order = Promise.resolve()

  /** One change after the other. */
  function inTurn(change) {
    const turn = order.then(change)
    order = turn.catch(() => {})
    return turn
  }

  async function read() {
    record ??= (await store.get(['program'])).get('program') ?? null
    return record
  }

  async function readAlive(what) {
    if (!await read()) throw new DurableError('no-program', `There is no program here to ${what}: start one first.`)
    if (record.state === 'ended') throw new DurableError('ended', `The program has ended with exit code ${record.exit.code}: nothing can ${what} it any more.`)
    return record
  }

  /** The record is as it was when the storage does not take the change. */
  async function commit(changes, { put = {}, remove = [], alarm }) {
    const next = { ...record, ...changes }
    await store.commit({ put: { ...put, program: next }, remove, alarm })
    record = next
  }

  /** `life` tells this program's effects from those of others, and of one that was here before. */
  const newRecord = () => ({
    life: crypto.randomUUID(), began: settings.now(), stored: 0, pieces: 0, out: 0, err: 0, messages: { first: 0, next: 0 }, seen: [],
    dueAt: null, at: 0, speed: settings.speed
  })

  // ---- what others ask ----

  const start = ({ args = [], env = {}, name } = {}) => inTurn(async () => {
    if (await read()) throw new DurableError('started', 'There is a program here already: remove it before you start another one.')
    const [{ id }] = await settings.builds
    await commit({ ...newRecord(), state: 'new', build: id, start: { args, env, name } }, { alarm: settings.now() })
    return { build: id }
  })

  const message = (text, { id, end = false } = {}) => inTurn(async () => {
    const { seen, messages: { first, next } } = await readAlive('give a message to')
    if (typeof text !== 'string') throw new DurableError('input', 'A message is a text.')
    if (id !== undefined && seen.includes(id)) return { taken: false }
    await commit({ messages: { first, next: next + 1 }, seen: id === undefined ? seen : [...seen, id].slice(-SEEN_MOST) },
      { put: { [keyOf(next)]: { text, end } }, alarm: live?.run ? undefined : settings.now() })
    if (live?.run) feed({ text, end })
    return { taken: true }
  })

  function feed({ text, end }) {
    if (text !== '') live.run.input(text)
    if (end) live.run.closeInput()
    fed++
    live.change()
  }

  async function status() {
    if (!await read()) return { state: 'none' }
    const { state, build, exit, began, stored, bytes = 0, out, err, messages, dueAt, why, effects = 0 } = record
    const waits = messages.next - messages.first
    return { state: live ? 'running' : state, build, exit, began, stored, bytes, out, err, waits, dueAt, why, effects }
  }

  const text = async (log, from = 0) => new TextDecoder().decode(await log.read(store, from))

  const snapshot = () => inTurn(async () => {
    const { pieces } = await readAlive('copy')
    if (pieces === 0) throw new DurableError('busy', 'The program has not waited yet: there is nothing of it to copy.')
    return readPieces(store, pieces)
  })

  /** The program goes on from a snapshot: the one that was copied here, or one from anywhere. */
  const adopt = given => inTurn(async () => {
    const taken = await unpackSnapshot(given).catch(error => { throw new DurableError('input', error.message) })
    const builds = await settings.builds
    if (!builds.some(({ id }) => id === taken.program)) throw new DurableError('refused', refusalOf(taken.program, builds))
    if (live) throw new DurableError('busy', 'The program runs at this moment: try again when it waits.')
    await read()
    if (record?.state === 'ended') throw new DurableError('ended', 'The program here has ended: remove it first.')
    const bytes = taken.pulled ? await packSnapshot({ ...taken, pulled: undefined }) : given   // the program is here already, and its source is of no use
    const { put, remove, pieces } = piecesOf(bytes, record?.pieces ?? 0)
    await commit({
      ...record ?? newRecord(), state: 'parked', build: taken.program, pieces, bytes: bytes.length, at: taken.taken ?? settings.now(),
      speed: taken.host.speed ?? 1, why: undefined
    }, { put, remove, alarm: settings.now() })
    return { build: taken.program }
  })

  const remove = () => inTurn(async () => {
    close()
    await store.clear()
    record = null
  })

  // ---- running ----

  /** The program goes on until it is parked or has ended. Called by the engine's alarm; more calls at once are one. */
  async function alarm() {
    live ??= createLife()
    return live.ended ??= tend(live)
  }

  function createLife() {
    const life = { run: null, gate: null, ended: null, gone: false, began: settings.now(), stored: settings.now(), change: () => {} }
    life.leave = () => {
      life.gone = true
      life.run?.kill()
      life.change()
    }
    return life
  }

  async function tend(life) {
    const leave = await settings.places?.take()
    try {
      if (!await inTurn(() => !life.gone && wake(life))) return
      while (await comesToRest(life)) {
        if (await inTurn(() => life.gone || settle(life))) return
        await somethingChanges(life)
      }
      await inTurn(() => life.gone || end(life))
    } catch (error) {
      if (!(error instanceof WeftError)) throw error
      await inTurn(() => life.gone || refuse(error.message))
    } finally {
      forget(life)
      leave?.()
    }
  }

  function forget(life) {
    life.run?.kill()
    if (live === life) live = null
  }

  /** False when it has ended. One that never waits is stored now and then all the same. */
  async function comesToRest({ run }) {
    let timer
    const late = new Promise(resolve => {
      timer = setTimeout(resolve, settings.storeEvery * 1000, true)
    })
    try {
      return await Promise.race([run.atRest(), late])
    } catch {
      return false   // what killed it is in its exit
    } finally {
      clearTimeout(timer)
    }
  }

  /** Into memory. False: there is nothing to do. */
  async function wake(life) {
    const now = await read()
    if (!now || now.state === 'ended') return false
    const builds = await settings.builds
    const build = builds.find(({ id }) => id === now.build)
    if (!build) return refuse(refusalOf(now.build, builds))
    life.gate = createEffectGate(settings.effects ?? {}, { life: now.life, change: () => life.change(), more: settings.context, attempts: settings.attempts })
    const common = { trace: false, effects: life.gate.effects, limits: settings.limits, net: settings.net,
      onStdout: bytes => outputs.out.add(bytes), onStderr: bytes => outputs.err.add(bytes) }
    outputs.out.begin(now.out)
    outputs.err.begin(now.err)
    try {
      life.run = now.pieces === 0
        ? build.start({ ...common, ...now.start, stdin: true, speed: settings.speed })
        : build.restore(await unpackSnapshot(await readPieces(store, now.pieces)), { ...common, clock: Math.max(0, settings.now() - now.at) / 1000 * now.speed })
    } catch (error) {
      return refuse(error.message)
    }
    fed = now.messages.first
    for (const each of await messagesOf(now)) feed(each)
    return true
  }

  async function messagesOf({ messages: { first, next } }) {
    const keys = Array.from({ length: next - first }, (_, i) => keyOf(first + i))
    const found = await store.get(keys)
    return keys.map(key => found.get(key))
  }

  /** It stays as it is, and is tried again later: somebody may bring the build back. */
  async function refuse(why) {
    await commit({ state: 'refused', why }, { alarm: settings.now() + settings.retryAfter * 1000 })
    return false
  }

  /** The program waits. Is it stored now, and is it parked? True when it is. */
  async function settle(life) {
    const { run, gate } = life
    const due = run.dueIn
    const parks = gate.outstanding === 0 && (due > settings.parkAfter * 1000 || settings.now() - life.began > settings.sliceAfter * 1000)
    if (!parks && gate.held === 0 && settings.now() - life.stored < settings.storeEvery * 1000) return false
    const taken = gate.taken()
    const snapshot = copyOf(run)
    if (!snapshot) return false
    const printed = { out: outputs.out.take(), err: outputs.err.take() }
    const given = fed
    const at = settings.now()
    const dueAt = due === Infinity ? null : at + due
    const bytes = await packSnapshot(snapshot)
    const { put, remove, pieces } = piecesOf(bytes, record.pieces)
    const { first, next } = record.messages
    for (let number = first; number < given; number++) remove.push(keyOf(number))
    const alarm = !parks ? settings.now() + LEASE_MS : given < next ? settings.now() : dueAt
    await commit({
      state: 'parked', pieces, bytes: bytes.length, at, stored: record.stored + 1, dueAt, why: undefined,
      messages: { first: given, next },
      effects: Math.max(record.effects ?? 0, gate.newest), out: printed.out.end, err: printed.err.end
    }, { put: { ...put, ...printed.out.put, ...printed.err.put }, remove, alarm })
    life.stored = settings.now()
    if (parks) forget(life)   // in this turn: a message that comes now finds it parked
    else gate.release(taken)
    return parks
  }

  /** Undefined when it has ended meanwhile. */
  function copyOf(run) {
    try {
      return run.snapshot()
    } catch (error) {
      if (error.code === 'snapshot') throw error
      return undefined
    }
  }

  async function end(life) {
    const exit = await life.run.exit
    const printed = { out: outputs.out.take(), err: outputs.err.take() }
    const { remove } = piecesOf(new Uint8Array(0), record.pieces)
    for (let number = record.messages.first; number < record.messages.next; number++) remove.push(keyOf(number))
    await commit({
      state: 'ended', exit, pieces: 0, bytes: 0, stored: record.stored + 1, dueAt: null, messages: { first: record.messages.next, next: record.messages.next },
      effects: Math.max(record.effects ?? 0, life.gate.newest), out: printed.out.end, err: printed.err.end
    }, { put: { ...printed.out.put, ...printed.err.put }, remove, alarm: null })
    return true
  }

  /** Its time has come, an effect is answered, a message was given to it, it has ended. */
  async function somethingChanges(life) {
    let timer
    const most = Math.min(life.run.dueIn, settings.storeEvery * 1000)
    const changed = new Promise(resolve => {
      life.change = resolve
      timer = setTimeout(resolve, Math.max(0, Math.ceil(most)))
    })
    if (life.gone || life.gate.hasChanged()) life.change()
    await Promise.race([changed, life.run.exit])
    clearTimeout(timer)
  }

  const close = () => {
    live?.leave()
    live = null
  }

  return { start, message, status, snapshot, adopt, remove, alarm, close, output: from => text(outputs.out, from), errors: from => text(outputs.err, from) }
}

const keyOf = number => MESSAGE + String(number).padStart(12, '0')

const refusalOf = (id, builds) => `The program was started by the build ${id}, and there ${builds.length === 1 ? 'is only' : 'are only'} ` +
  `${builds.map(build => build.id).join(', ')}: deploy that build again beside the new one (older: [...]), or remove the program and start it anew.`

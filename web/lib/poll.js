// poll_oneoff's subscriptions and events: reading them out of memory, which of them are due, and
// writing the answer. Whether and how to wait is decided in run.js.

import { Errno } from './errors.js'
import { ERRNO } from './wasi.js'

const MOST_SUBSCRIPTIONS = 4096
const SUBSCRIPTION_SIZE = 48
const EVENT_SIZE = 32
const FOR_EVER = 2 ** 62
const TYPE = { clock: 0, read: 1, write: 2 }
const HANGUP = 1

/**
 * Reads and checks the arguments of a call. The result is plain data: it is part of a snapshot.
 * @param {object} host view, clock, open, outputs
 * @param {number} pointer the subscriptions
 * @param {number} count
 * @returns {{subscriptions: object[]}}
 */
export function readPlan(host, pointer, count) {
  const many = count >>> 0
  if (many === 0 || many > MOST_SUBSCRIPTIONS) throw new Errno(ERRNO.INVAL)
  const start = host.view.at(pointer, many * SUBSCRIPTION_SIZE, 8)
  const subscriptions = []
  for (let i = 0; i < many; i++) {
    subscriptions.push(readSubscription(host, start + i * SUBSCRIPTION_SIZE))
  }
  return { subscriptions }
}

function readSubscription(host, at) {
  const { view } = host
  const type = view.u8(at + 8)
  const [low, high] = [view.u32(at), view.u32(at + 4)]
  if (type === TYPE.clock) {
    const { deadline, wall, errno } = readDeadline(host, at + 16)
    return { low, high, type, errno, deadline, wall }
  }
  if (type !== TYPE.read && type !== TYPE.write) throw new Errno(ERRNO.INVAL)
  const fd = view.u32(at + 16)
  const fits = host.open.has(fd) && (type === TYPE.read ? fd === 0 : Boolean(host.outputs[fd]))
  return { low, high, type, errno: fits ? 0 : ERRNO.BADF, fd }
}

/** A relative time counts on the monotonic clock, whichever clock it names. */
function readDeadline({ view, clock }, at) {
  const id = view.u32(at)
  const timeout = view.u64(at + 8)
  const absolute = (view.u16(at + 24) & 1) === 1
  if (id !== 0 && id !== 1) return { deadline: 0, wall: false, errno: ERRNO.INVAL }
  if (absolute) return { deadline: timeout, wall: id === 0, errno: 0 }
  return { deadline: timeout >= FOR_EVER ? Infinity : clock.now() + timeout, wall: false, errno: 0 }
}

/** Is it a single wait of no time, as when the program's loop only wants to know what is new? */
export function asksForNews(view, at, count) {
  return count === 1 && view.u8(at + 8) === TYPE.clock && view.u64(at + 24) === 0
}

/** Is time all that is waited for? A program's loop looks at the clock by itself. */
export function isClockAlone({ subscriptions }) {
  return subscriptions.length === 1 && subscriptions[0].type === TYPE.clock && subscriptions[0].errno === 0
}

/** Milliseconds of the host until a clock subscription is due; 0 or less when it is. */
function millisecondsLeft(subscription, clock) {
  if (subscription.errno) return 0
  if (subscription.deadline === Infinity) return Infinity
  if (subscription.wall) return (subscription.deadline - clock.wall()) / 1e6
  return (subscription.deadline - clock.now()) / 1e6 / clock.speed
}

function isDue(subscription, host) {
  if (subscription.errno || subscription.type === TYPE.write) return true
  if (subscription.type === TYPE.read) return host.input.ready()
  return millisecondsLeft(subscription, host.clock) <= 0
}

/** Is there anything to answer now? */
export function anyDue(plan, host) {
  return plan.subscriptions.some(subscription => isDue(subscription, host))
}

/** Milliseconds of the host until the next clock subscription is due; Infinity without one. */
export function nextDue(plan, clock) {
  let least = Infinity
  for (const subscription of plan.subscriptions) {
    if (subscription.type !== TYPE.clock) continue
    least = Math.min(least, millisecondsLeft(subscription, clock))
  }
  return least
}

/** Does the call wait for standard input? */
export function wantsInput(plan) {
  return plan.subscriptions.some(({ type, errno }) => type === TYPE.read && !errno)
}

/**
 * Writes what is due. When nothing is, the wait was cut short: one event of a clock says so where
 * the call named one (a program looks at the clock itself), and no event otherwise.
 * @param {object} host
 * @param {object} plan
 * @param {number} events where the events go
 * @param {number} result where their number goes
 */
export function writeEvents(host, plan, events, result) {
  const { view } = host
  let due = plan.subscriptions.filter(subscription => isDue(subscription, host))
  if (due.length === 0) due = plan.subscriptions.filter(({ type }) => type === 0).slice(0, 1)
  const start = view.at(events, plan.subscriptions.length * EVENT_SIZE, 8)
  view.at(result, 4, 4)
  due.forEach((subscription, i) => writeEvent(host, subscription, start + i * EVENT_SIZE))
  view.setU32(result, due.length)
}

function writeEvent({ view, input }, { low, high, type, errno }, at) {
  view.bytes(at, EVENT_SIZE).fill(0)
  view.setU32(at, low)
  view.setU32(at + 4, high)
  view.setU16(at + 8, errno)
  view.setU8(at + 10, type)
  if (type === TYPE.clock || errno) return
  const waiting = type === TYPE.read ? input.state.waiting : 1
  view.setU64(at + 16, waiting)
  view.setU16(at + 24, waiting === 0 ? HANGUP : 0)
}

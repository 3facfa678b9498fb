// Makes random programs, always the same from the same seed: lists of operations for a handful of
// tasks that meet at a few things, so that they get in each other's way. Body 0 is main's; a body
// starts only bodies behind it, so every program ends.

import { chance } from './chance.js'
import { AGAIN, GUEST, RUN, RUNNER } from './program.js'

const events = 2
const futures = 4
const handles = 4
const slots = 5
const variables = 2
const mostDepth = 3
/** Milliseconds: few and small, so that much happens at the same instant. */
const durations = [0, 1, 1, 1, 2, 2, 3, 4]
const deadlines = [-1, 0, 1, 1, 2, 2, 3, 4]

/** The program of a seed: semaphores, queues, barriers, bodies, runs. */
export function generate(seed) {
  const random = chance(seed)
  const { pick, below, maybe } = random
  const semaphores = [0, 1].map(() => [pick([0, 1, 1, 2]), below(2)])
  const queues = [0, 1].map(() => [pick([0, 1, 1, 2, 3]), below(3)])
  const barriers = [0, 1].map(() => pick([1, 2, 2, 3]))
  const writer = new Writer(random, 2 + below(4))
  const bodies = []
  for (let body = 0; body < writer.count; body++) {
    const ops = writer.list({ body, depth: 0 }, 2 + below(6))
    if (body === 0) ops.unshift(...writer.beginning(maybe))
    bodies.push(ops)
  }
  return [semaphores, queues, barriers, bodies, runs(random, writer.count)]
}

/** How it is run, and the bodies of the main tasks that come after the first. */
function runs({ below, maybe, pick }, count) {
  if (maybe(0.7)) return [RUN]
  const way = pick([RUNNER, RUNNER, GUEST, GUEST, AGAIN])
  const more = way === GUEST ? 0 : 1 + below(2)
  return [way, ...Array.from({ length: more }, () => 1 + below(count - 1))]
}

/** Writes operations down. `place` says where: in which body, how deep, in a callback or not. */
class Writer {
  constructor(random, count) {
    Object.assign(this, random)
    this.count = count
    this.number = 0
    this.families = this.some(Object.keys(families), 2 + this.below(4))
    if (this.maybe(0.18)) this.families.push(...this.some(Object.keys(forms), 1 + this.below(3)))
  }

  op(word, args = [], ...bodies) {
    return [word, 0, args, ...bodies]
  }

  list(place, length) {
    return Array.from({ length }, () => this.write(place))
  }

  /** What main begins with: most of the other bodies as tasks. */
  beginning(maybe) {
    const rest = Array.from({ length: this.count - 1 }, (_, index) => index + 1)
    return rest.filter(() => maybe(0.7)).map(body => this.op('spawn', [this.slot(), body]))
  }

  write(place) {
    const family = this.maybe(0.25) ? 'time' : this.maybe(0.3) ? 'tasks' : this.pick(this.families)
    const choices = families[family] ?? forms[family] ?? always[family]
    const made = this.pick(choices(this, place).filter(Boolean))
    return made ? made() : this.op('variable_get', [this.below(variables)])
  }

  inside(place, more = {}) {
    return this.list({ ...place, ...more, depth: place.depth + 1 }, 1 + this.below(3))
  }

  action(place) {
    return this.list({ ...place, callback: true, depth: place.depth + 1 }, 1 + this.below(2))
  }

  slot() { return this.below(slots) }
  duration() { return this.pick(durations) }
  deadline() { return this.pick(deadlines) }
  reason() { return this.below(3) }
  later(place) { return place.body + 1 + this.below(this.count - place.body - 1) }
  code() { return 1 + this.below(3) }
  severalSlots() { return Array.from({ length: 1 + this.below(3) }, () => this.slot()) }
  laters(place) { return Array.from({ length: 1 + this.below(3) }, () => this.later(place)) }
}

const always = {
  time: (w, p) => p.callback
    ? [() => w.op('block', [w.duration()])]
    : [
        () => w.op('sleep', [w.duration()]),
        () => w.op('sleep', [w.duration()]),
        () => w.op('sleep', [w.duration()]),
        () => w.op('yield'),
        () => w.maybe(0.3) ? w.op('block', [w.duration()]) : w.op('yield'),
        () => w.maybe(0.3) ? w.op('fail', [w.code()]) : w.op('sleep', [w.duration()])
      ],
  tasks: (w, p) => [
    p.body < w.count - 1 && (() => w.op(w.pick(['spawn', 'spawn', 'spawn_now']), [w.slot(), w.later(p)])),
    () => w.op('cancel', [w.slot(), w.reason()]),
    () => w.op('cancel', [w.slot(), w.reason()]),
    !p.callback && (() => w.op('join', [w.slot()])),
    !p.callback && (() => w.op('join', [w.slot()])),
    !p.callback && (() => w.op('join_shielded', [w.slot()])),
    !p.callback && (() => w.op('join_within', [w.slot(), w.deadline()])),
    () => w.op('result', [w.slot()])
  ]
}

const families = {
  cancels: (w, p) => p.callback
    ? [() => w.op('cancel', [w.slot(), w.reason()])]
    : [
        () => w.op('cancel_self', [w.reason()]),
        () => w.op('uncancel'),
        () => w.op('cancelling'),
        () => w.op('cancel', [w.slot(), w.reason()])
      ],
  cleanUp: (w, p) => !p.callback && p.depth < mostDepth
    ? [
        () => w.op('try', [w.below(3)], w.inside(p), w.inside(p)),
        () => w.op('try', [w.below(3)], w.inside(p), w.inside(p)),
        () => w.op('finally', [], w.inside(p), w.inside(p))
      ]
    : [],
  locks: (w, p) => !p.callback
    ? [
        p.depth < mostDepth && (() => w.op('lock', [w.pick([0, 0, 1])], w.inside(p))),
        p.depth < mostDepth && (() => w.op('lock', [w.pick([0, 0, 1])], w.inside(p))),
        p.depth < mostDepth && (() => w.op('lock', [w.pick([0, 0, 1])], w.inside(p))),
        () => w.op('unlock', [w.pick([0, 0, 1])])
      ]
    : [],
  events: (w, p) => [
    () => w.op('event_set', [w.below(events)]),
    () => w.op('event_clear', [w.below(events)]),
    !p.callback && (() => w.op('event_wait', [w.below(events)])),
    !p.callback && (() => w.op('event_wait', [w.below(events)]))
  ],
  semaphores: (w, p) => [
    () => w.op('release', [w.pick([0, 0, 1])]),
    !p.callback && (() => w.op('acquire', [w.pick([0, 0, 1])])),
    !p.callback && p.depth < mostDepth && (() => w.op('semaphore', [w.pick([0, 0, 1])], w.inside(p))),
    !p.callback && p.depth < mostDepth && (() => w.op('semaphore', [w.pick([0, 0, 1])], w.inside(p)))
  ],
  conditions: (w, p) => {
    if (p.callback) return []
    const index = p.condition ?? w.pick([0, 0, 1])
    const wait = () => w.op('condition_wait', [index])
    const notify = () => w.op('notify', [index, w.pick([0, 1, 1, 2, 9])])
    return p.depth < mostDepth && p.condition === undefined
      ? [
          () => w.op('condition', [index], [wait(), ...w.inside(p, { condition: index })]),
          () => w.op('condition', [index], [notify(), ...w.inside(p, { condition: index })]),
          () => w.op('condition', [index], w.inside(p, { condition: index }))
        ]
      : [wait, notify]
  },
  queues: (w, p) => [
    () => w.op('put_nowait', [w.pick([0, 0, 1]), w.below(9)]),
    () => w.op('get_nowait', [w.pick([0, 0, 1])]),
    () => w.op('task_done', [w.pick([0, 0, 1])]),
    () => w.maybe(0.3) ? w.op('shutdown', [w.pick([0, 0, 1]), w.below(2)]) : w.op('task_done', [0]),
    !p.callback && (() => w.op('put', [w.pick([0, 0, 1]), w.below(9)])),
    !p.callback && (() => w.op('put', [w.pick([0, 0, 1]), w.below(9)])),
    !p.callback && (() => w.op('get', [w.pick([0, 0, 1])])),
    !p.callback && (() => w.op('get', [w.pick([0, 0, 1])])),
    !p.callback && (() => w.op('queue_join', [w.pick([0, 0, 1])]))
  ],
  barriers: (w, p) => !p.callback
    ? [
        () => w.op('barrier_wait', [w.pick([0, 0, 1])]),
        () => w.op('barrier_wait', [w.pick([0, 0, 1])]),
        () => w.op('barrier_wait', [w.pick([0, 0, 1])]),
        () => w.op(w.pick(['barrier_reset', 'barrier_abort']), [w.pick([0, 0, 1])])
      ]
    : [],
  futures: (w, p) => [
    () => w.op('future_set', [w.below(futures)]),
    () => w.op('future_fail', [w.below(futures), w.code()]),
    () => w.op('future_cancel', [w.below(futures), w.reason()]),
    () => w.op('future_result', [w.below(futures)]),
    !p.callback && (() => w.op('future_wait', [w.below(futures)])),
    !p.callback && (() => w.op('future_wait', [w.below(futures)])),
    !p.callback && (() => w.op('future_wait_shielded', [w.below(futures)])),
    !p.callback && (() => w.op('future_wait_within', [w.below(futures), w.deadline()]))
  ],
  scopes: (w, p) => !p.callback && p.depth < mostDepth
    ? [
        () => w.op('wait_for', [w.deadline()], w.inside(p)),
        () => w.op('timeout', [w.deadline()], w.inside(p)),
        () => w.op('timeout', [w.deadline()], [w.op('reschedule', [w.deadline()]), ...w.inside(p)]),
        () => w.op('reschedule', [w.deadline()])
      ]
    : [],
  scopesLeft: (w, p) => !p.callback && p.depth < mostDepth
    ? [
        () => w.op('timeout_left', [w.deadline()], w.inside(p)),
        () => w.op('timeout_left', [w.deadline()], [w.op('reschedule', [w.deadline()]), ...w.inside(p)])
      ]
    : [],
  groups: (w, p) => !p.callback && p.body < w.count - 1
    ? [
        () => w.op(w.pick(['group_spawn', 'group_spawn', 'group_spawn_now']), [w.slot(), w.later(p)]),
        p.depth < mostDepth && (() => w.op('group', [], [w.op('group_spawn', [w.slot(), w.later(p)]), ...w.inside(p)])),
        p.depth < mostDepth && (() => w.op('group_tried', [], [w.op('group_spawn', [w.slot(), w.later(p)]), ...w.inside(p)]))
      ]
    : [],
  gathers: (w, p) => !p.callback && p.body < w.count - 1
    ? [
        () => w.op('gather', w.laters(p)),
        () => w.op('gather_settled', w.laters(p)),
        () => w.op('gather_settled', w.laters(p))
      ]
    : [],
  several: (w, p) => !p.callback
    ? [
        () => w.op('wait', [w.below(3), w.deadline(), ...w.severalSlots()]),
        () => w.op('wait', [w.below(3), w.deadline(), ...w.severalSlots()]),
        () => w.op('as_completed', w.severalSlots()),
        () => w.op('join_all', w.severalSlots())
      ]
    : [],
  callbacks: (w, p) => [
    p.depth < mostDepth && (() => w.op('call_soon', [w.below(handles)], w.action(p))),
    p.depth < mostDepth && (() => w.op('call_later', [w.below(handles), w.duration()], w.action(p))),
    p.depth < mostDepth && (() => w.op('future_on_done', [w.below(handles), w.below(futures)], w.action(p))),
    p.depth < mostDepth && (() => w.op('task_on_done', [w.below(handles), w.slot()], w.action(p))),
    () => w.op('handle_cancel', [w.below(handles)])
  ],
  variables: w => [
    () => w.op('variable_set', [w.below(variables), 1 + w.below(9)]),
    () => w.op('variable_get', [w.below(variables)])
  ]
}

/** What asyncio has not, or otherwise: a program with these is compared up to there, and then played alone. */
const forms = {
  chains: (w, p) => [
    () => w.op('future_chain', [w.below(futures), w.below(futures)]),
    () => w.op('future_set', [w.below(futures)]),
    () => w.op('future_cancel', [w.below(futures), w.reason()]),
    () => w.op('future_result', [w.below(futures)]),
    !p.callback && (() => w.op('future_wait', [w.below(futures)]))
  ],
  races: (w, p) => !p.callback && p.body < w.count - 1
    ? [() => w.op('race', [w.deadline(), ...w.laters(p)])]
    : [],
  channels: (w, p) => [
    () => w.op('send_nowait', [w.below(2), w.below(9)]),
    () => w.op('receive_nowait', [w.below(2)]),
    () => w.maybe(0.2) ? w.op('end_close', [w.below(2), w.below(2)]) : w.op('receive_nowait', [0]),
    !p.callback && (() => w.op('send', [w.below(2), w.below(9)])),
    !p.callback && (() => w.op('send', [w.below(2), w.below(9)])),
    !p.callback && (() => w.op('receive', [w.below(2)])),
    !p.callback && (() => w.op('receive', [w.below(2)]))
  ],
  limiters: (w, p) => [
    !p.callback && p.depth < mostDepth && (() => w.op('limiter', [w.below(2)], w.inside(p))),
    !p.callback && p.depth < mostDepth && (() => w.op('limiter', [w.below(2)], w.inside(p))),
    () => w.op('resize', [w.below(2), w.below(3)])
  ],
  leaving: (w, p) => !p.callback && p.depth < mostDepth
    ? [
        () => w.op('shield', [], w.inside(p)),
        () => w.op('exits', [w.below(2)], w.inside(p), w.inside(p)),
        () => w.op('generator', [w.below(4)], w.inside(p), w.inside(p)),
        p.body < w.count - 1 && (() => w.op('settled_group', [], [w.op('group_spawn', [w.slot(), w.later(p)]), ...w.inside(p)])),
        p.body < w.count - 1 && (() => w.op('group_left', [], [w.op('group_spawn', [w.slot(), w.later(p)]), ...w.inside(p)]))
      ]
    : []
}

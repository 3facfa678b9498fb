// What stands in the queues of a program, and what lies beside its locks: read from its memory, from its variables on along the types that
// clang wrote down. The number that a lock or a queue has in the trace stands in the object itself. Nothing here trusts what it reads: what
// an object says of itself is compared with the trace by those who show it.

const MOST_PLACES = 400      // that are looked at after one step
const MOST_ELEMENTS = 32     // of an array
const MOST_POINTERS = 3      // on the way from a variable
const MOST_ITEMS = 8         // of a queue that are put into words
const MOST_MEMBERS = 8       // beside a lock
const MOST_VARIABLES = 200   // that are compared after one step
const MOST_WORK = 2_000_000  // places and variables of a whole run
const MOST_CHANGES = 20_000
const RUN = 1                // the first of a program; what belongs to no trace has 0

/** The types by which the objects are known, and where in them the lock or the queue lies. */
const LOCKS = { weft_lock: [], weft_condition: ['lock'] }
const QUEUES = { weft_queue: [], weft_channel: ['buffer'] }

/**
 * @param {{types: object[], globals: object[]}} symbols
 * @param {object} values from createValues
 */
export function createObjectReader({ types, globals }, values) {
  const leading = leadingTypes(types)
  const bare = types.map((_, number) => !holdsOurs(types, number))
  const offset = (number, path) => path.reduce((place, name) => {
    const member = types[place.type].members.find(each => each.name === name)
    return { at: place.at + member.at, type: member.type }
  }, { at: 0, type: number })
  const field = (at, number, ...path) => values.word(at + offset(number, path).at)
  const tracks = { queues: new Map(), data: new Map() }
  const kept = { work: 0, changes: 0 }

  /** Whether an object has a number in the trace. */
  function numberOf(at, number) {
    return field(at, number, 'resource', 'run') === RUN ? field(at, number, 'resource', 'id') : 0
  }

  /** Everything that can be reached, the nearest first: what is found twice, a copy say, is what was found first. */
  function reach(roots) {
    const found = { queues: new Map(), data: new Map() }
    const seen = new Set()
    const places = roots.map(({ name, address, type }) => ({ at: address, type, pointers: 0, path: name }))
    const add = place => leading.has(place.type) && values.isThere(place.at, place.type) && places.length < MOST_PLACES && places.push(place)
    for (const { at, type: number, pointers, path } of places) {
      if (!leading.has(number) || seen.has(`${at} ${number}`)) continue
      seen.add(`${at} ${number}`)
      kept.work++
      const type = types[number]
      if (type.kind === 'pointer' && pointers < MOST_POINTERS) add({ at: values.word(at), type: type.to, pointers: pointers + 1, path: '' })
      else if (type.kind === 'array') for (let n = 0; n < Math.min(type.count, MOST_ELEMENTS); n++) add({ at: at + n * types[type.of].size, type: type.of, pointers, path: path && `${path}[${n}]` })
      else if (type.kind === 'struct' && !takeQueue(at, type, found.queues) && !isOurs(type)) {
        for (const member of type.members) add({ at: at + member.at, type: member.type, pointers, path: path && member.name && `${path}.${member.name}` })
        takeLocks(at, type, path, found.data)
      }
    }
    return found
  }

  /** A queue or a channel with its type: see WEFT_QUEUE and WEFT_CHANNEL in weft.h. */
  function takeQueue(at, { members }, found) {
    const [head, item, , ...more] = members
    const path = QUEUES[types[head?.type]?.name]
    const slots = more.at(-1)
    if (!path || item?.name !== 'type' || slots?.name !== 'slots') return false
    const { at: from, type } = offset(head.type, path)
    const queue = at + head.at + from
    const id = numberOf(queue, type)
    if (!id || found.has(id)) return true
    const read = name => field(queue, type, name)
    const of = types[item.type].to
    const grown = read('grown')
    const places = grown ? read('room') : types[slots.type].count
    const count = read('count')
    const { size } = types[of] ?? {}
    const isLast = values.word(queue + offset(type, ['lifo']).at) & 0xff
    const items = []
    for (let n = 0; size && n < Math.min(count, places, MOST_ITEMS); n++) {
      const index = isLast ? count - 1 - n : (read('head') + n) % places
      const place = (grown || at + slots.at) + index * size
      items.push(values.isThere(place, of) ? values.words(place, of) : '?')
    }
    found.set(id, { count, items })
    return true
  }

  /** The members beside a lock; `within`: how the program calls the struct, '' where no variable is it. */
  function takeLocks(at, { members }, within, found) {
    for (const member of members) {
      const path = LOCKS[types[member.type]?.name]
      if (!path) continue
      const { at: from, type } = offset(member.type, path)
      const lock = numberOf(at + member.at + from, type)
      if (!lock) continue
      for (const other of members.filter(({ type, name, bits }) => name && !bits && bare[type]).slice(0, MOST_MEMBERS)) {
        const key = `${lock} ${other.name}`
        if (!found.has(key)) found.set(key, { lock, name: other.name, within, owner: '', ...heldAt(at + other.at, other.type) })
      }
    }
  }

  const heldAt = (at, type) => ({ text: values.words(at, type), own: values.words(at, type, 1) })

  /** Variables beside no lock: what is changed while a lock is held may still be what it is for. */
  function takeVariables(roots, found) {
    for (const { name, owner, address, type } of roots.filter(({ type }) => bare[type]).slice(0, MOST_VARIABLES)) {
      kept.work++
      found.set(`${owner} ${name} ${address}`, { lock: 0, name, within: '', owner, ...heldAt(address, type) })
    }
  }

  function note(track, step, value) {
    const last = track.changes.at(-1)
    if (last && JSON.stringify(last.value) === JSON.stringify(value)) return
    if (last?.step === step) return void (last.value = value)
    kept.changes++
    track.changes.push({ step, value })
  }

  function take(kind, found, step) {
    for (const [key, track] of tracks[kind]) if (!found.has(key)) note(track, step, null)
    for (const [key, { lock, name, within, owner, ...value }] of found) {
      if (!tracks[kind].has(key)) tracks[kind].set(key, kind === 'queues' ? { id: key, changes: [] } : { lock, name, within, owner, changes: [] })
      note(tracks[kind].get(key), step, value)
    }
  }

  return {
    /** Takes in what there is after a step. `locals` are those of the tasks that wait: `{name, owner, address, type}`. */
    look(step, locals) {
      if (kept.work > MOST_WORK || kept.changes > MOST_CHANGES) return
      const roots = [...globals.map(each => ({ ...each, owner: '' })), ...locals]
      const found = reach(roots)
      takeVariables(roots, found.data)
      take('queues', found.queues, step)
      take('data', found.data, step)
      kept.last = step
    },
    /** What each queue held after which step, what lay beside each lock, and what else changed; `last`: the step up to which. */
    result: () => ({ last: kept.last ?? 0, queues: [...tracks.queues.values()], data: [...tracks.data.values()].filter(({ lock, changes }) => lock || changes.length > 1) })
  }
}

const isOurs = ({ kind, name }) => kind === 'struct' && name.startsWith('weft_')

/** Whether something of Weft's lies inside of a value. */
function holdsOurs(types, number) {
  const type = types[number]
  if (!type) return false
  if (type.kind === 'array') return holdsOurs(types, type.of)
  return type.kind === 'struct' && (isOurs(type) || type.members.some(member => holdsOurs(types, member.type)))
}

/** The types from which a lock or a queue can be reached. */
function leadingTypes(types) {
  const leading = new Set(types.flatMap(({ name }, number) => LOCKS[name] || QUEUES[name] ? [number] : []))
  const leads = ({ kind, to, of, members }) => kind === 'pointer' ? leading.has(to) : kind === 'array' ? leading.has(of)
    : kind === 'struct' && members.some(({ type }) => leading.has(type))
  for (let before = -1; before < leading.size;) {
    before = leading.size
    types.forEach((type, number) => leads(type) && leading.add(number))
  }
  return leading
}

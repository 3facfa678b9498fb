// Run and Stop: gets what is to be run, starts it, passes on what it says, and has its end put into
// words. One run at a time.

import { byId, seconds } from '../kit/dom.js'
import { setLive, setStatus } from '../kit/status.js'
import { endingOf } from './ending.js'
import { startRun, warmUp } from './run.js'

const TICK_MS = 100
const STOPPED = { code: 109, reason: 'killed', message: 'It was stopped while it read standard input.', silent: 0, milliseconds: 0 }
const BUSY_MS = 1000   // a step that takes longer is worth a word

/**
 * @param {object} parts
 * @param {(program: object) => Promise<string | WebAssembly.Module | null>} parts.prepare gives what
 *   is to be run, null where there is nothing, and has said why
 * @param {() => void} parts.callOff ends a preparation
 * @param {() => void} parts.onBegin a run begins
 * @param {(exit: object | null) => void} parts.onOver it is over, and all is shown; null: there was nothing to run
 * @param {{runOptions: Function, speed: Function}} parts.settings
 * @param {{options: Function}} parts.world what the program is given
 * @param {object} parts.output
 * @param {object} parts.input
 * @param {{begin: Function, push: Function, end: Function, now: Function}} parts.tasks
 */
export function createLauncher(parts) {
  const launcher = {
    parts,
    live: null,            // the run that goes on
    preparing: null,       // the program that is being compiled, to be run
    wanted: null,          // the program that was asked for last
    lastText: undefined,   // of the program that ran last
    script: [],
    dropped: 0,
    last: 0,               // the time of the last line of output
    isAsked: false,        // whether the run was asked to stop
    asking: null,          // what is run again once a line was typed: { program, binary }
    typed: '',             // what was typed in this run
    how: null,             // { look, onOver }: it only shows where a program that was pulled out of a run stands
    request: null,         // what was run last
    ticker: null
  }
  setTimeout(warmUp, 300)
  return {
    run: (program, how = null) => run(launcher, program, how),
    /** What runs, and what was run last, for those who save it. */
    last: launcher,
    stop: () => stop(launcher),
    leave: () => leave(launcher),
    setSpeed: speed => launcher.live?.setSpeed(speed),
    /** A line for the program, its end of input, or a signal. */
    send: line => launcher.asking ? goOn(launcher, line) : launcher.live?.input(line),
    sendEnd: () => launcher.asking ? goOn(launcher, '', true) : launcher.live?.closeInput(),
    signal: name => launcher.live?.signal(name),
    get isPreparing() { return launcher.preparing !== null },
    get isLive() { return launcher.live !== null },
    get lastText() { return launcher.lastText }
  }
}

async function run(launcher, program, how) {
  if (launcher.preparing === program) return
  drop(launcher)
  const { text } = program
  launcher.wanted = program
  const binary = await prepare(launcher, program)
  if (launcher.wanted !== program) return
  if (!binary) return launcher.parts.onOver(null)
  launcher.lastText = text
  launcher.typed = ''
  launcher.how = how
  start(launcher, program, binary)
  launcher.parts.onBegin()
}

async function prepare(launcher, program) {
  launcher.preparing = program
  setBusy(true)
  try {
    return await launcher.parts.prepare(program)
  } finally {
    if (launcher.preparing === program) endPreparing(launcher)
  }
}

function endPreparing(launcher) {
  launcher.preparing = null
  setBusy(launcher.live !== null)
}

/** The program blocks in a read: it waits where it is for the reader, and runs again with what was typed. */
function ask(launcher, program, binary) {
  launcher.asking = { program, binary }
  clearInterval(launcher.ticker)
  launcher.parts.output.flush()
  launcher.parts.input.ask(launcher.typed)
  setStatus('The program reads standard input: type a line below its output.', 'running')
}

function goOn(launcher, line, ended = false) {
  const { program, binary } = launcher.asking
  launcher.typed += line
  start(launcher, program, binary, ended)
}

function start(launcher, program, binary, ended = false) {
  const { settings, world, output, tasks, input } = launcher.parts
  const given = world.options()
  const options = { ...settings.runOptions(), ...given, name: program.name }
  launcher.asking = null
  launcher.script = input.script()
  options.signals = [...launcher.script, ...given.signals]
  if (options.signals.length === 0) delete options.signals
  input.end()
  launcher.dropped = 0
  launcher.last = 0
  launcher.isAsked = false
  output.clear()
  tasks.begin()
  setRunning(true)
  const { text, asks } = input.given()
  const isAll = ended || !asks
  const stdin = { text: text + launcher.typed, asks: !isAll, ended: isAll }
  const { from, replay } = program.isEdited ? {} : program.entry
  if (replay) options.replay = replay
  const request = { program: binary, options, speed: settings.speed(), stdin, from, look: launcher.how?.look }
  launcher.request = request
  launcher.live = startRun(request, {
    onNews(news) {
      for (const { time } of news.lines) if (time !== null) launcher.last = time
      output.add(news)
    },
    onTrace: bytes => tasks.push(bytes),
    onTraceDropped: bytes => { launcher.dropped = bytes },
    onWatched: names => input.signals(names),
    onInput: what => input.waiting(what),
    onAsks: () => ask(launcher, program, binary),
    onPlain: () => tasks.clear(),
    onListens: () => setStatus('Asked to stop, and still cleaning up. Stop once more ends it at once.', 'running'),
    onEnd: exit => finish(launcher, exit)
  })
  launcher.ticker = setInterval(() => tick(launcher), TICK_MS)
  tick(launcher)
}

function tick({ parts, last, live, isAsked }) {
  if (isAsked) return
  const stuck = live.silent > BUSY_MS ? parts.tasks.stuck() : null
  if (stuck) return setStatus(`Running: **${stuck.name}** has not waited since **${seconds(stuck.since)}**.`, 'running')
  const known = parts.tasks.now()
  const time = Math.max(last, known && !known.isOver ? known.time : 0)
  setStatus(`Running, at **${seconds(Math.round(time * 10) / 10)}**.`, 'running')
}

function finish(launcher, exit) {
  const { output, tasks, input } = launcher.parts
  const { dropped, script } = launcher
  forget(launcher)
  input.end()
  output.flush()
  tasks.end(exit, dropped)
  output.tell()
  if (launcher.how) return launcher.how.onOver()
  const known = tasks.now()
  const end = known?.time ?? exit.seconds ?? launcher.last
  const { failure, remarks, status, isGood } = endingOf({ exit, end, steps: known?.steps ?? null,
    dropped, script })
  const stuck = tasks.stuck()
  if (stuck) output.sentence(stuck.words, { bad: true, time: end })
  if (failure) output.sentence(failure, { bad: !stuck, time: stuck || exit.reason === 'load' ? null : end })
  for (const remark of remarks) output.sentence(remark)
  setStatus(status, isGood ? 'done' : 'failed')
  launcher.parts.onOver(exit)
}

function stop(launcher) {
  const { preparing, live, parts } = launcher
  if (preparing) return parts.callOff()
  if (!live) return
  if (launcher.asking) return finish(launcher, STOPPED)
  launcher.isAsked = true
  setStatus('Asked to stop.', 'running')
  live.stop()
}

/** Ends what runs without asking: it is run again. */
function drop(launcher) {
  if (!launcher.live) return
  launcher.live.drop()
  forget(launcher)
  launcher.parts.input.end()
}

/**
 * Another program is opened: what runs is ended, and what ran is nobody's any more. A download goes on,
 * and nobody waits for it.
 */
function leave(launcher) {
  drop(launcher)
  endPreparing(launcher)
  launcher.wanted = null
  launcher.lastText = undefined
}

function forget(launcher) {
  launcher.asking = null
  clearInterval(launcher.ticker)
  launcher.live = null
  setRunning(false)
}

function setRunning(on) {
  setLive(on)
  setBusy(on)
}

function setBusy(on) {
  byId('stop').disabled = !on
  byId('stop').title = on ? 'Ctrl .' : 'Nothing runs'
  byId('run').disabled = on
  byId('run').title = on ? 'Stop the run before you start another' : ''
}

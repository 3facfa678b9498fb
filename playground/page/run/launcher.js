// Run and Stop: compiles what was edited, starts a run, passes on what it says, and puts its end into
// words. One run at a time.

import { addressOf } from '../kit/addresses.js'
import { byId, count, seconds } from '../kit/dom.js'
import { setLive, setStatus } from '../kit/status.js'
import { startRun, warmUp } from './run.js'

const END_WORDS = {
  deadlock: 'Deadlock', overflow: 'The stack was used up', trap: 'Stopped by a trap',
  memory: 'Out of memory', limit: 'Stopped at a limit', killed: 'Ended', cancelled: 'Cancelled',
  until: 'Ended', interrupted: 'Interrupted', host: 'The host failed', load: 'Not run',
  failed: 'Failed'
}
const TICK_MS = 100

export function createLauncher(page) {
  const state = {
    live: null, dropped: 0, ticker: null, lastText: undefined, last: 0, building: null
  }

  async function run() {
    if (state.building) return
    await stopNow()
    const { program, settings, compiler } = page
    const isPrebuilt = program.entry.program && !program.isEdited
    page.ahead.stop()
    page.problems.clear()
    const text = program.text
    const binary = isPrebuilt ? addressOf(program.entry.program) : await build(program)
    if (!binary || page.program !== program) return
    state.lastText = text
    start(binary, compiler.times)
    if (page.tabs.isNarrow()) page.tabs.show('tasks')
  }

  /** Compiles an edit; null when it does not compile, or was called off. */
  async function build(program) {
    state.building = program
    byId('run').disabled = true
    const why = 'Not run, because '
    page.tasks.setStale('These lanes are from the run before your edit.')
    try {
      const made = await page.compiler.build(program.file, program.text, page.settings.state.level)
      if (page.program !== program) return null
      page.problems.show(made.diagnostics, program.file)
      if (made.ok) return made.module
      const errors = made.diagnostics.filter(({ severity }) => /error/.test(severity))
      const warnings = made.diagnostics.filter(({ severity }) => severity === 'warning').length
      const first = errors.find(({ file }) => file === program.file)
      page.output.say(`${why}the program does not compile.` +
        (first ? ` The ${errors.length > 1 ? 'first ' : ''}error is on line ${first.line}.` : ''))
      if (errors.length === 0) page.output.sentence(made.text || 'The compiler did not say why.')
      setStatus(`Not run: **${count(errors.length, 'error')}**` +
        `${warnings ? `, ${count(warnings, 'warning')}` : ''}.` +
        (page.tasks.model ? ' The lanes show the run before it.' : ''), 'failed')
      return null
    } catch (error) {
      page.output.say(error.code === 'cancelled' ? `${why}getting the compiler was cancelled.`
        : `${why}it could not be compiled: ${error.message}`)
      setStatus(error.code === 'cancelled' ? 'Not run: getting the compiler was cancelled.'
        : 'Not run: the compiler could not do its work.', 'failed')
      return null
    } finally {
      state.building = null
      byId('run').disabled = false
    }
  }

  function start(program, times) {
    const { settings, output, tasks, input } = page
    const options = { ...settings.runOptions(), name: page.program.name }
    const scripted = [page.program.entry.options?.signal ?? []].flat()
    if (scripted.length > 0 && options.clock === 'virtual') options.signals = scripted
    state.dropped = 0
    state.last = 0
    output.clear()
    tasks.begin()
    setRunning(true)
    state.begun = performance.now()
    state.times = times
    state.first = null
    const request = { program, options, speed: settings.speed(), stdin: input.given() }
    state.live = startRun(request, {
      onNews(news) {
        state.first ??= performance.now()
        for (const { time } of news.lines) if (time !== null) state.last = time
        output.add(news)
      },
      onTrace: bytes => tasks.push(bytes),
      onTraceDropped: bytes => { state.dropped = bytes },
      onWatched: names => input.signals(names),
      onInput: what => input.waiting(what),
      onEnd: exit => finish(exit)
    })
    state.ticker = setInterval(tick, TICK_MS)
    tick()
  }

  function tick() {
    const { model } = page.tasks
    const time = Math.max(state.last, model && !model.isOver ? model.time.at(-1) ?? 0 : 0)
    setStatus(`Running, at **${seconds(Math.round(time * 10) / 10)}**.`, 'running')
  }

  function finish(exit) {
    clearInterval(state.ticker)
    setRunning(false)
    const { output, tasks, input } = page
    input.end()
    output.flush()
    tasks.end(exit, state.dropped)
    output.tell()
    const { model } = tasks
    const end = model && tasks.model.past.length > 0 ? model.time.at(-1) : state.last
    sayEnd(exit, end, model)
    state.live = null
    state.done = { exit, first: state.first, begun: state.begun, ended: performance.now() }
    state.onEnd?.(state.done)
  }

  function sayEnd(exit, end, model) {
    const { code, reason, message, milliseconds } = exit
    const isGood = code === 0
    const scripted = [page.program.entry.options?.signal ?? []].flat()
    const known = page.settings.state.clock === 'virtual' ? scripted : []
    if (message && !isGood) page.output.sentence(message, { bad: true, time: end })
    if (state.dropped > 0) {
      const lost = count(Math.floor(state.dropped / 56), 'trace record')
      page.output.sentence(`${lost} of the run were not kept.`)
    }
    page.output.sentence(`Exit code ${code} at ${seconds(end)}. ` +
      `It took ${realTime(milliseconds)} of real time.` +
      known.map(item => ` The example's script sent ${item.replace('@', ' at ')} s.`).join(''))
    const steps = model ? `, after ${count(model.begun.length, 'step')}` : ''
    const own = `Ended at **${seconds(end)}** with exit code **${code}**${steps}.`
    const other = `${END_WORDS[reason] ?? 'Ended'} at **${seconds(end)}**${steps}. ` +
      `Exit code **${code}**.`
    setStatus(reason === 'exit' ? own : other, isGood ? 'done' : 'failed')
  }

  function setRunning(on) {
    setLive(on)
    byId('stop').disabled = !on
    byId('stop').title = on ? 'Ctrl .' : 'Nothing runs'
    byId('run').disabled = on
    byId('run').title = on ? 'Stop the run before you start another' : ''
  }

  function stop() {
    if (state.building) return page.compiler.cancel()
    state.live?.stop()
    if (state.live) setStatus('Asked to stop.', 'running')
  }

  /** Ends what runs without asking: another program is opened, or it is run again. */
  async function stopNow() {
    if (!state.live) return
    clearInterval(state.ticker)
    state.live.drop()
    state.live = null
    setRunning(false)
    page.input.end()
  }

  setTimeout(warmUp, 300)
  return {
    run,
    stop,
    stopNow,
    get live() { return state.live },
    get isLive() { return state.live !== null },
    get lastText() { return state.lastText },
    forget() { state.lastText = undefined },
    get done() { return state.done }
  }
}

function realTime(milliseconds) {
  return milliseconds < 1000 ? `${Math.max(1, Math.round(milliseconds))} ms`
    : seconds(Math.round(milliseconds / 100) / 10)
}

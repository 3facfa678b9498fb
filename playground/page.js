// The page: puts its parts together, and opens programs. What each part does is in page/.

import { createAhead } from './page/compile/ahead.js'
import { createCompiler } from './page/compile/compiler.js'
import { createProblems } from './page/compile/problems.js'
import { bindKeys } from './page/keys.js'
import { isApart } from './page/kit/addresses.js'
import { byId, make } from './page/kit/dom.js'
import { addPatterns, fillLegend } from './page/kit/marks.js'
import { save } from './page/kit/save.js'
import { notice, setStatus } from './page/kit/status.js'
import { keepHere, recallHere, serviceWorkers, storageTrouble, watchStorage } from './page/kit/storage.js'
import { complete, get, loadCatalog } from './page/program/catalog.js'
import { createKept } from './page/program/kept.js'
import { addressOfEntry, createLinks, openPacked, readLink } from './page/program/links.js'
import { openProgram } from './page/program/program.js'
import { keepVersion, versionsOf } from './page/program/versions.js'
import { createInput } from './page/run/input.js'
import { createLauncher } from './page/run/launcher.js'
import { createOutput } from './page/run/output.js'
import { createPicture } from './page/picture.js'
import { createPrepare } from './page/prepare.js'
import { createSettings } from './page/settings.js'
import { createSource } from './page/source/source.js'
import { createTabs } from './page/tabs.js'
import { startTheme } from './page/theme.js'
import { createWorld } from './page/world.js'

const READY = 'Ready. No compiler is needed to run an example.'
const EMPTY = 'Nothing has run yet. Each line will stand here with the time at which it was '
  + 'printed.'
const BEHIND_MS = 2000   // after the page can be used
const GIVEN = ['args', 'env', 'stdin', 'signals', 'debug']
const LESSONS = /^#(lessons|lesson=[\w/]+|teacher)$/
const EDITED = 'Ready. An edited program is compiled here, in this tab.'

async function main() {
  if (isApart && !location.pathname.endsWith('/isolated.html')) return location.replace(new URL(`isolated.html${location.search}${location.hash}`, document.baseURI))
  startTheme()
  addPatterns()
  fillLegend(byId('legend'), true)
  const page = createPage(await loadCatalog())
  bindControls(page)
  await openFirst(page)
  document.body.dataset.ready = ''
  page.picture.fetch()
  keepForOffline()
}

/**
 * The parts of the page, and what is shown. The functions below work on this record; a part knows of
 * the others only what it is given here by name.
 */
function createPage(catalog) {
  const page = { catalog, kept: createKept(catalog.find), program: null, wanted: null, opened: null, browser: null, sight: null,
    home: null, worldForm: null, lessons: null }
  const level = () => page.settings.state.level
  page.settings = createSettings(() => {
    page.links?.refresh()
    page.launcher?.setSpeed(page.settings.speed())
    if (page.program) page.input.show(page.program)
  })
  page.world = createWorld(() => {
    page.links?.refresh()
    showWorld(page)
  })
  page.output = createOutput({ onLine: row => showRow(page, row) })
  page.source = createSource({
    waits: catalog.waits,
    isPlain: () => page.settings.state.plain,
    isTold: () => isTold(page.program),
    onEdit: text => edited(page, text),
    onLine: line => page.selection.fromSource(line),
    onPeek: line => page.selection.peekLine(line),
    onRun: () => run(page),
    onMode: isEditing => showMode(page, isEditing),
    onWithout: () => notice('The editor did not come: is there a network? This is a plain text area in its place.')
  })
  page.picture = createPicture({
    onPrint: ({ descriptor, from, name, task, at }) => page.output.setWriter(descriptor, from,
      { name, task, record: at }),
    quote: ({ descriptor, from }, to) => page.output.quote(descriptor, from, to),
    onChoose: bar => page.selection.fromBar(bar),
    onPeek: bar => page.selection.peekBar(bar),
    onLine: line => showLine(page, line),
    saidFrom: (from, isReport) => page.output.saidFrom(from, isReport)
  }, page)
  Object.assign(page, { tasks: page.picture.tasks, selection: page.picture.selection })
  const { source, output, tasks, settings } = page
  page.problems = createProblems(source)
  page.compiler = createCompiler({ isWaitedFor: () => page.launcher?.isPreparing })
  const { compiler, problems } = page
  page.ahead = createAhead({ program: () => page.program, level, compiler, problems })
  page.input = createInput({
    onLine: text => page.launcher.send(text),
    onEnd: () => page.launcher.sendEnd(),
    onSignal: name => page.launcher.signal(name),
    world: page.world,
    isVirtual: () => settings.state.clock === 'virtual'
  })
  page.tabs = createTabs(() => tasks.redraw())
  page.launcher = createLauncher({
    prepare: createPrepare({ compiler, ahead: page.ahead, problems, output, tasks, level,
      isShown: program => page.program === program }),
    callOff: () => compiler.cancel(),
    onBegin: () => page.tabs.isNarrow() && document.body.dataset.tab !== 'text' && page.tabs.show('tasks'),
    onOver: exit => page.lessons?.then(lessons => lessons.ran(exit)),
    settings, world: page.world, output, tasks, input: page.input
  })
  page.links = createLinks({ program: () => page.program, settings: () => settings.state,
    given: () => [...page.world.fields(), ...page.sight?.read?.() ?? []], find: catalog.find })
  page.run = order => run(page, order)
  bindKeys({
    run: () => run(page),
    stop: () => page.launcher.stop(),
    toggleView: tasks.toggleView,
    zoom: tasks.zoom,
    letGo: () => tasks.choose(null),
    pane: tasks.pane,
    hasLetters: () => settings.state.letters
  })
  return page
}

/** A line in a sentence or a report: on a phone the code is on another tab. */
function showLine(page, line) {
  if (page.tabs.isNarrow()) page.tabs.show('code')
  page.selection.fromSentence(line)
}

/** A line of output was chosen: on a phone the lanes are on another tab. */
function showRow(page, row) {
  if (page.tabs.isNarrow() && row?.writer) page.tabs.show('tasks')
  page.selection.fromOutput(row)
}

/** Runs what is shown, once it is there; in an order of its ready tasks, if one is given. */
async function run(page, order = '') {
  page.world.order = order
  await Promise.all([page.opened, page.picture.fetch()])
  keepShown(page, 'run')
  page.launcher.run(page.program)
}

function showMode(page, isEditing) {
  byId('edit').textContent = isEditing ? 'Read' : 'Edit'
  if (isEditing) hideTwin()
  if (isEditing) page.compiler.warm()
}

/** Where the browser can, everything but the compiler is fetched behind, and opens again without a network. */
function keepForOffline() {
  const { connection } = navigator
  const serviceWorker = serviceWorkers()
  serviceWorker?.register(new URL('offline.js', document.baseURI)).then(() => serviceWorker.ready).then(({ active }) => {
    if (!connection?.saveData) setTimeout(() => active.postMessage('fetch the rest'), BEHIND_MS)
  }).catch(() => {})
}

/** What the address asks for, else what was shown last, else the first example. */
async function openFirst(page) {
  const { catalog } = page
  if (LESSONS.test(location.hash)) {
    await openLessons(page)
    if (!page.program) await open(page, catalog.first)   // behind the list of lessons
    page.home = catalog.first
    return
  }
  if (!await openLink(page)) await open(page, find(page, recallHere('last')) ?? catalog.first)
  page.home = page.program.entry
}

/** An example, or a program that is kept here. */
function find({ catalog, kept }, name) {
  return catalog.find(name) ?? kept.find(name)
}

/** Opens what was chosen; Back comes back to what was shown before. */
function visit(page, entry) {
  history.pushState({ name: entry.name }, '', addressOfEntry(entry))
  return open(page, entry)
}

/** Back, Forward, or another address in the same tab. */
function goTo(page, state) {
  const entry = find(page, state?.name)
  if (LESSONS.test(location.hash)) openLessons(page)
  else if (entry) open(page, entry)
  else if (location.hash) openLink(page)
  else open(page, page.home)
}

/** The lessons are fetched when one of them, or their list, is asked for. */
async function openLessons(page) {
  try {
    page.lessons ??= import('./page/lesson_parts.js').then(({ createLessonParts }) => createLessonParts(page, { open, run, takeText }))
    await (await page.lessons).open(location.hash)
  } catch (error) {
    page.lessons = null
    notice(`The lessons cannot be shown: ${error.message}`)
  }
}

/** Opens what the address asks for, if it asks for something. Nothing runs. */
async function openLink(page) {
  if (location.hash.startsWith('#open=')) {
    await pulled(page, 'openAddress', location.hash.slice(6))
    return page.program !== null
  }
  const asked = readLink(location.hash, page.catalog)
  if (!asked) return false
  const found = asked.packed ? await openPacked(asked) : asked
  if (found.source !== undefined) found.entry = page.kept.addLink(found.source, asked.base)
  if (found.refused) notice(found.refused)
  if (found.refused) return false
  page.settings.borrow(asked.settings)
  await open(page, found.entry)
  look(page, asked.settings)
  if (asked.settings && GIVEN.some(name => name in asked.settings)) page.world.borrow(asked.settings)
  showWorld(page)
  page.input.show(page.program)
  return true
}

/** How a link looks at its run: the page does so, too, once it has run. */
function look(page, { moment, by, view, mix }) {
  const wanted = { moment: numberIn(moment, 1e6), by: by === 'turn' ? by : 'step', view, mix: numberIn(mix, 100) }
  page.sight = { ...page.sight, wanted }
  if (wanted.moment) notice(`This link stands at step ${wanted.moment} of the run.`, 'Run', () => run(page))
}

const numberIn = (text, most) => /^\d{1,7}$/.test(text ?? '') && Number(text) <= most ? Number(text) : 0

/** Shows an entry; `page.opened` is kept when it is there. */
function open(page, entry) {
  page.wanted = entry
  byId('code-pane').ariaBusy = 'true'
  page.opened = complete(entry).then(
    () => page.wanted === entry && show(page, entry),
    error => page.wanted === entry && refuse(page, error)
  )
  return page.opened
}

function show(page, entry) {
  byId('code-pane').ariaBusy = null
  page.launcher.leave()
  keepShown(page, 'left')
  page.program = openProgram(entry)
  if (page.sight) page.sight.wanted = null
  if (!entry.address) {
    keepHere('last', entry.name)
    page.lessons?.then(lessons => lessons.leave())
  }
  page.source.read()
  page.source.show(page.program.text)
  page.problems.clear()
  page.tasks.clear()
  page.output.say(EMPTY)
  showChoice(page)
  page.world.show(page.program.name)
  showWorld(page)
  page.input.show(page.program)
  refresh(page)
  byId('code').scrollTop = 0
}

/** An example that did not come: what was shown before stays. */
function refuse(page, error) {
  byId('code-pane').ariaBusy = null
  if (!page.program) throw error
  notice(`This example cannot be shown: ${error.message}`)
  showChoice(page)
}

/** An edit is among the versions before something takes its place. */
function keepShown({ program }, from) {
  if (program?.isEdited) keepVersion(program.name, program.text, from)
}

function showChoice(page) {
  const { program: { entry }, kept } = page
  byId('mine').replaceChildren(make('option', { value: 'new' }, 'New program'),
    ...entry.address ? [make('option', { value: entry.name }, entry.title)] : [],
    ...kept.all().map(({ name, title }) => make('option', { value: name }, title)))
  byId('example').value = entry.name
  hideTwin()
  showAbout(page)
}

/** Whether the program is given anything is seen without opening the form. */
function showWorld({ world, worldForm, program, input }) {
  byId('world').classList.toggle('given', !world.isEmpty())
  if (document.activeElement?.closest('#world')) return input.show(program)
  worldForm?.()
}

/** Of an example, and of what is made of it, the comment at the head says what stands above. */
function isTold({ entry, isAlike }) {
  return isAlike && !entry.kind && !entry.address
}

/** What is said of a program: of another one in the place of an example nothing that is said of that. */
function showAbout({ program }) {
  const { entry, isAlike } = program
  const isOther = !entry.kind && !isAlike
  const key = `${entry.name} ${isOther}`
  if (byId('about').dataset.of === key) return
  byId('about').dataset.of = key
  byId('twin-button').hidden = isOther || !entry.python
  byId('about').replaceChildren(...isOther ? [`Your own program, in the place of the example. Reset brings that back, `
    + `and New program in the list keeps both.`]
    : [entry.about, ...entry.hint ? [' ', make('b', {}, 'Try:'), entry.hint.replace(/^Try:/, '')] : []])
  if (!entry.address) document.title = `${isOther ? 'A program' : entry.title} – Weft playground`
}

function edited(page, text) {
  page.program.edit(text)
  refresh(page)
  showAbout(page)
  page.problems.fade()
  page.input.show(page.program)
  page.ahead.soon()
  if (!page.program.isSaved) notice(storageTrouble() ?? 'This source is too long to be kept here.')
}

/** What depends on the text of the program. */
function refresh(page) {
  const { program } = page
  const isCompiled = program.isEdited || Boolean(program.entry.kind)
  byId('edited').hidden = byId('reset').hidden = !program.isEdited
  byId('versions').hidden = versionsOf(program.name).length === 0
  byId('run').querySelector('span').textContent = isCompiled ? 'Compile and run' : program.entry.verb ?? 'Run'
  page.tasks.setStale(program.text === (page.launcher.lastText ?? program.text) ? ''
    : 'These lanes are from the run before your edit.')
  if (!page.launcher.isLive && page.launcher.lastText === undefined) {
    setStatus(isCompiled ? EDITED : READY)
  }
  page.links.refresh()
}

function bindControls(page) {
  byId('run').addEventListener('click', () => run(page))
  byId('stop').addEventListener('click', () => page.launcher.stop())
  byId('example').addEventListener('change', ({ target }) => {
    visit(page, target.value === 'new' ? page.kept.addOwn() : find(page, target.value))
  })
  const opened = byId('browse')
  opened.addEventListener('toggle', async () => {
    if (!opened.open) return
    byId('search').focus()
    page.browser ??= import('./page/program/browse.js').then(({ fillBrowser }) => fillBrowser(name => {
      visit(page, page.catalog.find(name))
      byId('example').focus()
    }))
    page.browser.catch(error => {
      page.browser = null
      byId('searchwords').textContent = `The examples cannot be listed: ${error.message}`
    })
  })
  byId('twin-button').addEventListener('click', () => toggleTwin(page))
  byId('find').addEventListener('focus', () => startFind(page), { once: true })
  byId('edit').addEventListener('click', async () => {
    if (page.source.isEditing) page.source.read()
    else await page.source.edit()
  })
  byId('reset').addEventListener('click', () => {
    const { program } = page
    const { text } = program
    keepVersion(program.name, text, 'reset')
    takeText(page, null)
    notice('Your edit was taken back. It is among the versions.', 'Undo',
      () => page.program === program && takeText(page, text))
  })
  byId('world').addEventListener('toggle', async () => {
    if (!byId('world').open || page.worldForm) return page.worldForm?.()
    try {
      const { fillWorld } = await import('./page/world_form.js')
      page.worldForm = fillWorld(page.world)
      page.worldForm()
    } catch (error) {
      byId('worldbox').textContent = `What it is given cannot be shown: ${error.message}`
    }
  })
  for (const act of ['ask', 'save']) byId(act).addEventListener('click', () => pulled(page, act))
  addEventListener('dragover', event => event.preventDefault())
  addEventListener('drop', event => {
    if (!event.dataTransfer.files.length) return
    event.preventDefault()
    pulled(page, 'openFiles', [...event.dataTransfer.files])
  })
  byId('versions').addEventListener('toggle', () => byId('versions').open && showVersions(page))
  watchStorage((slot, value) => slot === page.program.slot && hearOther(page, page.program.elsewhere(value)))
  for (const id of ['download', 'download2']) {
    byId(id).addEventListener('click', () => save(page.program.file, page.program.text, 'text/x-c'))
  }
  byId('share').addEventListener('toggle', () => byId('share').open && showTake(page))
  addEventListener('popstate', ({ state }) => goTo(page, state))
}

/** Snapshots and recordings: fetched when a file is opened or saved. */
const pulled = (page, act, given) => import('./page/pulled.js').then(parts => parts[act](page, given, entry => open(page, entry)))
  .catch(({ message }) => notice(message))

/** Puts a text in place of what is shown; null for the original. */
function takeText(page, text) {
  if (text === null) page.program.reset()
  else page.program.edit(text)
  page.source.show(page.program.text)
  page.problems.clear()
  showAbout(page)
  refresh(page)
}

async function showVersions(page) {
  try {
    const { fillVersions } = await import('./page/program/version_list.js')
    const { name, text } = page.program
    fillVersions(versionsOf(name), text, chosen => {
      keepShown(page, 'left')
      takeText(page, chosen)
      byId('versions').open = false
      byId('versions').querySelector('summary').focus()
    })
  } catch (error) {
    byId('versionlist').textContent = `The versions cannot be listed: ${error.message}`
  }
}

/** What one can take home beside a link. */
async function showTake(page) {
  try {
    page.take ??= import('./page/take.js').then(({ createTake }) => createTake(page))
    const take = await page.take
    await page.links.refresh()
    take.show()
  } catch (error) {
    page.take = null
    notice(`What can be taken home cannot be shown: ${error.message}`)
  }
}

/** Another tab has edited the same program: both texts stay, whichever is written last. */
function hearOther(page, text) {
  const { program } = page
  if (text === program.text) return
  keepShown(page, 'left')
  keepVersion(program.name, text, 'other')
  refresh(page)
  notice('Another tab has edited this program, too. Yours is unchanged here; the other is among the versions.',
    'Show the other', () => page.program === program && takeText(page, program.elsewhere(recallHere(program.slot))))
}

/** The example in Python, beside it: fetched when it is asked for. */
async function toggleTwin(page) {
  const button = byId('twin-button')
  const isOn = button.ariaPressed !== 'true'
  const { entry } = page.program
  try {
    const python = isOn ? await get(entry.python, 'the Python twin') : null
    if (page.program.entry === entry) await page.source.twin(python)
    button.ariaPressed = isOn
    document.body.classList.toggle('twin-shown', isOn)
  } catch (error) {
    notice(error.message)
  }
}

function hideTwin() {
  byId('twin-button').ariaPressed = 'false'
  document.body.classList.remove('twin-shown')
}

/** The search in the lanes is fetched when it is used; Enter that is pressed meanwhile is not lost. */
async function startFind(page) {
  const field = byId('find')
  const pressed = []
  const note = ({ key, shiftKey }) => {
    if (key === 'Enter') pressed.push(shiftKey)
  }
  field.addEventListener('keydown', note)
  try {
    const { bindFind } = await import('./page/tasks/find.js')
    bindFind({ tasks: page.tasks, rows: page.output.rows, pressed })
  } catch (error) {
    byId('found').textContent = `Nothing can be found: ${error.message}`
    field.addEventListener('focus', () => startFind(page), { once: true })
  }
  field.removeEventListener('keydown', note)
}

main().catch(error => {
  setStatus(`The page could not start: ${error.message}`, 'failed')
})

// What comes to a program from outside: a box of standard input to fill before a run, the signals of
// an example's script, and a line to send and a signal button while the program waits for them.

import { byId, make } from '../kit/dom.js'
import { visible } from '../kit/visible.js'

const READS = new RegExp('\\b(scanf|fgets|getchar|fgetc|getline|getc|fread|read)\\s*\\('
  + '|weft_wait_readable|STDIN_FILENO|\\bstdin\\b')
const NAMES = { INT: 'Send Ctrl-C', TERM: 'Send TERM', HUP: 'Send HUP', USR1: 'Send USR1',
  USR2: 'Send USR2' }

/**
 * @param {{onLine: (text: string) => void, onEnd: () => void, onSignal: (name: string) => void,
 *   world: {state: object, set: Function}, isVirtual: () => boolean}} handlers
 */
export function createInput({ onLine, onEnd, onSignal, world, isVirtual }) {
  const box = byId('stdin')
  const state = { program: null, isDecided: false }   // whether the reader has said if the script is to run

  /** Offers the script, and takes it for wanted as long as the program is the one it was made for. */
  function offerScript({ script, isAlike }) {
    byId('script').hidden = script.length === 0 || !isVirtual()
    byId('scriptwords').textContent = `Send ${script.map(item => item.replace('@', ' at ')).join(', ')} s, `
      + 'as the script of this example does'
    if (!state.isDecided) byId('scripted').checked = isAlike
  }

  function showBefore() {
    byId('before').hidden = !READS.test(state.program.text) && byId('given').value === ''
  }

  function send() {
    onLine(`${byId('input').value}\n`)
    byId('input').value = ''
    byId('input').focus()
  }

  byId('sendline').addEventListener('click', send)
  byId('input').addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.ctrlKey) send()
  })
  byId('sendend').addEventListener('click', onEnd)

  byId('given').addEventListener('input', ({ target }) => world.set({ stdin: target.value }))

  byId('scripted').addEventListener('change', () => { state.isDecided = true })

  return {
    /** Offers the box for programs that read, and the script to those that have one. */
    show(program) {
      if (state.program !== program) {
        Object.assign(state, { program, isDecided: false })
        byId('input').value = ''
      }
      const given = byId('given')
      if (document.activeElement !== given) given.value = world.state.stdin
      showBefore()
      offerScript(program)
    },
    /** The signals that come by themselves, "INT@2.5". */
    script: () => byId('script').hidden || !byId('scripted').checked ? [] : state.program.script,
    /** What is there when a run begins: all that there is, or nothing, and then the program may ask. */
    given() {
      const text = world.state.stdin
      return { text: text && !text.endsWith('\n') ? `${text}\n` : text, asks: text === '' }
    },
    /** A call that blocks reads: what has been typed so far, and a line for more. */
    ask(typed) {
      const lines = typed.split('\n').slice(0, -1)
      byId('inputwords').textContent = lines.length === 0 ? 'The program reads standard input.'
        : `The program reads on. You have typed: ${visible(lines.slice(-3).join(' ⏎ '))}`
      box.hidden = false
      byId('before').hidden = true
      byId('input').focus()
    },
    waiting(isWaiting) {
      box.hidden = !isWaiting
      byId('inputwords').textContent = 'The program waits for standard input.'
    },
    signals(names) {
      const row = byId('signals')
      row.hidden = names.length === 0
      row.replaceChildren(make('span', { class: 'quiet' }, 'The program waits for a signal.'),
        ...names.map(name => make('button', { class: 'btn',
          onclick: () => onSignal(name) }, NAMES[name] ?? `Send ${name}`)))
    },
    end() {
      box.hidden = true
      if (state.program) showBefore()
      byId('signals').hidden = true
    }
  }
}

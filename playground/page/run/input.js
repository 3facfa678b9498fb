// Standard input and signals: a box to fill before a run, a line to send and a signal button while
// the program waits for them.

import { byId, make } from '../kit/dom.js'

const READS = new RegExp('\\b(scanf|fgets|getchar|fgetc|getline|getc|fread|read)\\s*\\('
  + '|weft_wait_readable|STDIN_FILENO|\\bstdin\\b')
const NAMES = { INT: 'Send Ctrl-C', TERM: 'Send TERM', HUP: 'Send HUP', USR1: 'Send USR1',
  USR2: 'Send USR2' }

/**
 * @param {{onLine: (text: string) => void, onEnd: () => void, onSignal: (name: string) => void,
 *   onMissed: (sentence: string) => void}} handlers
 */
export function createInput({ onLine, onEnd, onSignal, onMissed }) {
  const box = byId('stdin')

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

  return {
    /** Offers the box for programs that read. */
    show(program) {
      byId('before').hidden = !READS.test(program.text)
    },
    /** What the box holds when a run begins. Lines can still be sent to a program that waits. */
    given() {
      const text = byId('before').hidden ? '' : byId('given').value
      return { text: text && !text.endsWith('\n') ? `${text}\n` : text, ended: false }
    },
    waiting(state) {
      box.hidden = state !== 'waits'
      if (state === 'missed') {
        onMissed('The program read standard input with a call that blocks, and '
          + 'there was nothing left in the box: it was told that the input has ended. '
          + 'Fill the box before Run, or wait with weft_wait_readable(0).')
        byId('before').hidden = false
      }
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
      byId('signals').hidden = true
    }
  }
}

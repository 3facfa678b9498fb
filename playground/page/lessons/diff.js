// What is different between two sources, line by line, with two lines of what is the same around it.

import { make } from '../kit/dom.js'

const AROUND = 2

/** @returns {{kind: ' ' | '+' | '-', text: string}[]} the longest common part stays */
export function linesOf(before, after) {
  const [a, b] = [before, after].map(text => text.replace(/\n$/, '').split('\n'))
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1])
  }
  const lines = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: ' ', text: a[i++] })
      j++
    } else if (i < a.length && (j === b.length || common[i + 1][j] >= common[i][j + 1])) lines.push({ kind: '-', text: a[i++] })
    else lines.push({ kind: '+', text: b[j++] })
  }
  return lines
}

/** The difference as an element: what is far from every change is left out. */
export function diffOf(before, after) {
  const lines = linesOf(before, after)
  const near = lines.map((line, at) => lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== ' '))
  const tags = { ' ': 'span', '+': 'ins', '-': 'del' }
  const shown = lines.flatMap(({ kind, text }, at) => !near[at] ? near[at - 1] ? ['…\n'] : [] : [make(tags[kind], {}, `${kind}${text}`), '\n'])
  return make('pre', { class: 'diff', tabindex: '0', 'aria-label': 'What is different in the solution' }, ...shown)
}

// Why an edit does not run, in words: for the output, and for the line of the status.

import { count } from '../kit/dom.js'
import { isError } from './diagnostics.js'

const WHY = 'Not run, because '

/** @typedef {{output: string, detail: string, status: string}} Refusal */

/**
 * The compiler has found errors.
 * @param {{diagnostics: object[], text: string}} made
 * @param {string} file
 * @returns {Refusal}
 */
export function refusalOf({ diagnostics, text }, file) {
  const errors = diagnostics.filter(isError)
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length
  const first = errors.find(problem => problem.file === file)
  const place = first ? ` The ${errors.length > 1 ? 'first ' : ''}error is on line ${first.line}.` : ''
  return {
    output: `${WHY}the program does not compile.${place}`,
    detail: errors.length > 0 ? '' : text || 'The compiler did not say why.',
    status: `Not run: **${count(errors.length, 'error')}**` +
      `${warnings ? `, ${count(warnings, 'warning')}` : ''}.`
  }
}

/**
 * The compiler could not be had, or made nothing that runs.
 * @param {{code?: string, message: string}} error
 * @returns {Refusal}
 */
export function failureOf({ code, message }) {
  if (code === 'cancelled') {
    return { output: `${WHY}getting the compiler was cancelled.`, detail: '',
      status: 'Not run: getting the compiler was cancelled.' }
  }
  if (code === 'called-off') {
    return { output: WHY + message, detail: '', status: 'Not run: compiling was called off.' }
  }
  if (code === 'no-run') {
    return { output: WHY + message, detail: '', status: 'Not run: nothing in it calls **weft_run**.' }
  }
  if (code === 'no-main') return { output: `${WHY}nothing would begin it. ${message}`, detail: '', status: 'Not run: it has no **main**.' }
  return { output: `${WHY}it could not be compiled: ${message}`, detail: '', status: 'Not run: it could not be compiled.' }
}

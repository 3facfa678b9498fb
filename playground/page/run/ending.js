// How a run ended, in words: the sentences below its output, and the line of the status.

import { count, seconds } from '../kit/dom.js'

const ENDINGS = {
  deadlock: 'Deadlock', overflow: 'The stack was used up', trap: 'Stopped by a trap',
  memory: 'Out of memory', limit: 'Stopped at a limit', killed: 'Ended', cancelled: 'Cancelled',
  until: 'Ended', interrupted: 'Interrupted', host: 'The host failed',
  failed: 'Failed'
}
const RECORD_BYTES = 56

/**
 * @param {object} run how it ended
 * @param {{code: number, reason: string, message: string, milliseconds: number}} run.exit
 * @param {number} run.end the time at its end, in seconds
 * @param {number | null} run.steps how many were taken; null where nothing is known of them
 * @param {number} run.dropped bytes of its trace that were not kept
 * @param {string[]} run.script signals that were to come, "INT@2.5"
 * @returns {{failure: string, remarks: string[], status: string, isGood: boolean}}
 */
export function endingOf({ exit, end, steps, dropped, script }) {
  const { code, reason, message, milliseconds } = exit
  if (reason === 'load') return { isGood: false, failure: message, remarks: [], status: 'Not run: there is no program to run.' }
  const isGood = code === 0
  const came = script.map(item => item.split('@')).filter(([, time]) => Number(time) <= end)
  const lost = count(Math.floor(dropped / RECORD_BYTES), 'trace record')
  const taken = steps === null ? '' : `, after ${count(steps, 'step')}`
  return {
    isGood,
    failure: isGood ? '' : message ?? '',
    remarks: [
      ...dropped > 0 ? [`${lost} of the run were not kept.`] : [],
      [`Exit code ${code} at ${seconds(end)}.`, `It took ${realTime(milliseconds)} of real time.`,
        ...came.map(([name, time]) => `The example's script sent ${name} at ${time} s.`)].join(' ')
    ],
    status: reason === 'exit' ? `Ended at **${seconds(end)}** with exit code **${code}**${taken}.`
      : `${ENDINGS[reason] ?? 'Ended'} at **${seconds(end)}**${taken}. Exit code **${code}**.`
  }
}

function realTime(milliseconds) {
  return milliseconds < 1000 ? `${Math.max(1, Math.round(milliseconds))} ms`
    : seconds(Math.round(milliseconds / 100) / 10)
}

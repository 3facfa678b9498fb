// A run and the same run again: whether it did the same, and which task is which.

import { READY } from '@weft/host/trace'

/** Whether the same tasks ran in the same order. */
export function isSame({ past, begun }, whose) {
  return begun.every((record, step) => {
    const { detail, task, generation } = past.record(record)
    return whose[step] === (detail === READY.step ? `${task}.${generation}` : '')
  })
}

/** The tasks by what records call them. */
export function idsOf({ past, tasks }) {
  return new Map([...tasks.values()].filter(({ born, id }) => id && past.record(born).kind === 'spawned').map(({ born, id }) => {
    const { task, generation } = past.record(born)
    return [`${task}.${generation}`, id]
  }))
}

// The tabs of narrow pages. On wide ones all panes are there and the tabs are not.

import { byId } from './kit/dom.js'

const NARROW = matchMedia('(max-width: 699px)')

/** @param {() => void} onShow something that was hidden is shown now */
export function createTabs(onShow) {
  const all = () => [...byId('tabs').children].filter(({ hidden }) => !hidden)   // a lesson has one more

  function show(name) {
    document.body.dataset.tab = name
    for (const tab of all()) {
      const on = tab.dataset.tab === name
      tab.setAttribute('aria-selected', on)
      tab.tabIndex = on ? 0 : -1
    }
    onShow()
  }

  function adapt() {
    for (const tab of all()) {
      const pane = byId(tab.getAttribute('aria-controls'))
      pane.setAttribute('role', NARROW.matches ? 'tabpanel' : 'region')
    }
  }

  byId('tabs').addEventListener('click', event => {
    const tab = event.target.closest('[role=tab]')
    if (tab) show(tab.dataset.tab)
  })
  byId('tabs').addEventListener('keydown', event => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!move) return
    const tabs = all()
    const at = tabs.indexOf(event.target.closest('[role=tab]'))
    const next = tabs[(at + move + tabs.length) % tabs.length]
    show(next.dataset.tab)
    next.focus()
    event.preventDefault()
  })
  NARROW.addEventListener('change', adapt)
  adapt()
  return { show, adapt, isNarrow: () => NARROW.matches }
}

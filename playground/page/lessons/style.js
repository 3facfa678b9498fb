// What lessons look like; it comes with their code, so that the first paint does without. Reads tokens.css only.

import { addStyle } from '../kit/dom.js'

const STYLE = `
.text .read { overflow-wrap: anywhere } .text .title { margin-bottom: var(--s1) } .text .lead { color: var(--ink-2); font: var(--t-text) }
.text h3 { outline-offset: 4px } .text .row { margin-top: var(--s3) }
.text .property { padding: var(--s3) var(--s4); background: var(--paper); border-radius: var(--r2); font: var(--t-text) }
.text code { background: var(--sunk); padding: 1px 4px; border-radius: var(--r1) } .text :is(pre, .arrange) code { background: none; padding: 0 }
.answers { border-top: 1px solid var(--line); padding: var(--s2) 0 } .answers summary { cursor: pointer; font-weight: 600 } .answers > * + * { margin-top: var(--s2) } .answers ul { list-style: disc; padding-left: 22px }
.answer:not(:empty) { margin-top: var(--s3); padding-left: var(--s3); border-left: 3px solid var(--line) } .answer > * + * { margin-top: var(--s2) }
.answer.good { border-left-color: var(--done) } .answer.bad { border-left-color: var(--failed) }
.diff { white-space: pre; margin: 0 } .diff del { text-decoration: none; color: var(--failed) } .answer .diff { max-height: 30dvh }
.story { list-style: decimal; padding-left: 22px } .link { border: 0; background: none; padding: 2px 0; color: var(--running); text-decoration: underline; text-underline-offset: 3px; text-align: left; cursor: pointer; font: inherit }
.arrange { display: grid; gap: 1px; background: var(--line); border: 1px solid var(--edge); border-radius: var(--r2); overflow: clip; list-style: none; padding: 0 }
.arrange li { display: flex; align-items: center; gap: var(--s2); background: var(--sheet); padding: 2px var(--s2) } .arrange code { flex: 1; font: var(--t-code); white-space: pre-wrap; overflow-wrap: anywhere; min-width: 0 }
.arrange .aside code { text-decoration: line-through; color: var(--ink-3) } .moves { display: flex; flex: none }
.text .choices { padding: 0; margin-top: var(--s3) } .text .choices:empty { display: none }
.ask { border: 0; padding: 0; margin: 0; min-width: 0 } .ask label span { min-width: 0 }
.thread ol::before { right: calc(100% / var(--steps, 6) - 8px) } .thread li.cur > a::before { border-radius: 2px } .after { border-top: 1px solid var(--line); padding-top: var(--s3); justify-content: space-between }
.lesson-list { display: grid; gap: 1px; background: var(--line); border-block: 1px solid var(--line); list-style: none; padding: 0 }
.lesson-list li { display: grid; grid-template-columns: 32px minmax(0, 1fr) auto; gap: var(--s1) var(--s3); background: var(--sheet); padding: var(--s3) 0; align-items: baseline }
.lesson-list .n { color: var(--ink-3); text-align: right } .lesson-list a { font-weight: 600 } .lesson-list p { grid-column: 2; color: var(--ink-2); font: var(--t-text) }
.lesson-list .knots { display: flex; gap: 5px } .knots i { width: 11px; height: 11px; border-radius: 50%; border: 2px solid var(--waiting) } .knots i.past { background: var(--done); border-color: var(--done) }
.lessons-on .head #browse, .lessons-on .split { display: none } .lessons-on .about { display: none }
body.reading #lesson-pane { --wide: 720px } body.reading .bench > :not(#lesson-pane), body.reading .bar, body.reading .through, body.reading .status.top { display: none !important }
body.reading .bench { display: block; overflow: auto; background: var(--sheet) } body.reading .text { overflow: visible } body.reading .text .read { width: 100%; max-width: var(--wide); margin: 0 auto } body.reading .text .title { width: 100%; max-width: var(--wide); margin: 0 auto var(--s3) }
@media (min-width: 1100px) {
  .play.lessons-on:not(.reading) .bench { grid-template: 46% minmax(0, 1fr) / minmax(380px, 31fr) minmax(0, 40fr) minmax(280px, 29fr) }
  .play.lessons-on .text { grid-column: 1; grid-row: 1 / 3 } .play.lessons-on .src { grid-column: 2; grid-row: 1 } .play.lessons-on .out { grid-column: 3; grid-row: 1 } .play.lessons-on .tasks { grid-column: 2 / 4; grid-row: 2 }
}
@media (min-width: 700px) and (max-width: 1099px) {
  .play.lessons-on:not(.reading) .bench { grid-template: 400px 240px auto / minmax(300px, 44fr) 56fr }
  .play.lessons-on:not(.reading) .text { grid-row: 1 / 3; grid-column: 1; contain: size; padding: var(--s4) } .play.lessons-on .src { grid-column: 2; height: 400px } .play.lessons-on .out { grid-column: 2; height: 240px } .play.lessons-on .tasks { grid-column: 1 / -1 }
  .text .read { font-size: 15px; line-height: 24px }
}
@media (max-width: 699px) { .text .row .btn { flex: 1 1 auto } .moves .btn { width: 40px } .lesson-list li { grid-template-columns: 24px minmax(0, 1fr) } .lesson-list .knots { grid-column: 2 } }
@media print { body.lessons-on .text { overflow: visible } body.lessons-on .bench > :not(#lesson-pane) { display: none } }
`

export const addLessonStyle = () => addStyle(STYLE)

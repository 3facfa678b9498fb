// The page for teachers: how to use the lessons in a class of 90 minutes, and all answers.

import { make } from '../kit/dom.js'
import { diffOf } from './diff.js'
import { nodesOf, paragraph } from './words.js'

const PLAN = [
  ['Before the class', 'Open one lesson on the machine of the class, and edit one program there: the compiler, 26 MB, then comes once and stays in that browser. `node playground/serve.js` serves the page in a room without a network. On a machine that cannot hold the compiler all steps but those that are edited still work.'],
  ['0 to 10 minutes: predict', 'Everybody opens the same lesson and keeps a prediction, alone and in silence. Ask for hands, answer by answer, before anybody runs it. Do not say which is right.'],
  ['10 to 20 minutes: run', 'Everybody runs it. Those who were wrong read the reply to their own answer. Ask one of them to explain, in their words, why the other answer seemed right.'],
  ['20 to 35 minutes: step', 'In pairs, one page between two: one moves the playhead, the other says what will happen at the next step before it is taken. Change over after five steps.'],
  ['35 to 50 minutes: break', 'Where the lesson has you as the scheduler, let pairs race: which pair breaks it with the fewest choices that are not first come, first served? Undo is allowed.'],
  ['50 to 75 minutes: fix', 'Alone. The check tries every order, and shows the one that fails. The usual mistake is a lock that does not belong to the data: ask "what does this lock guard?" before you look at anybody\'s code. Hints come one at a time.'],
  ['75 to 90 minutes: make, and look back', 'Who is done writes the last program. Close with the numbers of the check: "8 of 8 orders" is a proof for this program, "30 000 of many more" is not, and "it worked when I ran it" is one order.'],
  ['After the class', 'Each learner can save a file with what they predicted and what they tried, and send it to you. It holds no name. The predictions made before a run are marked as such: they show what the class believed, which a test afterwards does not.']
]

/** @param {HTMLElement} box @param {object[]} lessons whole */
export function showTeacher(box, lessons) {
  box.replaceChildren(make('h2', { class: 'title', tabindex: '-1', id: 'lesson-step' }, 'For teachers'), make('div', { class: 'read' },
    make('section', {}, make('p', {}, 'A lesson fits a class of 90 minutes, or two lessons do if you leave out the last step. ', make('a', { href: '#lessons' }, 'All lessons')),
      ...PLAN.flatMap(([title, text]) => [make('h3', {}, title), paragraph(text)])),
    make('section', {}, make('h3', {}, 'All answers'), make('p', {}, 'Open a lesson to read what its questions are, what is right, and what is said to a wrong answer.'),
      ...lessons.map(answersOf))))
}

function answersOf(lesson) {
  const { name, number, title, steps, programs } = lesson
  return make('details', { class: 'answers' }, make('summary', {}, `${number}. ${title}`), make('p', {}, make('a', { href: `#lesson=${name}` }, 'Open the lesson')),
    ...steps.filter(({ kind }) => kind !== 'run').flatMap(step => [make('h4', {}, step.title), ...answerOf(step, programs)]))
}

function answerOf(step, programs) {
  const wrong = step.wrong.map(({ reply }) => reply)
  const common = wrong.length > 0 ? [make('p', {}, 'Common wrong answers hear:'), make('ul', {}, ...wrong.map(reply => make('li', {}, ...nodesOf(reply))))] : []
  if (step.kind === 'choice') {
    return [...step.text.map(paragraph), make('ul', {}, ...step.options.map(({ text, right, reply }) => make('li', {}, make('b', {}, right ? 'Right: ' : 'Wrong: '), ...nodesOf(text), '. ', ...nodesOf(reply))))]
  }
  if (step.kind === 'order') return [...step.text.map(paragraph), make('ol', {}, ...step.lines.map(({ text }) => make('li', {}, make('code', {}, text)))), ...common]
  if (step.kind === 'moment') return [...step.text.map(paragraph), make('p', {}, 'A moment at which the panel below the lanes shows: ', make('code', {}, step.shows))]
  if (step.kind === 'choose') return [...step.text.map(paragraph), paragraph(`Some order breaks this: ${step.property}`)]
  return [...step.text.map(paragraph), paragraph(`**What it must do:** ${step.property}`), diffOf(programs[step.program].source, programs[step.solution].source), ...common]
}

// Programs that are no examples: those that came with a link, and the reader's own. They stay in this
// browser, each under a name of its own, so that no edit of one can take the place of another's.

import { keep, recall } from '../kit/storage.js'
import { visible } from '../kit/visible.js'
import { digest } from './program.js'

const SLOT = 'programs'
const MOST = 40
const LINKED = 'This source came with a link.'
const OWN = 'A program of your own. It stays in this browser; Share makes a link to it.'

const TEMPLATE = `/* A program of my own */
#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    (void)arg;
    printf("Hello\\n");
    WEFT_TRY(weft_sleep(1));
    printf("one second later\\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
`

/** What the first comment of a source begins with; '' for none. */
export function titleOf(source) {
  const first = /^\s*\/[/*]+[ \t*]*([^\n*]{1,80})/.exec(source)?.[1].trim() ?? ''
  return visible(first.length > 60 ? `${first.slice(0, 59).trimEnd()}…` : first)
}

/** @param {(name: string) => object | null} findExample */
export function createKept(findExample) {
  let list = read()

  function entryOf({ name, kind, base, source }) {
    const example = findExample(base ?? '')
    return { name, kind, source, file: example?.name ?? 'program', options: example?.options ?? {}, base: example,
      origin: example?.source, about: kind === 'link' ? LINKED : OWN,
      title: titleOf(recallText(name) ?? source) || (example ? `${example.title}, changed` : 'A program') }
  }

  function add(record) {
    list = [record, ...read().filter(({ name }) => name !== record.name)].slice(0, MOST)
    keep(SLOT, JSON.stringify(list))
    return entryOf(record)
  }

  return {
    all: () => list.map(entryOf),
    find(name) {
      const record = list.find(other => other.name === name)
      return record ? entryOf(record) : null
    },
    /** The program of a link: the same source is the same program, however often its link is opened. */
    addLink: (source, base) => add({ name: `link-${digest(source).toString(36)}`, kind: 'link', base: base?.name, source }),
    addOwn: (source = TEMPLATE) => add({ name: `own-${Date.now().toString(36)}`, kind: 'own', source })
  }
}

/** What has become of a source, if it was edited. */
function recallText(name) {
  try {
    return JSON.parse(recall(`edit:${name}`))?.text
  } catch {
    return null
  }
}

function read() {
  try {
    const all = JSON.parse(recall(SLOT) ?? '[]')
    return all.filter(({ name, kind, source }) => /^(link|own)-\w+$/.test(name) && ['link', 'own'].includes(kind) &&
      typeof source === 'string')
  } catch {
    return []
  }
}

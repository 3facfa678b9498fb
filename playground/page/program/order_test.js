// An order of a program as a test for `weft test`: the program stays as it is, its main function gets another name, and the test calls the
// main task.

const MAIN_TASK = /\bweft_run(?:_with)?\s*\(\s*(?:&?\w+\s*,\s*)?(\w+)\s*,\s*(&?\w+)\s*\)/

/**
 * @param {{file: string, text: string, choices: number[], story: string[], why: string}} given `why`: what is wrong then, in words; '' for nothing
 * @returns {{name: string, text: string} | null} null where the main task is not one that a test can call
 */
export function orderTest({ file, text, choices, story, why }) {
  const [, task, arg] = MAIN_TASK.exec(withoutComments(text)) ?? []
  if (!task) return null
  const name = `test_${file.replace(/^test_/, '').replace(/[^\w.-]/g, '_')}`
  const list = choices.join(',') || '0'
  const words = [why ? `An order in which ${file} fails: ${why}.` : `An order of ${file}.`, ...story.map((step, at) => ` ${at + 1}. ${step}`), 'Run it in that order:', ` weft test ${name} --choices ${list}`]
  return { name, text: `/* ${words.map(inComment).join('\n * ')} */
#include <weft/test.h>

#define main program_main /* the test has a main of its own */
#line 1 "${file.replace(/[\\"\n]/g, '_')}"
${text.trimEnd()}
#undef main

WEFT_TEST(it_ends_well)
{
    (void)program_main;
    int code = ${task}(${arg});

    /* Say here what else must hold, as WEFT_EXPECT(balance == 130). */
    return code;
}

WEFT_TESTS({"in that order it ends well", it_ends_well})
` }
}

const inComment = text => text.replaceAll('*/', '* /').replace(/\s+$/, '')
const withoutComments = text => text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ')

// What stands below the compiler's words where a mistake is common: what it means here, and what to
// do. The compiler's own words are never altered.

const HINTS = [
  [/ignoring return value of function.*warn_unused_result/,
    'It may have been cancelled, and says so in what it returns. Pass that on with WEFT_TRY.'],
  [/call to undeclared (?:library )?function '(?:weft_|WEFT_)|undeclared identifier 'WEFT_/,
    source => includesWeft(source) ? 'weft.h has no such name. Is it spelled like this?'
      : 'Write #include "weft.h" at the top.'],
  [/incompatible function pointer types.*'weft_task_function/,
    'A task is a function int name(void *arg) that returns WEFT_OK when all went well.'],
  [/(?:unknown type name|undeclared identifier) '(?:async|await)'/,
    'In C a call that waits is a call like any other: leave out "async" and "await".'],
  [/unknown type name '(?:def|import|from|class)'/, 'This page runs C.']
]

function includesWeft(source) {
  return /^[ \t]*#[ \t]*include[ \t]*["<]weft\.h[">]/m.test(source)
}

/**
 * The hint for a message of the compiler.
 * @param {string} message
 * @param {string} source
 * @returns {string} '' for none
 */
export function hintFor(message, source) {
  const hint = HINTS.find(([pattern]) => pattern.test(message))?.[1] ?? ''
  return typeof hint === 'function' ? hint(source) : hint
}

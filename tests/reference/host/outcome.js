import { outcome } from '@weft/host'

console.log(outcome(7))     // a code of the program's own
console.log(outcome(100))   // one of the runtime's

/* Prints:
 * { code: 7, reason: 'exit', message: '' }
 * {
 *   code: 100,
 *   reason: 'deadlock',
 *   message: 'Every task waits for something that nothing can bring any more.'
 * }
 */

import { environment } from '@weft/host'

// The same run under any WASI runtime: these variables go to it, with its own --env.
console.log(environment({ clock: 'virtual', seed: 7, signals: ['INT@2.5'] }))

/* Prints:
 * { WEFT_CLOCK: 'virtual', WEFT_SEED: '7', WEFT_SIGNALS: 'INT@2.5' }
 */

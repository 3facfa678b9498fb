// The file of a program that was pulled out of a run, as the command line has it.

export { packPulled, unpackPulled } from '../../../toolchain/pulled.js'

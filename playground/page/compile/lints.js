// What is noticed in the text of a program without its compiler, for those that came compiled.

export { lint } from '../../../toolchain/lints.js'

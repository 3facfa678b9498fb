// `weft completion`: a script with which a shell completes commands, options and their values, from the tables in options.js.

import { CommandError } from './error.js'
import { OPTIONS, readOptions } from './options.js'
import { print } from './write.js'

const SHELLS = ['bash', 'zsh']

/** @param {string[]} words @returns {Promise<number>} the exit code */
export async function runCompletion(words) {
  const { files } = readOptions(words, 'completion')
  const [shell] = files
  if (files.length !== 1 || !SHELLS.includes(shell)) {
    throw new CommandError(`weft completion takes the name of a shell: ${SHELLS.join(' or ')}.`)
  }
  print(`${shell === 'zsh' ? 'autoload -U +X compinit bashcompinit && compinit -u && bashcompinit\n' : ''}${script()}`)
  return 0
}

/** What stands after the command: files where no option is asked for, and the choices of an option that has some. */
function script() {
  const commands = [...Object.keys(OPTIONS), 'help', '--help', '--version']
  const cases = Object.entries(OPTIONS).flatMap(([command, options]) => [
    ...Object.entries(options).filter(([, { choices }]) => choices)
      .map(([option, { choices }]) => `    ${command}:${option}) words='${choices.join(' ')}' ;;`),
    `    ${command}:*) [[ $now == -* ]] && words='${[...Object.keys(options), '--help'].join(' ')}' ;;`
  ])
  return `_weft() {
  local now=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words=
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W '${commands.join(' ')}' -- "$now"))
    return
  fi
  case \${COMP_WORDS[1]}:$before in
${cases.join('\n')}
    help:*) words='${Object.keys(OPTIONS).join(' ')}' ;;
  esac
  if [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$now"))
  else COMPREPLY=($(compgen -f -- "$now")); fi
}
complete -o filenames -F _weft weft
`
}

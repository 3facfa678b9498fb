// What the peers need of this machine. Nothing is installed: what is missing is null, and its rows are "not here".

import { findProgram } from '../../toolchain/cli/find.js'
import { tools } from '../../dev/setup.js'
import { findTools, root } from '../bench/tools.js'

export { findTools, root, tools }

/** The clients, with nginx among them. */
export function findClients() {
  return {
    curl: findProgram('curl'),
    nc: findProgram('nc'),
    wrk: findProgram('wrk'),
    nginx: findProgram('nginx') ?? findProgram('/usr/sbin/nginx')
  }
}

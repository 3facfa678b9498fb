export interface DeployOptions {
  /** The Worker's file. */
  worker: string
  /** The folder that is written. */
  out: string
  /** The classes that `durable()` has made. Each has a binding, its name in capitals: JobQueue is env.JOB_QUEUE. */
  objects: readonly string[]
  /** Default: '127.0.0.1:8080'. */
  address?: string
  /** Where the programs are kept, below the folder. Default: 'data'. */
  data?: string
  /** Whom `fetch` reaches: 'public', 'private', 'local', address ranges. Default: ['public']. */
  network?: readonly string[]
  /** Variables of the Worker's `env`. */
  text?: Record<string, string>
  /** workerd's compatibility date. */
  date?: string
}

/** Writes a folder that workerd serves as it is. */
export function deploy(options: DeployOptions): { config: string; modules: string[] }

// What went wrong outside, in the two numbers that a program hears: WASI's own, and a code of the runtime's.

import { CODE } from './operation.js'

/** By the names that Node and C have for them: [WASI's number, the runtime's code]. */
const FAILURES = {
  EACCES: [2, CODE.denied],
  EADDRINUSE: [3, CODE.inUse],
  EADDRNOTAVAIL: [4, CODE.invalid],
  EAFNOSUPPORT: [5, CODE.unsupported],
  EBADF: [8, CODE.invalid],
  ECONNABORTED: [13, CODE.reset],
  ECONNREFUSED: [14, CODE.refused],
  ECONNRESET: [15, CODE.reset],
  EHOSTUNREACH: [23, CODE.reset],
  EINVAL: [28, CODE.invalid],
  EIO: [29, CODE.host],
  EMSGSIZE: [35, CODE.limit],
  EMFILE: [33, CODE.full],
  ENETUNREACH: [40, CODE.reset],
  ENFILE: [41, CODE.full],
  ENOBUFS: [42, CODE.noMemory],
  ENOENT: [44, CODE.notFound],
  ENOMEM: [48, CODE.noMemory],
  ENOTCONN: [53, CODE.reset],
  ENOTSUP: [58, CODE.unsupported],
  EPERM: [63, CODE.denied],
  ENOTDIR: [54, CODE.notFound],
  ENOEXEC: [45, CODE.host],
  ESRCH: [71, CODE.closed],
  EAGAIN: [6, CODE.full],
  E2BIG: [1, CODE.host],
  EPIPE: [64, CODE.reset],
  ESTALE: [72, CODE.reset],
  ETIMEDOUT: [73, CODE.reset],
  ENOTFOUND: [0, CODE.notFound],
  EAI_AGAIN: [0, CODE.notFound],
  ENODATA: [0, CODE.notFound]
}

/** What tls.js throws: TLS could not begin, with what is the program's own, or it went wrong later. The number is the reason. */
const OF_TLS = { WEFT_TLS: CODE.insecure, WEFT_TLS_OWN: CODE.invalid, WEFT_TLS_LATER: CODE.reset }

/**
 * The two numbers of an error, which may be anything that was thrown.
 * @param {unknown} error
 * @returns {{errno: number, code: number}}
 */
export function failureOf(error) {
  const name = nameOf(error)
  if (Object.hasOwn(OF_TLS, name) && Number.isInteger(error.reason)) return { errno: error.reason, code: OF_TLS[name] }
  const [errno, code] = Object.hasOwn(FAILURES, name) ? FAILURES[name] : FAILURES.EIO
  return { errno, code }
}

function nameOf(error) {
  try {
    return String(error?.code ?? '')
  } catch {
    return ''
  }
}

/** An error with a name of the table. */
export function failure(name) {
  return Object.assign(new Error(name), { code: name })
}

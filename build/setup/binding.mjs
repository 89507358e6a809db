// pkcs11js is C++ and ships no binary. One g++ call builds it against the Node-API headers from npm: no node-gyp,
// no python, no headers to download. Node-API is stable, so the one binary serves Node 18 to 26 and Electron.

import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deepBindHeader } from './deepbind.mjs'
import { Refusal } from './refusal.mjs'

/** What pkcs11js's index.js loads. @param {string} root */
export const bindingFile = (root) => join(root, 'node_modules', 'pkcs11js', 'build', 'Release', 'pkcs11.node')

/** Where the lines of deepbind.mjs are put for the compiler. */
const headerFile = 'node_modules/pkcs11js/build/anchorite-deepbind.h'

/**
 * Arguments of g++, run in the checkout's root (relative paths, so that the binary does not name the folder).
 * Flags as in pkcs11js's binding.gyp. The three units include the other sources.
 */
export const bindingCommand = /** @type {const} */ ([
  '-O2',
  '-std=c++17',
  '-fPIC',
  '-shared',
  '-fstack-protector-strong',
  '-D_FORTIFY_SOURCE=2',
  '-Wl,-z,relro,-z,now',
  '-DNAPI_DISABLE_CPP_EXCEPTIONS',
  '-DNODE_GYP_MODULE_NAME=pkcs11',
  '-DBUILDING_NODE_EXTENSION',
  '-include',
  headerFile,
  '-Inode_modules/node-api-headers/include',
  '-Inode_modules/pkcs11js/includes',
  'node_modules/pkcs11js/src/dl.cpp',
  'node_modules/pkcs11js/src/common.cpp',
  'node_modules/pkcs11js/src/main.cpp',
  '-ldl',
])

/**
 * Compile into a new file, then rename: a broken build never leaves half a library under the name that is loaded.
 * @param {string} root
 * @throws {Refusal} with the compiler's own words
 */
export function compileBinding(root) {
  const file = bindingFile(root)
  const fresh = `${file}.new`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(join(root, headerFile), deepBindHeader)
  const compiler = spawnSync('g++', [...bindingCommand, '-o', fresh], { cwd: root, encoding: 'utf8' })
  if (compiler.status !== 0) {
    throw new Refusal(
      'pkcs11js could not be compiled.',
      "See the compiler's words above. On Debian, this reinstalls it: apt-get install --reinstall g++",
      compiler.error?.message ?? compiler.stdout + compiler.stderr,
    )
  }
  renameSync(fresh, file)
}

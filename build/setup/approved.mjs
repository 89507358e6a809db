// Packages that bring an install script. npm runs none of them; what a ceremony station runs is approved by name here.

/** Built by our own step instead of by the package's script. */
export const approved = /** @type {const} */ ([
  { name: 'pkcs11js', why: 'the PKCS#11 binding; compiled from its sources by build/setup/binding.mjs' },
])

/** Brings a script that is not run, and why the package works without. */
export const notRun = /** @type {const} */ ([
  { name: 'fsevents', why: 'file watching on macOS only; never installed on Linux' },
])

/**
 * Packages in the lock file that have an install script and stand in neither list above.
 *
 * Does not catch a package whose lock entry lies about having a script; that script is not run either, since
 * packages are installed with `--ignore-scripts`.
 *
 * @param {string} lockText - content of package-lock.json
 * @returns {readonly string[]} names
 */
export function unclassedInstallScripts(lockText) {
  const known = [...approved, ...notRun].map((entry) => String(entry.name))
  /** @type {{ packages: Record<string, { hasInstallScript?: boolean }> }} */
  const lock = JSON.parse(lockText)
  return Object.entries(lock.packages)
    .filter(([, entry]) => entry.hasInstallScript === true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
    .filter((name) => !known.includes(name))
}

// Which Debian package brings a PKCS#11 library that is missing.

const packages: Readonly<Record<string, string>> = {
  'libsofthsm2.so': 'softhsm2',
  'libsoftokn3.so': 'libnss3',
  'opensc-pkcs11.so': 'opensc-pkcs11',
  'libykcs11.so': 'ykcs11',
  'libykcs11.so.2': 'ykcs11',
  'libtpm2_pkcs11.so': 'libtpm2-pkcs11-1',
  'libtpm2_pkcs11.so.1': 'libtpm2-pkcs11-1',
  'libopencryptoki.so': 'libopencryptoki0',
}

/** What to do about a missing library, in words, by its file name. */
export function debianHint(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const known = packages[name]
  return known === undefined
    ? 'Install the library of the token maker, or correct the path in the site file.'
    : `Install the Debian package ${known} (apt-get install ${known}), or correct the path in the site file.`
}

// A few lines of C that the compiler reads before each file of pkcs11js: a vendor's library finds its own symbols first.

/**
 * Node exports its OpenSSL. A library that pkcs11js loads in the plain way, and the libcrypto.so that it brings, would be
 * bound to Node's: what signs and what verifies would be the same code, and a vendor's library would run on an OpenSSL
 * that its maker never tried. RTLD_DEEPBIND (glibc) turns the order round. RTLD_NOW: a symbol that is missing shows when
 * the library is loaded, not in the middle of a ceremony. pkcs11js calls dlopen in one place, with a path.
 *
 * Does not go with a malloc of others brought in by /etc/ld.so.preload: the library would free with the C library's what
 * came from there, and end its process.
 */
export const deepBindHeader = `#pragma once
#include <dlfcn.h>

static inline void *dlopen_with_own_symbols(const char *path, int)
{
  return dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
}

#define dlopen dlopen_with_own_symbols
`

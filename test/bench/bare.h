/* What both bare loops need: the library loaded as the station loads it (build/setup/deepbind.mjs), the token found, the user logged in. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <pkcs11/pkcs11.h>

static CK_FUNCTION_LIST_PTR f;

static void must(CK_RV rv, const char *call) {
  if (rv == CKR_OK) return;
  fprintf(stderr, "%s: 0x%lx\n", call, rv);
  exit(3);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static CK_SLOT_ID find_slot(const char *serial) {
  CK_SLOT_ID slots[64];
  CK_ULONG count = 64, i;
  must(f->C_GetSlotList(CK_TRUE, slots, &count), "C_GetSlotList");
  for (i = 0; i < count; i++) {
    CK_TOKEN_INFO info;
    must(f->C_GetTokenInfo(slots[i], &info), "C_GetTokenInfo");
    if (strncmp((char *)info.serialNumber, serial, strlen(serial)) == 0) return slots[i];
  }
  fprintf(stderr, "no token %s\n", serial);
  exit(2);
}

/* The PIN is the first line of standard input. */
static CK_SESSION_HANDLE log_in(const char *path, const char *serial) {
  CK_C_INITIALIZE_ARGS args = {0};
  CK_SESSION_HANDLE session;
  char pin[256] = "";
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  CK_C_GetFunctionList get = library ? (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList") : NULL;
  if (!get || !fgets(pin, sizeof pin, stdin)) exit(1);
  must(get(&f), "C_GetFunctionList");
  args.flags = CKF_OS_LOCKING_OK;
  must(f->C_Initialize(&args), "C_Initialize");
  must(f->C_OpenSession(find_slot(serial), CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session), "C_OpenSession");
  must(f->C_Login(session, CKU_USER, (CK_UTF8CHAR_PTR)pin, strcspn(pin, "\n")), "C_Login");
  return session;
}

/* Hex into bytes; how many. */
static CK_ULONG bytes_of(const char *hex, CK_BYTE *out) {
  CK_ULONG size = 0;
  unsigned byte;
  for (; sscanf(hex, "%2x", &byte) == 1 && hex[1]; hex += 2) out[size++] = (CK_BYTE)byte;
  return size;
}

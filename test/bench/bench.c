/*
 * The bare loop that the token host is measured against: C_SignInit and C_Sign, CKM_ECDSA over a 32-byte digest.
 *
 *   bench MODULE SERIAL OBJECT_ID_HEX COUNT   (the user PIN comes on standard input)
 *
 * The library is loaded as the station loads it (build/setup/deepbind.mjs). Uses the token key that is there. Prints the seconds that COUNT signatures took; loading and login are not counted.
 */
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

static CK_OBJECT_HANDLE find_key(CK_SESSION_HANDLE session, const char *hex) {
  CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
  CK_BYTE id[64];
  CK_ULONG size = 0, count = 0;
  CK_OBJECT_HANDLE key = 0;
  for (; hex[0] && hex[1]; hex += 2) {
    unsigned byte;
    sscanf(hex, "%2x", &byte);
    id[size++] = (CK_BYTE)byte;
  }
  CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, id, size}};
  must(f->C_FindObjectsInit(session, wanted, 2), "C_FindObjectsInit");
  must(f->C_FindObjects(session, &key, 1, &count), "C_FindObjects");
  must(f->C_FindObjectsFinal(session), "C_FindObjectsFinal");
  if (count == 1) return key;
  fprintf(stderr, "no key\n");
  exit(2);
}

int main(int argc, char **argv) {
  CK_C_INITIALIZE_ARGS args = {0};
  CK_MECHANISM ecdsa = {CKM_ECDSA, NULL, 0};
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE key;
  CK_SLOT_ID slot;
  CK_BYTE digest[32] = {1}, signature[256];
  char pin[256] = "";
  int count, i;
  double start;
  if (argc != 5 || !fgets(pin, sizeof pin, stdin)) return 1;
  void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (!library) return 1;
  CK_C_GetFunctionList get = (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
  must(get(&f), "C_GetFunctionList");
  args.flags = CKF_OS_LOCKING_OK;
  must(f->C_Initialize(&args), "C_Initialize");
  slot = find_slot(argv[2]);
  must(f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session), "C_OpenSession");
  must(f->C_Login(session, CKU_USER, (CK_UTF8CHAR_PTR)pin, strcspn(pin, "\n")), "C_Login");
  key = find_key(session, argv[3]);
  count = atoi(argv[4]);
  start = seconds();
  for (i = 0; i < count; i++) {
    CK_ULONG size = sizeof signature;
    memcpy(digest, &i, sizeof i);
    must(f->C_SignInit(session, &ecdsa, key), "C_SignInit");
    must(f->C_Sign(session, digest, sizeof digest, signature, &size), "C_Sign");
  }
  printf("%.9f\n", seconds() - start);
  f->C_Finalize(NULL);
  return 0;
}

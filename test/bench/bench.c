/*
 * The bare loop that the token host is measured against: C_SignInit and C_Sign, CKM_ECDSA over a 32-byte digest.
 *
 *   bench MODULE SERIAL OBJECT_ID_HEX COUNT   (the user PIN comes on standard input)
 *
 * Uses the token key that is there. Prints the seconds that COUNT signatures took; loading and login are not counted.
 */
#include "bare.h"

static CK_OBJECT_HANDLE find_key(CK_SESSION_HANDLE session, const char *hex) {
  CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
  CK_BYTE id[64];
  CK_ULONG size = bytes_of(hex, id), count = 0;
  CK_OBJECT_HANDLE key = 0;
  CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, id, size}};
  must(f->C_FindObjectsInit(session, wanted, 2), "C_FindObjectsInit");
  must(f->C_FindObjects(session, &key, 1, &count), "C_FindObjects");
  must(f->C_FindObjectsFinal(session), "C_FindObjectsFinal");
  if (count == 1) return key;
  fprintf(stderr, "no key\n");
  exit(2);
}

int main(int argc, char **argv) {
  CK_MECHANISM ecdsa = {CKM_ECDSA, NULL, 0};
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE key;
  CK_BYTE digest[32] = {1}, signature[256];
  int count, i;
  double start;
  if (argc != 5) return 1;
  session = log_in(argv[1], argv[2]);
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

/*
 * The bare calls that unwrapKey of the token host is measured against: a KEK as a session object, C_UnwrapKey of a P-256 key onto
 * the token, its public half beside it, the KEK destroyed.
 *
 *   restore MODULE SERIAL COUNT   (on standard input, a line each: user PIN; KEK, wrapped key and DER of CKA_EC_POINT in hex)
 *
 * RFC 5649 under the number of SoftHSM, 0x210A. Prints the seconds of COUNT restores, and those of C_UnwrapKey alone. What was
 * restored is destroyed again between them, which is not counted.
 */
#include "bare.h"

static CK_ULONG read_line(CK_BYTE *out) {
  char line[8192];
  if (!fgets(line, sizeof line, stdin)) exit(1);
  line[strcspn(line, "\n")] = 0;
  return bytes_of(line, out);
}

int main(int argc, char **argv) {
  static CK_BYTE curve[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
  CK_OBJECT_CLASS secret = CKO_SECRET_KEY, private = CKO_PRIVATE_KEY, public = CKO_PUBLIC_KEY;
  CK_KEY_TYPE aes = CKK_AES, ec = CKK_EC;
  CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
  CK_MECHANISM kwp = {0x210a, NULL, 0};
  CK_BYTE kek[32], wrapped[4096], point[256], id[4] = {0xbe, 0x7c, 0, 0};
  CK_ULONG wrapped_size, point_size;
  double whole = 0, unwrap = 0;
  CK_SESSION_HANDLE session;
  int i;
  if (argc != 4) return 1;
  session = log_in(argv[1], argv[2]);
  if (read_line(kek) != sizeof kek) return 1;
  wrapped_size = read_line(wrapped);
  point_size = read_line(point);
  CK_ATTRIBUTE of_kek[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &aes, sizeof aes}, {CKA_TOKEN, &no, 1},
                           {CKA_PRIVATE, &yes, 1}, {CKA_SENSITIVE, &yes, 1}, {CKA_EXTRACTABLE, &no, 1}, {CKA_WRAP, &no, 1},
                           {CKA_UNWRAP, &yes, 1}, {CKA_ENCRYPT, &no, 1}, {CKA_DECRYPT, &no, 1}, {CKA_VALUE, kek, sizeof kek}};
  CK_ATTRIBUTE of_private[] = {{CKA_CLASS, &private, sizeof private}, {CKA_KEY_TYPE, &ec, sizeof ec}, {CKA_TOKEN, &yes, 1},
                               {CKA_ID, id, sizeof id}, {CKA_LABEL, "bench", 5}, {CKA_PRIVATE, &yes, 1}, {CKA_SENSITIVE, &yes, 1},
                               {CKA_EXTRACTABLE, &no, 1}, {CKA_SIGN, &yes, 1}, {CKA_DECRYPT, &no, 1}, {CKA_UNWRAP, &no, 1},
                               {CKA_DERIVE, &no, 1}};
  CK_ATTRIBUTE of_public[] = {{CKA_CLASS, &public, sizeof public}, {CKA_KEY_TYPE, &ec, sizeof ec}, {CKA_TOKEN, &yes, 1},
                              {CKA_ID, id, sizeof id}, {CKA_LABEL, "bench", 5}, {CKA_PRIVATE, &no, 1}, {CKA_VERIFY, &yes, 1},
                              {CKA_EC_PARAMS, curve, sizeof curve}, {CKA_EC_POINT, point, point_size}};
  for (i = 0; i < atoi(argv[3]); i++) {
    CK_OBJECT_HANDLE key, restored, beside;
    double start = seconds(), before;
    id[3] = (CK_BYTE)i;
    must(f->C_CreateObject(session, of_kek, sizeof of_kek / sizeof *of_kek, &key), "C_CreateObject");
    before = seconds();
    must(f->C_UnwrapKey(session, &kwp, key, wrapped, wrapped_size, of_private, sizeof of_private / sizeof *of_private, &restored),
         "C_UnwrapKey");
    unwrap += seconds() - before;
    must(f->C_CreateObject(session, of_public, sizeof of_public / sizeof *of_public, &beside), "C_CreateObject");
    must(f->C_DestroyObject(session, key), "C_DestroyObject");
    whole += seconds() - start;
    must(f->C_DestroyObject(session, restored), "C_DestroyObject");
    must(f->C_DestroyObject(session, beside), "C_DestroyObject");
  }
  printf("%.9f %.9f\n", whole, unwrap);
  f->C_Finalize(NULL);
  return 0;
}

/*
 * A PKCS#11 module that stands in front of a real one and misbehaves on cue. Test double, never shipped.
 *
 *   FAULT_MODULE  path of the real module
 *   FAULT         "FUNCTION:ACTION[:N]", several with commas. At the N-th call of FUNCTION (every call without N):
 *                   crash     die of SIGSEGV              hang      never come back
 *                   exit      end the process, status 7   sleep=MS  wait, then go on
 *                   print     write to stdout and stderr, then go on
 *                   rv=HEX    return this code instead of calling
 *                   forge     write something that is no answer to the channel of the station
 *                   close     close that channel                 forget    write a whole answer of a wrong shape
 *                   huge      say CKR_OK and a length of 2^40 (functions that give a length)
 *                   flags=HEX set these flags as well     same      the serial number of every token is "SAME"
 *                   evil      a label with control and bidi characters                     (C_GetTokenInfo)
 *                   params    log LibraryParameters and flags                                   (C_Initialize)
 *                   attr=HEX  turn the CK_BBOOL of this attribute round                    (C_GetAttributeValue)
 *                   none      say there is no token in any slot                            (C_GetSlotList)
 *   FAULT_LOG     append the name of each call that passes here
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pkcs11/pkcs11.h>

static CK_FUNCTION_LIST_PTR real;
static CK_FUNCTION_LIST ours;

/* What the cue says about this call: an action, its number, and whether to return at once with a code. */
typedef struct {
  char action[32];
  unsigned long number;
} Cue;

static int counts[32];

static void write_log(const char *function) {
  const char *path = getenv("FAULT_LOG");
  FILE *file = path ? fopen(path, "a") : NULL;
  if (!file) return;
  fprintf(file, "%s\n", function);
  fclose(file);
}

enum { channel = 3 };

static void write_channel(const char *bytes, size_t size) {
  if (write(channel, bytes, size) < 0) _exit(8);
}

/* Do what can be done here (crash, hang, print, sleep, exit); give the rest back to the function. */
static Cue cue(int index, const char *function) {
  Cue result = {"", 0};
  int count = ++counts[index];
  char text[512] = "";
  char *state, *part;
  write_log(function);
  strncpy(text, getenv("FAULT") ? getenv("FAULT") : "", sizeof text - 1);
  for (part = strtok_r(text, ",", &state); part; part = strtok_r(NULL, ",", &state)) {
    char name[64] = "", action[64] = "";
    int at = 0;
    char *equals;
    if (sscanf(part, "%63[^:]:%63[^:]:%d", name, action, &at) < 2) continue;
    if (strcmp(name, function) != 0 || (at != 0 && at != count)) continue;
    equals = strchr(action, '=');
    if (equals) {
      *equals = 0;
      result.number = strtoul(equals + 1, NULL, strcmp(action, "sleep") == 0 ? 10 : 16);
    }
    strncpy(result.action, action, sizeof result.action - 1);
    if (!strcmp(action, "crash")) raise(SIGSEGV);
    if (!strcmp(action, "exit")) _exit(7);
    while (!strcmp(action, "hang")) pause();
    if (!strcmp(action, "sleep")) usleep((useconds_t)result.number * 1000);
    if (!strcmp(action, "print")) {
      printf("chatter on stdout\n");
      fprintf(stderr, "chatter on stderr\n");
      fflush(stdout);
    }
    if (!strcmp(action, "forge")) write_channel("\0\0\0\x0cjunkjunkjunk", 16);
    if (!strcmp(action, "forget")) write_channel("\0\0\0\x20\0\0\0\x1c{\"id\":1,\"kind\":\"answer\"}    ", 36);
    if (!strcmp(action, "close")) close(channel);
    return result;
  }
  return result;
}

static int is(const Cue *c, const char *action) { return strcmp(c->action, action) == 0; }

/* A function that only passes on, or returns the code of its cue. */
#define PASS(index, function, parameters, arguments)  \
  static CK_RV our_##function parameters {            \
    Cue c = cue(index, #function);                    \
    if (is(&c, "rv")) return (CK_RV)c.number;         \
    return real->function arguments;                  \
  }

/* "params": what NSS calls LibraryParameters stands where others have pReserved; log it and hide it from the real one. */
static CK_RV our_C_Initialize(CK_VOID_PTR args) {
  Cue c = cue(0, "C_Initialize");
  CK_C_INITIALIZE_ARGS *plain = args;
  if (is(&c, "rv")) return (CK_RV)c.number;
  if (is(&c, "params")) {
    write_log(plain->pReserved ? (char *)plain->pReserved : "no parameters");
    write_log(plain->flags == CKF_OS_LOCKING_OK ? "CKF_OS_LOCKING_OK" : "other flags");
    plain->pReserved = NULL;
  }
  return real->C_Initialize(args);
}
PASS(1, C_Finalize, (CK_VOID_PTR args), (args))
PASS(2, C_OpenSession, (CK_SLOT_ID s, CK_FLAGS f, CK_VOID_PTR a, CK_NOTIFY n, CK_SESSION_HANDLE_PTR h), (s, f, a, n, h))
PASS(3, C_Login, (CK_SESSION_HANDLE h, CK_USER_TYPE u, CK_UTF8CHAR_PTR p, CK_ULONG n), (h, u, p, n))
PASS(5, C_InitPIN, (CK_SESSION_HANDLE h, CK_UTF8CHAR_PTR p, CK_ULONG n), (h, p, n))
PASS(6, C_GenerateKeyPair,
     (CK_SESSION_HANDLE h, CK_MECHANISM_PTR m, CK_ATTRIBUTE_PTR a, CK_ULONG an, CK_ATTRIBUTE_PTR b, CK_ULONG bn,
      CK_OBJECT_HANDLE_PTR x, CK_OBJECT_HANDLE_PTR y),
     (h, m, a, an, b, bn, x, y))
PASS(7, C_SignInit, (CK_SESSION_HANDLE h, CK_MECHANISM_PTR m, CK_OBJECT_HANDLE k), (h, m, k))
PASS(8, C_CreateObject, (CK_SESSION_HANDLE h, CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_OBJECT_HANDLE_PTR o), (h, a, n, o))
PASS(9, C_DestroyObject, (CK_SESSION_HANDLE h, CK_OBJECT_HANDLE o), (h, o))
PASS(10, C_SetPIN, (CK_SESSION_HANDLE h, CK_UTF8CHAR_PTR a, CK_ULONG an, CK_UTF8CHAR_PTR b, CK_ULONG bn),
     (h, a, an, b, bn))

/* Logs the 32 bytes of the label as the module gets them. */
static CK_RV our_C_InitToken(CK_SLOT_ID slot, CK_UTF8CHAR_PTR pin, CK_ULONG size, CK_UTF8CHAR_PTR label) {
  char text[48];
  Cue c = cue(4, "C_InitToken");
  snprintf(text, sizeof text, "[%.32s]", (char *)label);
  write_log(text);
  if (is(&c, "rv")) return (CK_RV)c.number;
  return real->C_InitToken(slot, pin, size, label);
}

static CK_RV our_C_GetSlotList(CK_BBOOL present, CK_SLOT_ID_PTR list, CK_ULONG_PTR count) {
  Cue c = cue(11, "C_GetSlotList");
  if (is(&c, "rv")) return (CK_RV)c.number;
  if (is(&c, "none")) {
    *count = 0;
    return CKR_OK;
  }
  return real->C_GetSlotList(present, list, count);
}

static CK_RV our_C_GetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  Cue c = cue(12, "C_GetTokenInfo");
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  rv = real->C_GetTokenInfo(slot, info);
  if (is(&c, "flags")) info->flags |= c.number;
  if (is(&c, "same")) memcpy(info->serialNumber, "SAME            ", 16);
  if (is(&c, "evil")) memcpy(info->label, "a\x1b[2Jb\n\xe2\x80\xae" "c\\d                    ", 32);
  return rv;
}

static CK_RV our_C_GetAttributeValue(CK_SESSION_HANDLE h, CK_OBJECT_HANDLE o, CK_ATTRIBUTE_PTR a, CK_ULONG n) {
  Cue c = cue(13, "C_GetAttributeValue");
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  rv = real->C_GetAttributeValue(h, o, a, n);
  if (rv == CKR_OK && is(&c, "attr") && n == 1 && a->type == c.number && a->pValue)
    *(CK_BBOOL *)a->pValue = !*(CK_BBOOL *)a->pValue;
  return rv;
}

static CK_RV our_C_Sign(CK_SESSION_HANDLE h, CK_BYTE_PTR data, CK_ULONG n, CK_BYTE_PTR out, CK_ULONG_PTR size) {
  Cue c = cue(14, "C_Sign");
  if (is(&c, "rv")) return (CK_RV)c.number;
  if (is(&c, "huge")) {
    real->C_Sign(h, data, n, out, size);
    *size = 1UL << 40;
    return CKR_OK;
  }
  return real->C_Sign(h, data, n, out, size);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  void *library = dlopen(getenv("FAULT_MODULE"), RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList get = library ? (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList") : NULL;
  if (!get || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  ours = *real;
  ours.C_GetFunctionList = C_GetFunctionList;
#define OUR(function) ours.function = our_##function;
  OUR(C_Initialize) OUR(C_Finalize) OUR(C_OpenSession) OUR(C_Login) OUR(C_InitToken) OUR(C_InitPIN) OUR(C_SetPIN)
  OUR(C_GenerateKeyPair) OUR(C_SignInit) OUR(C_Sign) OUR(C_CreateObject) OUR(C_DestroyObject)
  OUR(C_GetSlotList) OUR(C_GetTokenInfo) OUR(C_GetAttributeValue)
  *list = &ours;
  return CKR_OK;
}

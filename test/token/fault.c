/*
 * A PKCS#11 module that stands in front of a real one and misbehaves on cue. Test double, never shipped.
 *
 *   FAULT_MODULE  path of the real module
 *   FAULT         "FUNCTION:ACTION[:N]", several with commas. At the N-th call of FUNCTION (every call without N):
 *                   crash     die of SIGSEGV              abort     die of SIGABRT
 *                   exit      end the process, status 7   hang      never come back
 *                   sleep=MS  wait, then go on            print     write to stdout and stderr, then go on
 *                   rv=HEX    return this code instead of calling
 *                   after=HEX call, and return this code all the same
 *                   null      have no such function at all (N does not count)
 *                   forge     write something that is no answer to the channel of the station
 *                   close     close that channel          forget    write a whole answer of a wrong shape
 *                   lose      close every session of the slot first: the login is lost         (calls in a session)
 *                   huge, max, zero, short, long, unknown   say CKR_OK and a length (or count) of 2^40, 2^31 - 1, none,
 *                             one too few, one too many, CK_UNAVAILABLE_INFORMATION            (calls that give one)
 *                   flags=HEX set these flags as well     same      the serial number of every token is "SAME"
 *                   evil      a label with control and bidi characters; blank: all bytes 0xff   (C_GetTokenInfo)
 *                   params    log LibraryParameters and flags                                   (C_Initialize)
 *                   attr=HEX  turn the CK_BBOOL of this attribute round; garble=HEX: all its bytes 0xee;
 *                   cut=HEX   its length is one, wide=HEX: its length is the length of the buffer and one
 *                                                                                          (C_GetAttributeValue)
 *                   deaf      say CKR_OK and do nothing                                   (calls in a session)
 *                   only=HEX  CKR_MECHANISM_INVALID for every other mechanism; spoil: turn a bit of what comes out
 *                                                                                    (C_WrapKey, C_UnwrapKey)
 *                   loose     do not obey the template: not sensitive, and extractable            (C_UnwrapKey)
 *                   always    the key asks for its PIN at every use                        (C_GenerateKeyPair)
 *                   none      say there is no token in any slot; swap: from now on, the first two slots have changed
 *                             places under their old numbers                                   (C_GetSlotList)
 *   FAULT_FILE    a file that holds the cue instead; read at every call, counting anew whenever it changes
 *   FAULT_LOG     append the name of each call that passes here; one that the station never makes is marked "(foreign)"
 *   FAULT_ALIAS   "REAL=SHOWN": the token with the serial number REAL shows SHOWN instead
 *   FAULT_TRIES   "N:FILE": a user PIN counter of N tries, the wrong ones kept in FILE as bytes: SoftHSM has none
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pkcs11/pkcs11.h>

static CK_FUNCTION_LIST_PTR real;
static CK_FUNCTION_LIST ours;

/* What the cue says about this call: an action and its number. */
typedef struct {
  char action[32];
  unsigned long number;
} Cue;

enum { channel = 3, functions = 32 };
static int counts[functions];

static void write_log(const char *function) {
  const char *path = getenv("FAULT_LOG");
  FILE *file = path ? fopen(path, "a") : NULL;
  if (!file) return;
  fprintf(file, "%s\n", function);
  fclose(file);
}

static void write_channel(const char *bytes, size_t size) {
  if (write(channel, bytes, size) < 0) _exit(8);
}

/* The whole cue, from the file or from the environment. */
static void read_cues(char *text, size_t size) {
  static char last[512];
  const char *path = getenv("FAULT_FILE");
  FILE *file = path ? fopen(path, "r") : NULL;
  if (!file) {
    strncpy(text, getenv("FAULT") ? getenv("FAULT") : "", size - 1);
    return;
  }
  text[fread(text, 1, size - 1, file)] = 0;
  fclose(file);
  if (strcmp(text, last) == 0) return;
  strcpy(last, text);
  memset(counts, 0, sizeof counts);
}

/* Do what can be done here (crash, hang, print, sleep, exit); give the rest back to the function. */
static Cue cue(int index, const char *function) {
  Cue result = {"", 0};
  char text[512] = "";
  char *state, *part;
  int count;
  read_cues(text, sizeof text);
  count = ++counts[index];
  write_log(function);
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
    if (!strcmp(action, "abort")) abort();
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

/* A length or a count that the real module gave, as the cue wants it told. */
static void lie(const Cue *c, CK_ULONG_PTR length) {
  if (is(c, "huge")) *length = 1UL << 40;
  if (is(c, "max")) *length = 0x7fffffff;
  if (is(c, "zero")) *length = 0;
  if (is(c, "short") && *length > 0) *length -= 1;
  if (is(c, "long")) *length += 1;
  if (is(c, "unknown")) *length = CK_UNAVAILABLE_INFORMATION;
}

static void lose_sessions(const Cue *c, CK_SESSION_HANDLE session) {
  CK_SESSION_INFO info;
  if (is(c, "lose") && real->C_GetSessionInfo(session, &info) == CKR_OK) real->C_CloseAllSessions(info.slotID);
}

/* The two slots that change places: their numbers stay, what is in them does not. */
static CK_SLOT_ID swapped[2];
static CK_SLOT_ID in_slot(CK_SLOT_ID slot) {
  if (swapped[0] == swapped[1]) return slot;
  return slot == swapped[0] ? swapped[1] : slot == swapped[1] ? swapped[0] : slot;
}

/* A function that only passes on, or returns the code of its cue. IN_SESSION: its first argument is the session `h`. */
#define PASS(index, function, parameters, arguments)              \
  static CK_RV our_##function parameters {                        \
    Cue c = cue(index, #function);                                \
    CK_RV rv;                                                     \
    if (is(&c, "rv")) return (CK_RV)c.number;                     \
    rv = real->function arguments;                                \
    return is(&c, "after") ? (CK_RV)c.number : rv;                \
  }
#define IN_SESSION(index, function, parameters, arguments)        \
  static CK_RV our_##function parameters {                        \
    Cue c = cue(index, #function);                                \
    CK_RV rv;                                                     \
    if (is(&c, "rv")) return (CK_RV)c.number;                     \
    if (is(&c, "deaf")) return CKR_OK;                            \
    lose_sessions(&c, h);                                         \
    rv = real->function arguments;                                \
    return is(&c, "after") ? (CK_RV)c.number : rv;                \
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
PASS(2, C_OpenSession, (CK_SLOT_ID s, CK_FLAGS f, CK_VOID_PTR a, CK_NOTIFY n, CK_SESSION_HANDLE_PTR h),
     (in_slot(s), f, a, n, h))
IN_SESSION(5, C_InitPIN, (CK_SESSION_HANDLE h, CK_UTF8CHAR_PTR p, CK_ULONG n), (h, p, n))
IN_SESSION(7, C_SignInit, (CK_SESSION_HANDLE h, CK_MECHANISM_PTR m, CK_OBJECT_HANDLE k), (h, m, k))
IN_SESSION(8, C_CreateObject, (CK_SESSION_HANDLE h, CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_OBJECT_HANDLE_PTR o),
           (h, a, n, o))
IN_SESSION(9, C_DestroyObject, (CK_SESSION_HANDLE h, CK_OBJECT_HANDLE o), (h, o))
IN_SESSION(10, C_SetPIN, (CK_SESSION_HANDLE h, CK_UTF8CHAR_PTR a, CK_ULONG an, CK_UTF8CHAR_PTR b, CK_ULONG bn),
           (h, a, an, b, bn))
IN_SESSION(15, C_CloseSession, (CK_SESSION_HANDLE h), (h))
IN_SESSION(16, C_Logout, (CK_SESSION_HANDLE h), (h))
IN_SESSION(17, C_FindObjectsInit, (CK_SESSION_HANDLE h, CK_ATTRIBUTE_PTR a, CK_ULONG n), (h, a, n))
IN_SESSION(19, C_FindObjectsFinal, (CK_SESSION_HANDLE h), (h))
IN_SESSION(20, C_GetSessionInfo, (CK_SESSION_HANDLE h, CK_SESSION_INFO_PTR i), (h, i))
IN_SESSION(23, C_GenerateRandom, (CK_SESSION_HANDLE h, CK_BYTE_PTR b, CK_ULONG n), (h, b, n))
IN_SESSION(24, C_SetAttributeValue, (CK_SESSION_HANDLE h, CK_OBJECT_HANDLE o, CK_ATTRIBUTE_PTR a, CK_ULONG n),
           (h, o, a, n))

static CK_RV our_C_WrapKey(CK_SESSION_HANDLE h, CK_MECHANISM_PTR m, CK_OBJECT_HANDLE w, CK_OBJECT_HANDLE k,
                           CK_BYTE_PTR out, CK_ULONG_PTR size) {
  Cue c = cue(25, "C_WrapKey");
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  if (is(&c, "only") && m->mechanism != c.number) return CKR_MECHANISM_INVALID;
  lose_sessions(&c, h);
  rv = real->C_WrapKey(h, m, w, k, out, size);
  if (rv == CKR_OK && is(&c, "spoil")) out[0] ^= 1;
  if (rv == CKR_OK) lie(&c, size);
  return is(&c, "after") ? (CK_RV)c.number : rv;
}

static CK_RV our_C_UnwrapKey(CK_SESSION_HANDLE h, CK_MECHANISM_PTR m, CK_OBJECT_HANDLE u, CK_BYTE_PTR in, CK_ULONG size,
                             CK_ATTRIBUTE_PTR a, CK_ULONG n, CK_OBJECT_HANDLE_PTR o) {
  Cue c = cue(26, "C_UnwrapKey");
  CK_RV rv;
  CK_ULONG i;
  if (is(&c, "rv")) return (CK_RV)c.number;
  if (is(&c, "only") && m->mechanism != c.number) return CKR_MECHANISM_INVALID;
  lose_sessions(&c, h);
  for (i = 0; is(&c, "loose") && i < n; i++) {
    if (a[i].type == CKA_SENSITIVE) *(CK_BBOOL *)a[i].pValue = CK_FALSE;
    if (a[i].type == CKA_EXTRACTABLE) *(CK_BBOOL *)a[i].pValue = CK_TRUE;
  }
  rv = real->C_UnwrapKey(h, m, u, in, size, a, n, o);
  return is(&c, "after") ? (CK_RV)c.number : rv;
}

/* How many wrong tries the file holds; -1 where no counter is asked for. */
static long wrong_tries(long *allowed, char *path, size_t size) {
  struct stat found;
  const char *tries = getenv("FAULT_TRIES");
  if (!tries) return -1;
  *allowed = atol(tries);
  snprintf(path, size, "%s", strchr(tries, ':') + 1);
  return stat(path, &found) == 0 ? (long)found.st_size : 0;
}

static CK_RV our_C_Login(CK_SESSION_HANDLE h, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG size) {
  Cue c = cue(3, "C_Login");
  char path[256];
  long allowed, wrong = wrong_tries(&allowed, path, sizeof path);
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  lose_sessions(&c, h);
  if (user == CKU_USER && wrong >= 0 && wrong >= allowed) return CKR_PIN_LOCKED;
  rv = real->C_Login(h, user, pin, size);
  if (user == CKU_USER && wrong >= 0 && (rv == CKR_OK || rv == CKR_PIN_INCORRECT)) {
    FILE *file = fopen(path, rv == CKR_OK ? "w" : "a");
    if (file && rv != CKR_OK) fputc('x', file);
    if (file) fclose(file);
  }
  return is(&c, "after") ? (CK_RV)c.number : rv;
}

static CK_RV our_C_GenerateKeyPair(CK_SESSION_HANDLE h, CK_MECHANISM_PTR m, CK_ATTRIBUTE_PTR a, CK_ULONG an,
                                   CK_ATTRIBUTE_PTR b, CK_ULONG bn, CK_OBJECT_HANDLE_PTR x, CK_OBJECT_HANDLE_PTR y) {
  Cue c = cue(6, "C_GenerateKeyPair");
  CK_ATTRIBUTE more[32];
  CK_BBOOL yes = CK_TRUE;
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  lose_sessions(&c, h);
  memcpy(more, b, bn * sizeof *b);
  if (is(&c, "always")) more[bn++] = (CK_ATTRIBUTE){CKA_ALWAYS_AUTHENTICATE, &yes, sizeof yes};
  rv = real->C_GenerateKeyPair(h, m, a, an, more, bn, x, y);
  return is(&c, "after") ? (CK_RV)c.number : rv;
}

/* Logs the 32 bytes of the label as the module gets them. */
static CK_RV our_C_InitToken(CK_SLOT_ID slot, CK_UTF8CHAR_PTR pin, CK_ULONG size, CK_UTF8CHAR_PTR label) {
  char text[48];
  Cue c = cue(4, "C_InitToken");
  CK_RV rv;
  snprintf(text, sizeof text, "[%.32s]", (char *)label);
  write_log(text);
  if (is(&c, "rv")) return (CK_RV)c.number;
  rv = real->C_InitToken(in_slot(slot), pin, size, label);
  return is(&c, "after") ? (CK_RV)c.number : rv;
}

static CK_RV our_C_GetSlotList(CK_BBOOL present, CK_SLOT_ID_PTR list, CK_ULONG_PTR count) {
  Cue c = cue(11, "C_GetSlotList");
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  if (is(&c, "none")) {
    *count = 0;
    return CKR_OK;
  }
  rv = real->C_GetSlotList(present, list, count);
  if (rv == CKR_OK && is(&c, "swap") && list && *count > 1) memcpy(swapped, list, sizeof swapped);
  if (rv == CKR_OK) lie(&c, count);
  return rv;
}

static CK_RV our_C_GetMechanismList(CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR list, CK_ULONG_PTR count) {
  Cue c = cue(21, "C_GetMechanismList");
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  rv = real->C_GetMechanismList(in_slot(slot), list, count);
  if (rv == CKR_OK) lie(&c, count);
  return rv;
}

static void show_alias(CK_TOKEN_INFO_PTR info) {
  char serial[17] = "", text[17];
  const char *alias = getenv("FAULT_ALIAS");
  const char *shown = alias ? strchr(alias, '=') : NULL;
  memcpy(serial, info->serialNumber, 16);
  if (!shown || strncmp(alias, serial, (size_t)(shown - alias)) != 0) return;
  snprintf(text, sizeof text, "%-16.16s", shown + 1);
  memcpy(info->serialNumber, text, 16);
}

static CK_RV our_C_GetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  Cue c = cue(12, "C_GetTokenInfo");
  char path[256];
  long allowed, wrong = wrong_tries(&allowed, path, sizeof path);
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  rv = real->C_GetTokenInfo(in_slot(slot), info);
  if (is(&c, "flags")) info->flags |= c.number;
  if (is(&c, "same")) memcpy(info->serialNumber, "SAME            ", 16);
  if (is(&c, "evil")) memcpy(info->label, "a\x1b[2Jb\n\xe2\x80\xae" "c\\d                    ", 32);
  show_alias(info);
  if (is(&c, "blank")) memset(info, 0xff, sizeof *info);
  if (wrong >= 0) {
    info->flags &= ~(CK_FLAGS)(CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED);
    if (wrong >= allowed) info->flags |= CKF_USER_PIN_LOCKED;
    else if (wrong == allowed - 1) info->flags |= CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_COUNT_LOW;
    else if (wrong > 0) info->flags |= CKF_USER_PIN_COUNT_LOW;
  }
  return rv;
}

static CK_RV our_C_FindObjects(CK_SESSION_HANDLE h, CK_OBJECT_HANDLE_PTR o, CK_ULONG most, CK_ULONG_PTR count) {
  Cue c = cue(18, "C_FindObjects");
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  lose_sessions(&c, h);
  rv = real->C_FindObjects(h, o, most, count);
  if (rv == CKR_OK) lie(&c, count);
  return rv;
}

static CK_RV our_C_GetAttributeValue(CK_SESSION_HANDLE h, CK_OBJECT_HANDLE o, CK_ATTRIBUTE_PTR a, CK_ULONG n) {
  Cue c = cue(13, "C_GetAttributeValue");
  CK_ULONG room = a->pValue ? a->ulValueLen : 0;
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  lose_sessions(&c, h);
  rv = real->C_GetAttributeValue(h, o, a, n);
  if (rv != CKR_OK || n != 1) return rv;
  lie(&c, &a->ulValueLen);
  if (a->type != c.number) return rv;
  if (is(&c, "attr") && a->pValue) *(CK_BBOOL *)a->pValue = !*(CK_BBOOL *)a->pValue;
  if (is(&c, "garble") && a->pValue) memset(a->pValue, 0xee, a->ulValueLen);
  if (is(&c, "cut")) a->ulValueLen = 1;
  if (is(&c, "wide") && a->pValue) a->ulValueLen = room + 1;
  return rv;
}

static CK_RV our_C_Sign(CK_SESSION_HANDLE h, CK_BYTE_PTR data, CK_ULONG n, CK_BYTE_PTR out, CK_ULONG_PTR size) {
  Cue c = cue(14, "C_Sign");
  CK_RV rv;
  if (is(&c, "rv")) return (CK_RV)c.number;
  lose_sessions(&c, h);
  rv = real->C_Sign(h, data, n, out, size);
  if (rv == CKR_OK) lie(&c, size);
  return is(&c, "after") ? (CK_RV)c.number : rv;
}

/* Every function of the list, to begin with, is one that the station does not call: it says so in the log. */
#define CK_PKCS11_FUNCTION_INFO(name)                \
  static CK_RV foreign_##name(void) {                \
    write_log(#name " (foreign)");                   \
    return CKR_FUNCTION_NOT_SUPPORTED;               \
  }
#include <pkcs11/pkcs11f.h>
#undef CK_PKCS11_FUNCTION_INFO

static int has(const char *text, const char *function) {
  char missing[80];
  snprintf(missing, sizeof missing, "%s:null", function);
  return strstr(text, missing) != NULL;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  Cue c = cue(22, "C_GetFunctionList");
  char text[512] = "";
  /* As the station loads its modules (build/setup/deepbind.mjs): the real one finds its own symbols first. */
  void *library = dlopen(getenv("FAULT_MODULE"), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  CK_C_GetFunctionList get = library ? (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList") : NULL;
  if (is(&c, "rv")) return (CK_RV)c.number;
  if (!get || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  ours.version = real->version;
#define CK_PKCS11_FUNCTION_INFO(name) ours.name = (CK_##name)foreign_##name;
#include <pkcs11/pkcs11f.h>
#undef CK_PKCS11_FUNCTION_INFO
  ours.C_GetFunctionList = C_GetFunctionList;
  read_cues(text, sizeof text);
#define OUR(function) ours.function = has(text, #function) ? NULL : our_##function;
  OUR(C_Initialize) OUR(C_Finalize) OUR(C_OpenSession) OUR(C_CloseSession) OUR(C_GetSessionInfo) OUR(C_Login)
  OUR(C_Logout) OUR(C_InitToken) OUR(C_InitPIN) OUR(C_SetPIN) OUR(C_GenerateKeyPair) OUR(C_SignInit) OUR(C_Sign)
  OUR(C_CreateObject) OUR(C_DestroyObject) OUR(C_GetSlotList) OUR(C_GetTokenInfo) OUR(C_GetMechanismList)
  OUR(C_GetAttributeValue) OUR(C_SetAttributeValue) OUR(C_WrapKey) OUR(C_UnwrapKey) OUR(C_GenerateRandom)
  OUR(C_FindObjectsInit) OUR(C_FindObjects) OUR(C_FindObjectsFinal)
  *list = is(&c, "null") ? NULL : &ours;
  return CKR_OK;
}

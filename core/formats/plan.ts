// The plan: what the organisation decided and reviewed before the day. See docs/formats/plan.md.

/** Roles a person may hold at a ceremony (docs/formats/script.md). */
export const roles = [
  'administrator',
  'cryptoOfficer',
  'internalWitness',
  'externalWitness',
  'safeController',
  'cameraOperator',
] as const
export type Role = (typeof roles)[number]

/** What a key may be. P-384 only with an exception for rule TUF-ALGORITHM (tough refuses it). */
export const algorithms = ['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-3072', 'rsa-4096'] as const
export type Algorithm = (typeof algorithms)[number]

export const tufRoles = ['root', 'targets', 'snapshot', 'timestamp'] as const
export type TufRole = (typeof tufRoles)[number]

/** A short name inside the plan: lower-case letters, digits, hyphens; starts with a letter; at most 32 characters. */
export type Id = string
/** `YYYY-MM-DDTHH:MM:SSZ` */
export type Instant = string
/** `YYYY-MM-DD` */
export type Day = string

export type Person = {
  readonly id: Id
  readonly name: string
  readonly roles: readonly Role[]
  readonly organisation?: string
}

export type PlannedToken = {
  readonly id: Id
  /** As the module reports it (CK_TOKEN_INFO.serialNumber, blanks cut). A token is named by it, never by its slot. */
  readonly serial: string
  /** Name of a module in the site file. */
  readonly module: Id
  /** CKA label given when it is initialised; 1 to 32 ASCII characters. */
  readonly label: string
  /** Person who knows the user PIN. */
  readonly holder: Id
  /** Person who knows the SO PIN; never the holder. */
  readonly securityOfficer: Id
  /** Erase and initialise it in this ceremony. */
  readonly initialise: boolean
  /** Site where it is kept between ceremonies. */
  readonly site: Id
  /** Number on the tamper-evident bag in which it arrives. */
  readonly bag?: string
}

export type PlannedKey =
  | { readonly id: Id; readonly algorithm: Algorithm; readonly token: Id }
  | { readonly id: Id; readonly algorithm: Algorithm; readonly publicKey: string; readonly heldBy: string }

export type RoleKeys = { readonly keys: readonly Id[]; readonly threshold: number }

export type PlannedRepository = {
  /** Repository name, path-like, safe as a file name part by part. */
  readonly name: string
  readonly dialect: 'tuf'
  /** The version and SHA-256 of the root file that this one follows; null for a first root. */
  readonly buildsOn: { readonly version: number; readonly sha256: string } | null
  readonly version: number
  readonly expires: Instant
  readonly consistentSnapshot: boolean
  readonly roles: { readonly [R in TufRole]: RoleKeys }
}

/** A rule that the organisation sets aside, by name, with its reason. It stands on every page that it touches. */
export type PlanException = {
  /** Rule id, for example `TUF-ALGORITHM`. */
  readonly rule: string
  /** What it is set aside for: the id of a key, token, person or repository, or `station`. */
  readonly subject: string
  readonly reason: string
  readonly approvedBy: string
}

export type Plan = {
  readonly format: 'anchorite/plan/v1'
  readonly name: string
  readonly version: number
  /** Id of the script, for example `root-key-generation`. */
  readonly ceremony: Id
  readonly organisation: string
  readonly purpose: string
  /** The certificate policy or practice statement that governs the ceremony. */
  readonly policy: { readonly document: string; readonly version: string; readonly sections: readonly string[] }
  readonly approvals: readonly {
    readonly by: string
    readonly title: string
    readonly date: Day
    readonly reference: string
  }[]
  readonly schedule: { readonly date: Day; readonly standby: Day; readonly place: string; readonly timeZone: string }
  readonly sites: readonly { readonly id: Id; readonly name: string }[]
  readonly people: readonly Person[]
  readonly tokens: readonly PlannedToken[]
  readonly keys: readonly PlannedKey[]
  readonly repositories: readonly PlannedRepository[]
  /** Keys on witnesses' or station tokens that seal the transcript; never a key of a repository role. */
  readonly seal: { readonly keys: readonly Id[]; readonly threshold: number }
  readonly backup: { readonly mode: 'none'; readonly reason: string }
  /** The ceremony whose transcript this one is compared with: its id and the head of its transcript; null for the first. */
  readonly previous: { readonly ceremony: string; readonly head: string } | null
  readonly exceptions: readonly PlanException[]
  /** What must lie on the table, printed as a list to tick. */
  readonly materials: readonly string[]
}

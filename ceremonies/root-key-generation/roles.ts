// Who takes part in root key generation. Data only.

/** A role that a script does not declare cannot be named in its acts. */
export type RootRole =
  | 'administrator'
  | 'cryptoOfficer'
  | 'internalWitness'
  | 'externalWitness'
  | 'safeController'
  | 'cameraOperator'
  | 'shareHolder'

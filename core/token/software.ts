// Tokens that are files: by what the module calls itself. A module that lies about it is not caught.

/** TOKEN-SOFTWARE: SoftHSM, NSS and openCryptoki keep keys in files. */
export const isSoftwareToken = ({ manufacturer, model }: { manufacturer: string; model: string }): boolean =>
  /softhsm|nss|opencryptoki/i.test(`${manufacturer} ${model}`)

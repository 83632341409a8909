// Which environment variables look like secrets by their name: project code is never given one.

const WORDS =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE|COOKIE|(?:^|_)(?:[A-Z0-9]*KEYS?|AUTH|PAT|PWD)(?:_|$)/;
const FAMILIES = /^(?:ACTIONS_(?:ID_TOKEN|RUNTIME|CACHE|RESULTS)|AWS_SESSION|SIGSTORE_ID)/;
/** The shell's own word for the current directory. */
const HARMLESS = new Set(['PWD', 'OLDPWD']);

/** Whether a variable of this name may hold a secret; case does not matter. */
export const isSecretName = (name: string): boolean => {
  const upper = name.toUpperCase();
  return !HARMLESS.has(upper) && (WORDS.test(upper) || FAMILIES.test(upper));
};

import { expect, it } from 'vitest';

import { isSecretName } from './secret-name.ts';

it.each([
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'npm_config__auth',
  'NPM_CONFIG_//registry.example/:_authToken',
  'CLIENT_SECRET',
  'COSIGN_PASSWORD',
  'AWS_ACCESS_KEY_ID',
  'APIKEY',
  'SSH_KEY',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'ACTIONS_RUNTIME_URL',
  'AF_PAT',
  'DB_PWD',
  'session_cookie',
  'SIGNING_KEYS',
])('%s looks like a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

it.each([
  'PATH',
  'CI',
  'PWD',
  'PATCH_LEVEL',
  'KEYBOARD',
  'AUTHOR',
  'GOPATH',
  'HTTPS_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'GOOS',
])('%s does not', (name) => {
  expect(isSecretName(name)).toBe(false);
});

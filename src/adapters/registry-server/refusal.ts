// What a registry says no with, as clients expect it (distribution-spec 1.1, "Error Codes").
import type { ServerResponse } from 'node:http';

import { Failure } from '../../domain/failure.ts';
import type { FailureCode } from '../../domain/failure-codes.ts';

/** Codes of the distribution-spec, and those that registries have made common. */
export type RefusalCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DENIED'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'SIZE_INVALID'
  | 'TAG_INVALID'
  | 'UNAUTHORIZED'
  | 'UNKNOWN'
  | 'UNSUPPORTED';

/** Thrown where a request ends; answered with its status and, unless it is about what no client asks for, its code. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: RefusalCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: RefusalCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Answers with a refusal; a failure that has a code in the distribution-spec gets it, anything else is this server's. */
export const refuse = (response: ServerResponse, error: unknown): void => {
  const { status, code, message, headers } = refusalOf(error);
  if (response.headersSent) return void response.destroy();
  const body = JSON.stringify({ errors: [{ code, message }] });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
};

/** Whether an error is this server's own trouble, and no answer to a request. */
export const isFault = (error: unknown): boolean =>
  !(error instanceof Refusal) && !(error instanceof Failure && MEANT[error.code] !== undefined);

const MEANT: { readonly [code in FailureCode]?: readonly [number, RefusalCode] } = {
  CONTENT_MISSING: [400, 'MANIFEST_BLOB_UNKNOWN'],
  CONTENT_DAMAGED: [400, 'DIGEST_INVALID'],
  MANIFEST_INVALID: [400, 'MANIFEST_INVALID'],
  MANIFEST_MISSING: [404, 'MANIFEST_UNKNOWN'],
  MANIFEST_TOO_LARGE: [413, 'MANIFEST_INVALID'],
  TARGET_NOT_SUPPORTED: [400, 'NAME_INVALID'],
};

const refusalOf = (error: unknown): Pick<Refusal, 'status' | 'code' | 'message' | 'headers'> => {
  if (error instanceof Refusal) return error;
  const [status, code] = (error instanceof Failure ? MEANT[error.code] : undefined) ?? [
    500,
    'UNKNOWN' as const,
  ];
  const message = error instanceof Failure ? error.message : 'the registry could not do it';
  return { status, code, message, headers: {} };
};

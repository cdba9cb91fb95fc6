/** What went wrong, in words for the person in front of the page. */

import { ApiError } from "bearward/client";

export interface Problem {
  text: string;
  /** The API's word for it; none where it could not be asked. */
  code: string | undefined;
  /** What is wrong with single fields of a form. */
  fields: Record<string, string>;
  /** Whether the same request may work in a moment. */
  retryable: boolean;
  /** Whether what it was about is no longer there. */
  gone: boolean;
}

/** Words for the codes of the task API and of bearward. A code that is not here is told by the API's own sentence. */
const WORDS: Record<string, string> = {
  keys_unavailable:
    "The task service cannot check who you are just now, because the sign-in service does not answer. Your tasks are safe.",
  token_unavailable: "The sign-in service does not answer just now. Your tasks are safe.",
  token_missing: "You are no longer signed in.",
  not_found: "That task is gone: it was deleted, or it is not yours.",
  owner_mismatch: "These tasks belong to somebody else.",
  scope_insufficient: "You are not allowed to do that.",
  payload_too_large: "That is too long.",
  timeout: "The task service took too long.",
  internal_error: "Something went wrong in the task service.",
};

/** Never throws: what cannot be read is told as plainly as can be. */
export async function problemOf(error: unknown): Promise<Problem> {
  if (!(error instanceof ApiError)) {
    const text = "The task service cannot be reached. Are you online?";
    return { text, code: undefined, fields: {}, retryable: true, gone: false };
  }
  const fields = error.code === "validation_failed" ? await fieldsOf(error.response) : {};
  const { code } = error;
  const text = WORDS[code ?? ""] ?? error.detail;
  return { text, code, fields, retryable: error.status >= 500, gone: error.status === 404 };
}

/** `errors: [{field, message}]` of the body. */
async function fieldsOf(response: Response | undefined): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  const body: unknown = await response
    ?.clone()
    .json()
    .catch(() => null);
  if (typeof body !== "object" || body === null || !("errors" in body) || !Array.isArray(body.errors)) return fields;
  for (const error of body.errors as unknown[]) {
    if (typeof error !== "object" || error === null || !("field" in error) || !("message" in error)) continue;
    fields[String(error.field)] = String(error.message);
  }
  return fields;
}

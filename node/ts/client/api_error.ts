/** An answer that is no success, or no answer of the token endpoint (`code` `token_unavailable`, `status` 503). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    /** The HTTP status. */
    readonly status: number,
    /** The API's own code, such as `owner_mismatch`, where its body has one. */
    readonly code: string | undefined,
    /** One sentence for people. */
    readonly detail: string,
    /** The answer itself, its body unread. */
    readonly response?: Response,
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}

/** The error of an answer: `code` and `detail` of its JSON, plain or as problem details. */
export async function failure(response: Response): Promise<ApiError> {
  // An answer of something in between is no JSON: then its status has to do.
  const body = (await response.clone().json().catch(() => null)) as { code?: unknown; detail?: unknown; title?: unknown } | null;
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const detail = text(body?.detail) ?? text(body?.title) ?? `${response.status} ${response.statusText}`.trim();
  return new ApiError(response.status, text(body?.code), detail, response);
}

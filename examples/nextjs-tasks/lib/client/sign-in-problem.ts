/** Better Auth's refusals, in words. */

export interface Refusal {
  code?: string | undefined;
  message?: string | undefined;
  status: number;
}

const WORDS: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: "E-mail address or password is wrong.",
  USER_ALREADY_EXISTS: "There is an account with this e-mail address already.",
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: "There is an account with this e-mail address already.",
  PASSWORD_TOO_SHORT: "The password is too short: 10 characters at least.",
  PASSWORD_TOO_LONG: "The password is too long.",
  INVALID_EMAIL: "That is no e-mail address.",
  INVALID_CODE: "That code is wrong or has run out.",
  INVALID_PASSWORD: "The password is wrong.",
};

export function refusalText(refusal: Refusal): string {
  if (refusal.status === 429) return "Too many tries. Wait a minute, then try again.";
  if (refusal.status === 0 || refusal.status >= 500) return "The sign-in service does not answer. Try again in a moment.";
  return WORDS[refusal.code ?? ""] ?? refusal.message ?? "That did not work.";
}

/** A request that came to nothing is told like one that was refused. */
export const UNREACHABLE: Refusal = { status: 0 };

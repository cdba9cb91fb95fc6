"use client";

import { useCallback, useEffect, useState } from "react";
import { apiAt } from "@/lib/client/api";
import { type Problem, problemOf } from "@/lib/client/problem";

export type Answer<T> = { state: "asking" } | { state: "here"; value: T } | { state: "failed"; problem: Problem };

/** Asks once, and again when told to. */
export function useAnswer<T>(baseUrl: string, path: string): [Answer<T>, (renew?: boolean) => void] {
  const [answer, setAnswer] = useState<Answer<T>>({ state: "asking" });
  const ask = useCallback(
    (renew = false) => {
      const api = apiAt(baseUrl);
      if (renew) api.forget();
      api
        .json<T>(path)
        .then((value) => setAnswer({ state: "here", value }))
        .catch(async (error: unknown) => setAnswer({ state: "failed", problem: await problemOf(error) }));
    },
    [baseUrl, path],
  );
  useEffect(() => ask(), [ask]);
  return [answer, ask];
}

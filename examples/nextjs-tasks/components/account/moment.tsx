"use client";

import { useEffect, useState } from "react";

/** A moment in the visitor's own zone and manner; in UTC until the browser has the word. */
export function Moment({ at }: { at: string }) {
  const [shown, setShown] = useState(`${at.slice(0, 16).replace("T", " ")} UTC`);
  useEffect(() => {
    setShown(new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }));
  }, [at]);
  return <time dateTime={at}>{shown}</time>;
}

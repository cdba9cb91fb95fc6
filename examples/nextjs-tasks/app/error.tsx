"use client";

import { Page } from "@/components/page";

export default function Failed({ reset }: { reset: () => void }) {
  return (
    <Page title="Something went wrong">
      <p>It is not your fault. Trying again may help.</p>
      <button type="button" onClick={reset}>
        Try again
      </button>
    </Page>
  );
}

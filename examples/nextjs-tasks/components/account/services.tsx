"use client";

/** The same token at two services: each tells what it knows of its owner. */

import type { Profile } from "@/lib/server/profile";
import { Alert } from "../alert";
import { Moment } from "./moment";
import { useAnswer } from "./use-answer";

interface Known {
  id: string;
  name: string | null;
  email: string | null;
  created_at: string;
}

export function Services({ apiUrl, userId }: { apiUrl: string; userId: string }) {
  const [here, askHere] = useAnswer<Profile>("", `/api/users/${encodeURIComponent(userId)}/profile`);
  const [there, askThere] = useAnswer<Known>(apiUrl, "/api/v1/me");
  return (
    <section className="card" aria-labelledby="services">
      <h2 id="services">Who knows you</h2>
      <dl>
        <dt>This site</dt>
        <dd>
          {here.state === "asking" && "asking …"}
          {here.state === "failed" && <Alert problem={here.problem} retry={() => askHere()} />}
          {here.state === "here" && <Record {...here.value} />}
        </dd>
        <dt>The task service</dt>
        <dd>
          {there.state === "asking" && "asking …"}
          {there.state === "failed" && <Alert problem={there.problem} retry={() => askThere()} />}
          {there.state === "here" && <Record {...there.value} />}
        </dd>
      </dl>
    </section>
  );
}

function Record({ name, email, created_at }: Omit<Known, "id">) {
  return (
    <>
      {[name, email].filter(Boolean).join(", ")}
      <span className="hint">
        since <Moment at={created_at} />
      </span>
    </>
  );
}

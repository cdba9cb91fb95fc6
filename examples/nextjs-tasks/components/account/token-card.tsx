"use client";

/** The claims of the token, in plain words. This application has checked it before it told them. */

import { Alert } from "../alert";
import { Moment } from "./moment";
import { useAnswer } from "./use-answer";

interface TokenClaims {
  sub: string;
  iss: string;
  aud: string | string[];
  iat: number;
  exp: number;
  name?: string;
  email?: string;
}

export function TokenCard() {
  const [answer, ask] = useAnswer<TokenClaims>("", "/api/me");
  return (
    <section className="card" aria-labelledby="token">
      <h2 id="token">Your token</h2>
      <p className="faint">
        What this browser shows to the task service with each request. It stays in this page&apos;s memory, and a new one
        takes its place before it runs out.
      </p>
      {answer.state === "asking" && <p role="status">Fetching it …</p>}
      {answer.state === "failed" && <Alert problem={answer.problem} retry={() => ask()} />}
      {answer.state === "here" && <Words claims={answer.value} />}
      <p className="row">
        <button type="button" className="quiet" onClick={() => ask(true)}>
          Get a new one
        </button>
      </p>
    </section>
  );
}

function Words({ claims }: { claims: TokenClaims }) {
  const moment = (seconds: number) => new Date(seconds * 1000).toISOString();
  return (
    <dl>
      <dt>It speaks for</dt>
      <dd>
        {claims.name ?? "you"}
        {claims.email && `, ${claims.email}`}
        <span className="hint">
          user id <code>{claims.sub}</code> (claim sub)
        </span>
      </dd>
      <dt>It comes from</dt>
      <dd>
        {claims.iss}
        <span className="hint">the issuer (claim iss); its public keys prove that nobody else made it</span>
      </dd>
      <dt>It is meant for</dt>
      <dd>
        {[claims.aud].flat().join(", ")}
        <span className="hint">the audience (claim aud); elsewhere it is refused</span>
      </dd>
      <dt>Made</dt>
      <dd>
        <Moment at={moment(claims.iat)} />
      </dd>
      <dt>Good until</dt>
      <dd>
        <Moment at={moment(claims.exp)} /> <span className="hint">{Math.round((claims.exp - claims.iat) / 60)} minutes in all</span>
      </dd>
    </dl>
  );
}

import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Moment } from "@/components/account/moment";
import { Services } from "@/components/account/services";
import { TokenCard } from "@/components/account/token-card";
import { TwoFactor } from "@/components/account/two-factor";
import { Page } from "@/components/page";
import { SignOutButton } from "@/components/sign-out-button";
import { signInPath } from "@/lib/sign-in-path";
import { whoAsks } from "@/lib/server/door";
import { signedIn } from "@/lib/server/session";
import { settings } from "@/lib/server/settings";

export const metadata: Metadata = { title: "Your account" };

export default async function Account() {
  const { id, name, email } = await whoAsks("/account");
  const session = await signedIn();
  // The cookie may say yes for a minute after the session has ended elsewhere.
  if (session === undefined) redirect(signInPath("/account"));
  const { apiUrl, twoFactor } = settings();
  return (
    <Page title="Your account" here="account" name={name}>
      <section className="card" aria-labelledby="session">
        <h2 id="session">Your session</h2>
        <dl>
          <dt>Signed in as</dt>
          <dd>
            {name}, {email}
          </dd>
          <dt>Since</dt>
          <dd>
            <Moment at={session.since.toISOString()} />
          </dd>
          <dt>Ends</dt>
          <dd>
            <Moment at={session.until.toISOString()} />, if you do not come back before
          </dd>
        </dl>
        <p className="row">
          <SignOutButton />
        </p>
      </section>
      <TokenCard />
      <Services apiUrl={apiUrl} userId={id} />
      {twoFactor && <TwoFactor userId={id} />}
    </Page>
  );
}

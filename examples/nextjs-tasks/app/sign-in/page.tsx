import type { Metadata } from "next";
import { nextPath } from "bearward/next";
import Link from "next/link";
import { Page } from "@/components/page";
import { SignInForm } from "@/components/sign-in-form";
import { SignOutButton } from "@/components/sign-out-button";
import { signedIn } from "@/lib/server/session";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignIn({ searchParams }: PageProps<"/sign-in">) {
  const next = nextPath((await searchParams)["next"], "/tasks");
  const user = await signedIn();
  // No redirect: a page that keeps refusing would send its visitor round in circles.
  if (user) {
    return (
      <Page title="You are signed in" here="sign-in" name={user.name}>
        <p>
          as <strong>{user.name}</strong>.
        </p>
        <p className="row">
          <Link className="button" href={next} prefetch={false}>
            Go on
          </Link>
          <SignOutButton />
        </p>
      </Page>
    );
  }
  return (
    <Page title="Sign in" here="sign-in">
      <SignInForm next={next} />
      <p>
        New here? <Link href={`/sign-up?next=${encodeURIComponent(next)}`}>Sign up</Link>
      </p>
    </Page>
  );
}

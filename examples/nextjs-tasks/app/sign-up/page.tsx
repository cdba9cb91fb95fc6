import type { Metadata } from "next";
import { nextPath } from "bearward/next";
import Link from "next/link";
import { Page } from "@/components/page";
import { SignUpForm } from "@/components/sign-up-form";
import { signInPath } from "@/lib/sign-in-path";

export const metadata: Metadata = { title: "Sign up" };

export default async function SignUp({ searchParams }: PageProps<"/sign-up">) {
  const next = nextPath((await searchParams)["next"], "/tasks");
  return (
    <Page title="Sign up" here="sign-up">
      <SignUpForm next={next} />
      <p>
        Already known here? <Link href={signInPath(next)}>Sign in</Link>
      </p>
    </Page>
  );
}

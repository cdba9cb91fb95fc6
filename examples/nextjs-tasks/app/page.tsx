import Link from "next/link";
import { Page } from "@/components/page";
import { signedIn } from "@/lib/server/session";

export default async function Home() {
  const user = await signedIn();
  return (
    <Page title="Your own tasks, and nobody else's" name={user?.name}>
      <p className="lead">
        Sign up with an e-mail address and a password. Your tasks live in a separate service, which knows from your token
        who you are: it shows you yours and nobody else's.
      </p>
      <p className="row">
        {user ? (
          <Link className="button" href="/tasks" prefetch={false}>
            Go to your tasks
          </Link>
        ) : (
          <>
            <Link className="button" href="/sign-up">
              Sign up
            </Link>
            <Link className="button quiet" href="/sign-in">
              Sign in
            </Link>
          </>
        )}
      </p>
    </Page>
  );
}

import Link from "next/link";
import { Page } from "@/components/page";
import { signedIn } from "@/lib/server/session";

export default async function NotFound() {
  const user = await signedIn();
  return (
    <Page title="There is no such page" name={user?.name}>
      <p>
        <Link href="/">Back to the start</Link>
      </p>
    </Page>
  );
}

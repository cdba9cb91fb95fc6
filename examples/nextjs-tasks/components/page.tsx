/** What every page has around its content. */

import Link from "next/link";
import type { ReactNode } from "react";

interface Props {
  title: string;
  /** Which of the links is this page. */
  here?: "tasks" | "account" | "sign-in" | "sign-up";
  /** Who is signed in; nobody if absent. */
  name?: string | undefined;
  children: ReactNode;
}

const INSIDE = [
  { href: "/tasks", id: "tasks", text: "Tasks" },
  { href: "/account", id: "account", text: "Account" },
];
const OUTSIDE = [
  { href: "/sign-in", id: "sign-in", text: "Sign in" },
  { href: "/sign-up", id: "sign-up", text: "Sign up" },
];

export function Page({ title, here, name, children }: Props) {
  const links = name === undefined ? OUTSIDE : INSIDE;
  return (
    <>
      <header className="top">
        <Link href="/" className="brand">
          <Mark />
          Tasks
        </Link>
        <nav aria-label="Pages">
          {links.map(({ href, id, text }) => (
            // Not fetched ahead: each page is decided when it is asked for.
            <Link key={id} href={href} prefetch={false} aria-current={here === id ? "page" : undefined}>
              {text}
            </Link>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <h1>{title}</h1>
        {children}
      </main>
    </>
  );
}

/** A tick in a rounded square. */
function Mark() {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <rect x="2" y="2" width="20" height="20" rx="6" fill="currentColor" />
      <path d="M7 12.5l3.4 3.4L17 9" fill="none" stroke="var(--paper)" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

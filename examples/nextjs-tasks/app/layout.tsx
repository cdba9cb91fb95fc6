import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/tasks.css";

export const metadata: Metadata = {
  title: { default: "Tasks", template: "%s - Tasks" },
  description: "Your own tasks, and nobody else's.",
};

export const viewport: Viewport = { colorScheme: "light dark", width: "device-width", initialScale: 1 };

export default async function Layout({ children }: { children: ReactNode }) {
  // Rendered for each request: the scripts carry the nonce of its policy.
  await connection();
  return (
    <html lang="en">
      <body>
        <a className="skip" href="#main">
          Skip to the content
        </a>
        {children}
      </body>
    </html>
  );
}

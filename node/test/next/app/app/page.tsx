import Link from 'next/link';
import { Caller } from './caller';

export default function Home() {
  return (
    <p>
      home <Link href="/dashboard">dashboard</Link> <Caller />
    </p>
  );
}

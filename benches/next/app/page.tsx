export default function Home() {
  return <p>measured</p>;
}

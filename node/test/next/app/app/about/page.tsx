// Static: locked by the proxy alone.
export default function About() {
  return <p>about us</p>;
}

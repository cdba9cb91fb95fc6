'use client';

import { createApiClient } from 'bearward/client';
import { useState } from 'react';

const onUnauthenticated = () => location.assign('/sign-in');

export function Caller() {
  const [sub, setSub] = useState('');
  const call = async () => {
    const api = createApiClient({ baseUrl: '/api', onUnauthenticated });
    setSub((await api.json<{ sub: string }>('/me')).sub);
  };
  return <button onClick={() => void call()}>call{sub}</button>;
}

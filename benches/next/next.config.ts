import { withBearward } from 'bearward/next/config';

export default withBearward({ poweredByHeader: false });

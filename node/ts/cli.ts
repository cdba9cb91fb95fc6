#!/usr/bin/env node
//! `npx bearward doctor`: looks at a configuration before users do.

import { native } from './native.js';

process.exitCode = native().cli(process.argv.slice(2));
